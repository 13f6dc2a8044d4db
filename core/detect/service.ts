import type { Fact, ServiceKind } from './facts.js';
import type { Folder } from './folder.js';
import type { Found } from './python/python.js';

/** Which reader's facts describe the folder, and as what. */
export interface Choice {
  readonly language: 'python' | 'node';
  readonly service?: Fact<ServiceKind>;
}

const MANIFEST = /(?:^|\/)(?:pyproject\.toml|requirements[^/]*\.(?:txt|in)|Pipfile|setup\.py|setup\.cfg)$/;

/**
 * A folder may hold both a site and an app. The app wins when the folder itself is the Python project (a package.json
 * beside it then builds assets); the site wins when the app lies in a project of its own further down.
 */
export function chooseService(folder: Folder, python: Found, packaging: Found, node: Found): Choice {
  const app = python.facts.service;
  const site = node.facts.service;
  if (!app) return site ? { language: 'node', service: site } : { language: 'python' };
  if (!site) return { language: 'python', service: app };
  const place = (python.facts.app ?? app).evidence[0]?.file ?? '';
  const isOwnProject = packaging.facts.install !== undefined && !liesInProjectBelow(folder, place);
  const taken: Choice = isOwnProject ? { language: 'python', service: app } : { language: 'node', service: site };
  const lost = isOwnProject ? site : app;
  const fact = taken.service as Fact<ServiceKind>;
  const reason = isOwnProject ? 'the folder itself is the Python project' : 'its project lies further down';
  return {
    language: taken.language,
    service: { ...fact, others: [...fact.others, { value: lost.value, evidence: lost.evidence, reason }] },
  };
}

/** Frameworks of HTTP services. With one declared, an app that was not found is the likelier story than a worker. */
export const WEB_FRAMEWORKS: ReadonlySet<string> = new Set([
  'aiohttp',
  'django',
  'fastapi',
  'flask',
  'litestar',
  'pyramid',
  'quart',
  'sanic',
  'starlette',
  'tornado',
]);

/** Packages that bring a framework along without the service being one: Starlette comes with clients of many kinds. */
const BRINGS: Readonly<Record<string, string>> = { flower: 'tornado', jupyter: 'tornado', notebook: 'tornado' };

/** Whether the service's own manifest asks for a web framework; what a lock adds is what others need. */
export function declaresWeb({ facts, direct }: Found): boolean {
  const names = direct ?? (facts.dependencies?.value ?? []).map(({ name }) => name);
  const brought = new Set(['starlette', ...names.flatMap((name) => BRINGS[name] ?? [])]);
  return names.some((name) => WEB_FRAMEWORKS.has(name) && !brought.has(name));
}

/** A program that takes work from a queue or a clock, or runs to its end, is a backend too, where nothing in the folder answers HTTP. */
export function workerService(python: Found, packaging: Found): Pick<Choice, 'service'> {
  const { worker, job } = python.facts;
  // A loop that no launch file starts may be any script, and so may what runs to its end.
  const isStarted = worker !== undefined && (worker.value.library !== 'loop' || worker.confidence === 'certain');
  const taken = isStarted ? worker : worker === undefined && job?.confidence !== 'guess' ? job : undefined;
  if (taken === undefined || declaresWeb(packaging)) return {};
  const { confidence, evidence } = taken;
  return { service: { value: 'backend', confidence, evidence, others: [] } };
}

/** Whether a manifest lies between the service folder and a file below it. */
function liesInProjectBelow(folder: Folder, file: string): boolean {
  const parts = file.split('/').slice(0, -1);
  const projects = new Set(
    folder
      .list()
      .filter((path) => MANIFEST.test(path))
      .map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/')))),
  );
  return parts.some((_, i) => projects.has(parts.slice(0, i + 1).join('/')));
}
