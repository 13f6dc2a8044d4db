import type { Modules } from './modules.js';

/** Folders whose apps show or try something and are not the service. */
const SHOWN = new Set(
  'example examples sample samples docs doc docs_src documentation template templates cookiecutter tutorial tutorials cookbook cookbooks benchmark benchmarks demos playground notebooks snippets fixtures site-packages node_modules quickstart quickstarts'.split(
    ' ',
  ),
);
/** Folders and files beside the service: they may hold apps, and lose against any other. */
const BESIDE = new Set(
  'script scripts tools tool migrations alembic versions bin hack dev mock mocks fake stub stubs sandbox experiments experimental legacy old backup archive deprecated utils client clients evals eval demo'.split(
    ' ',
  ),
);
const BESIDE_WORDS = [
  'mock',
  'fake',
  'stub',
  'sandbox',
  'example',
  'demo',
  'old',
  'backup',
  'copy',
  'simple',
  'minimal',
  'test',
  'debug',
  'dev',
  'local',
];

export type Zone = 'service' | 'beside' | 'shown';

/** Whether a file belongs to the service, lies beside it, or only shows something; by its path alone. */
export function zoneOf(path: string): { readonly zone: Zone; readonly why: string } {
  const parts = path.split('/').filter((part) => part !== '..');
  const file = (parts.pop() ?? '').replace('.py', '').toLowerCase();
  const shown = parts.find((part) => SHOWN.has(part.toLowerCase()));
  if (shown !== undefined) return { zone: 'shown', why: `below ${shown}/` };
  const beside = parts.find((part) => BESIDE.has(part.toLowerCase()));
  if (beside !== undefined) return { zone: 'beside', why: `below ${beside}/` };
  const word = file.split('_').find((part) => BESIDE_WORDS.includes(part));
  return word === undefined ? { zone: 'service', why: '' } : { zone: 'beside', why: `its name says ${word}` };
}

const MANIFESTS = ['pyproject.toml', 'requirements.txt', 'setup.py', 'Pipfile', 'Dockerfile'];

/** The nearest folder below the service folder, at or above a file, that has a manifest of its own. */
export function nestedProject(modules: Modules, path: string): string | undefined {
  const parts = path.split('/').slice(0, -1);
  for (let length = parts.length; length > 0; length -= 1) {
    const folder = parts.slice(0, length).join('/');
    if (MANIFESTS.some((name) => modules.hasAny(`${folder}/${name}`))) return folder;
  }
  return undefined;
}
