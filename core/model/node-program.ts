import { posix } from 'node:path';
import type { Facts } from '../detect/facts.js';
import { Failure } from '../errors.js';
import type { Collect } from './stack-builds.js';

/** What Node runs in the final stage, paths relative to the service folder. */
export interface Program extends Collect {
  /** Flags of Node itself. */
  readonly flags: readonly string[];
  /** The program and its arguments. */
  readonly words: readonly string[];
  /** Folders that it writes. */
  readonly scratch: readonly string[];
}

const program = (
  kind: Collect['kind'],
  folders: readonly string[],
  words: readonly string[],
  more: Partial<Program> = {},
): Program => ({
  kind,
  folders,
  packages: [],
  flags: [],
  words,
  scratch: [],
  ...more,
});

/** The server that the build leaves, by framework. Throws Failure where the project's own settings rule Node out. */
export function programOf(facts: Facts): Program {
  const framework = facts.framework?.value;
  const names = new Set((facts.dependencies?.value ?? []).map((dependency) => dependency.name));
  const output = facts.outputDir?.value;
  const own = ownServer(facts);
  if (output?.endsWith('.output') === true) {
    return program('output', [output], [`${output}/server/index.mjs`]);
  }
  switch (framework) {
    case 'next': {
      const folder = output ?? '.next';
      // A server of the project's own needs all of Next, which no trace of it holds.
      if (own !== undefined) return { ...own, folders: [folder], scratch: [`${folder}/cache`] };
      return program('next', [folder], ['server.js'], { scratch: [`${folder}/cache`] });
    }
    case 'sveltekit': {
      const folder = output ?? 'build';
      if (!names.has('@sveltejs/adapter-node')) throw adapter(facts, '@sveltejs/adapter-node');
      return own !== undefined ? { ...own, folders: [folder] } : program('output', [folder], [`${folder}/index.js`]);
    }
    case 'astro': {
      const folder = output ?? 'dist';
      if (!names.has('@astrojs/node')) throw adapter(facts, '@astrojs/node');
      return own !== undefined && !own.words[0]?.startsWith(folder)
        ? { ...own, folders: [folder] }
        : program('output', [folder], [`${folder}/server/entry.mjs`]);
    }
    case 'angular': {
      const folder = output ?? 'dist';
      return program('output', [folder], [`${folder}/server/server.mjs`]);
    }
    case 'react-router':
    case 'remix': {
      const folder = output ?? 'build';
      const serve = ['@react-router/serve', '@remix-run/serve'].find((name) => names.has(name));
      if (own !== undefined && own.words.length > 0) return { ...own, folders: [folder] };
      if (serve === undefined) throw noStart(facts);
      return program('output', [folder, 'public'], [`node_modules/${serve}/dist/cli.js`, `${folder}/server/index.js`], {
        packages: [serve],
      });
    }
    default: {
      if (own === undefined) throw noStart(facts);
      // The pages that the build writes beside the server that hands them out.
      const pages = output === undefined || output.startsWith('..') || own.folders.includes(output) ? [] : [output];
      return { ...own, folders: [...own.folders, ...pages] };
    }
  }
}

/** Runners that only wrap Node, and what stands for them; others are programs of their own. */
const LOADERS: Readonly<Record<string, string>> = { tsx: 'tsx', 'ts-node': 'ts-node/esm' };
const WITH_VALUE = new Set(['-r', '--require', '--import', '--loader', '--experimental-loader']);

/** A start script that runs Node on a file of the project; undefined when there is none. */
function ownServer(facts: Facts): Program | undefined {
  const start = facts.startCommand;
  const [name, ...args] = start?.value ?? [];
  if (start === undefined || name === undefined) return undefined;
  if (name === 'nest') return program('project', ['dist'], ['dist/main.js']);
  const loader = LOADERS[name];
  if (name !== 'node' && name !== 'pm2-runtime' && loader === undefined) {
    const { file, line } = start.evidence[0] ?? { file: 'package.json', line: 1 };
    throw new Failure(`${file}:${line}: ${name} runs the server; the image runs Node alone`, {
      code: 'not-node',
      file,
      hint: 'give package.json a start script that node runs',
    });
  }
  const flags: string[] = loader === undefined ? [] : ['--import', loader];
  let at = 0;
  for (; args[at]?.startsWith('-') === true; at += 1) {
    const flag = args[at] ?? '';
    // Files of variables and watchers belong to a developer's machine.
    if (!flag.startsWith('--env-file') && !flag.startsWith('--watch')) flags.push(flag);
    if (WITH_VALUE.has(flag)) {
      at += 1;
      flags.push(args[at] ?? '');
    }
  }
  const [file, ...rest] = args.slice(at);
  if (file === undefined) return undefined;
  const entry = posix.normalize(file);
  const top = entry.includes('/') ? (entry.split('/')[0] ?? '') : '';
  const built = facts.buildScript !== undefined && ['dist', 'build', 'out', 'lib'].includes(top);
  return program('project', built ? [top] : [], [entry, ...rest], {
    flags,
    packages: loader === undefined ? [] : [name],
  });
}

const adapter = (facts: Facts, wanted: string): Failure => {
  const file = facts.framework?.evidence[1]?.file ?? 'package.json';
  return new Failure(`${file}: its server is written for another platform than Node`, {
    code: 'adapter',
    file,
    hint: `use ${wanted}`,
  });
};

const noStart = (facts: Facts): Failure => {
  const { file, line } = facts.serves?.evidence[0] ?? { file: 'package.json', line: 1 };
  return new Failure(`${file}:${line}: the build leaves a server, and no start script runs it with node`, {
    code: 'no-start',
    file: 'package.json',
    hint: 'give package.json a start script such as "node server.js"',
  });
};
