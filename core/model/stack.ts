import type { Evidence, Facts } from '../detect/facts.js';
import { Failure } from '../errors.js';
import type { Answers } from '../options.js';
import type { Model } from './model.js';

export type Stack = Model['build']['stack'];

export const NODE_MANAGERS: readonly unknown[] = ['npm', 'pnpm', 'yarn', 'bun'];

const at = (evidence: Evidence | undefined): string =>
  evidence === undefined ? 'package.json' : `${evidence.file}:${evidence.line}`;

/** A server of Node that renders no pages. */
export const isNodeBackend = (facts: Facts): boolean =>
  facts.framework?.value === 'node' ||
  (facts.service?.value !== 'frontend' && NODE_MANAGERS.includes(facts.packageManager?.value));

/** What to say of one. */
export function nodeBackend(facts: Facts): Failure {
  const found = facts.service?.evidence[0];
  return new Failure(`${at(found)} starts a Node.js server that renders no pages, and backends are Python here.`, {
    code: 'node-backend',
    file: found?.file ?? 'package.json',
    hint: 'Name a folder with a Python service or a site.',
  });
}

/**
 * The kind of image that answers and facts ask for. Throws Failure, naming the file and what to change, where the
 * service is none that an image can be written for.
 */
export function stackOf(answers: Answers, facts: Facts): Stack {
  const stack = servedBy(answers, facts);
  if (answers['web-vitals'] && stack !== 'site') throw noVitals(stack);
  return stack;
}

/** Pages that a program renders are its own: their framework has a hook for this, and nothing else reaches them. */
function noVitals(stack: Stack): Failure {
  return new Failure(
    `--web-vitals: ${stack === 'node' ? 'a server of the service’s own renders the pages' : 'the service has no pages'}, and the beacon goes into the files of a site`,
    { code: 'vitals-answers', file: '--web-vitals', hint: 'leave --web-vitals out' },
  );
}

function servedBy(answers: Answers, facts: Facts): Stack {
  if (answers.service !== 'frontend') {
    if (isNodeBackend(facts)) throw nodeBackend(facts);
    return 'python';
  }
  if (facts.serves === undefined) throw unknownServer(facts);
  if (facts.serves.value === 'server') return 'node';
  if (facts.outputDir === undefined) {
    const file = at(facts.framework?.evidence[1] ?? facts.buildScript?.evidence[0]);
    throw new Failure(`${file}: the folder that the build writes could not be read`, {
      code: 'no-output',
      file: file.split(':')[0] ?? file,
      hint: 'name the output folder as a constant there',
    });
  }
  return 'site';
}

function unknownServer(facts: Facts): Failure {
  if (facts.framework?.value === 'sveltekit') {
    const file = facts.framework.evidence[1]?.file ?? 'svelte.config.js';
    return new Failure(`${file}: its adapter is neither @sveltejs/adapter-node nor @sveltejs/adapter-static`, {
      code: 'adapter',
      file,
      hint: 'set kit.adapter to @sveltejs/adapter-node for a server, or to @sveltejs/adapter-static for files',
    });
  }
  const file = at(facts.buildScript?.evidence[0]);
  return new Failure(`${file}: what this build leaves is unknown: neither a site's files nor a Node server was found`, {
    code: 'no-output',
    file: 'package.json',
    hint: 'images are written for sites of known frameworks and for the Node servers of these',
  });
}
