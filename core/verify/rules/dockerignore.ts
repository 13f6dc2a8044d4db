import { nearest } from '../../nearest.js';
import { ignores } from '../dockerignore.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';

/** Names that people leave out of build contexts everywhere. */
const USUAL = (
  '.git .github .gitlab .idea .vscode .DS_Store *.log .env .env.* *.pem *.key credentials*.json node_modules __pycache__ ' +
  '*.py[cod] .venv venv site-packages *.egg-info .cache .mypy_cache .pytest_cache .ruff_cache .tox .nox htmlcov .coverage ' +
  '.turbo .next .nuxt .output .svelte-kit .angular .parcel-cache storybook-static coverage dist build out target tests ' +
  'test docs test_*.py conftest.py *.tar.gz *.whl *.test.* *.spec.* __tests__ .saasfactory .yo-rc.json Dockerfile* ' +
  '.dockerignore compose*.yaml compose*.yml docker-compose* README.md ai_docs'
).split(' ');

const bare = (pattern: string): string =>
  pattern
    .replace(/^!/, '')
    .replace(/^(\*\*\/|\/|\.\/)+/, '')
    .replace(/\/$/, '');

/** Every folder and file that is known to lie here. */
function places(view: View): readonly string[] {
  const found = new Set<string>();
  for (const path of view.files.keys()) {
    const parts = path.split('/');
    for (let depth = 1; depth <= parts.length; depth += 1) found.add(parts.slice(0, depth).join('/'));
  }
  return [...found];
}

function* misspelt(view: View, path: string, source: string): Generator<Remark> {
  const lines = source.split(/\r?\n/).map((text) => text.trim());
  const written = new Set(lines.map(bare));
  const known = [...USUAL, ...places(view)];
  const words = new Set(known.flatMap((one) => [one, ...one.split('/')]));
  for (const [index, text] of lines.entries()) {
    const name = bare(text);
    if (text === '' || text.startsWith('#') || words.has(name) || name.split('/').every((part) => words.has(part)))
      continue;
    // Somebody else's name is near only by chance; two slips in a short word are another word.
    const meant = nearest(
      name,
      known.filter((one) => !written.has(one) && Math.abs(one.length - name.length) < 2),
    );
    if (meant === undefined || name.length < 3) continue;
    yield { path, line: index + 1, message: `${text} leaves nothing out that is usual: was ${meant} meant?` };
  }
}

/** What no image needs: history, what a build makes again, and the scaffold's own files. */
const NEEDLESS: Readonly<Record<string, string>> = {
  'node_modules/left-pad/package.json': 'node_modules',
  '__pycache__/main.cpython-312.pyc': '__pycache__',
  '.venv/bin/python': '.venv',
  '.saasfactory/manifest.json': '.saasfactory',
  '.yo-rc.json': '.yo-rc.json',
  'server.key': '*.key',
  'client.pem': '*.pem',
  'credentials.json': 'credentials*.json',
  'compose.yaml': 'compose*.yaml',
  'deploy/k8s/base/kustomization.yaml': 'deploy/k8s',
  'deploy/cloud-run/production/service.yaml': 'deploy/cloud-run',
  'deploy/scripts/deploy.sh': 'deploy/scripts',
};

/** Only where most of it is left out: a file that was never meant to is no slip. */
function* forgotten(path: string, source: string): Generator<Remark> {
  const ignored = ignores(source);
  const open = Object.entries(NEEDLESS).filter(([one]) => !ignored(one));
  if (open.length > 3 || open.length === 0) return;
  const names = open.map(([, name]) => name).join(', ');
  yield {
    path,
    message: `enters the build context and is in no image's way but its own: ${names}`,
    fix: `add ${names}`,
  };
}

/** The patterns of a .dockerignore. */
export const DOCKERIGNORE_RULES: readonly Rule[] = [
  {
    id: 'dockerignore-names',
    severity: 'note',
    about: 'patterns name what is there, and leave out what no image needs',
    source: 'Docker documentation, build context',
    *check(view) {
      for (const path of ['.dockerignore', 'Dockerfile.dockerignore']) {
        const source = view.files.get(path);
        if (source === undefined) continue;
        yield* misspelt(view, path, source);
        yield* forgotten(path, source);
      }
    },
  },
];
