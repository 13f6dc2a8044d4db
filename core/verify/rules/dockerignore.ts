import { nearest } from '../../nearest.js';
import { ignores } from '../dockerignore.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';

/** Names that people leave out of build contexts everywhere. */
const USUAL = (
  '.git .github .gitlab .env.production .env.local .env.example .idea .vscode .DS_Store *.log .env .env.* *.pem *.key credentials*.json node_modules __pycache__ ' +
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
    const part = name.split('/').find((one) => !words.has(one)) ?? name;
    const rest = name.split('/').every((one) => one === part || words.has(one));
    const inner =
      name.includes('/') && rest
        ? nearest(
            part,
            [...words].filter((one) => Math.abs(one.length - part.length) < 2),
          )
        : undefined;
    if (inner !== undefined && part.length > 2) {
      yield { path, line: index + 1, message: `${text}: was ${inner} meant?` };
      continue;
    }
    const meant = nearest(
      name,
      known.filter((one) => !written.has(one) && Math.abs(one.length - name.length) < 2),
    );
    if (meant === undefined || name.length < 3) continue;
    yield { path, line: index + 1, message: `${text} leaves nothing out that is usual: was ${meant} meant?` };
  }
}

/** What no image needs, by who makes it: history and editors, Python, Node, tests, the scaffold. */
const NEEDLESS: readonly (readonly string[])[] = [
  ['.git/config', '.github/workflows/a.yml', '.idea/a.xml', '.vscode/a.json', '.DS_Store', 'a.log'],
  ['.env', '.env.local', 'a.pem', 'a.key', 'credentials.json'],
  [
    ...[
      '__pycache__/a.pyc',
      'a.pyc',
      '.venv/a',
      'venv/a',
      'site-packages/a',
      'a.egg-info/a',
      '.cache/a',
      '.mypy_cache/a',
    ],
    ...['.pytest_cache/a', '.ruff_cache/a', '.tox/a', 'htmlcov/a', '.coverage', 'dist/a.tar.gz', 'dist/a.whl'],
  ],
  ['tests/a.py', 'test/a.py', 'docs/tasks/a.md', 'ai_docs/a.md'],
  [
    ...[
      '.saasfactory/a',
      '.yo-rc.json',
      'Dockerfile',
      '.dockerignore',
      'compose.yaml',
      'compose.yml',
      'docker-compose.yml',
    ],
    ...['deploy/README.md', 'deploy/cloud-run/a', 'deploy/k8s/a', 'deploy/scripts/a'],
  ],
];

/** One or two that were forgotten among many that were not: a file that leaves out little was never meant to. */
function* forgotten(path: string, source: string): Generator<Remark> {
  const ignored = ignores(source);
  const reopened = source.split(/\r?\n/).filter((line) => line.startsWith('!'));
  for (const group of NEEDLESS) {
    const open = group.filter((one) => !ignored(one));
    // Let in by name is let in on purpose.
    if (open.some((one) => reopened.some((each) => each.endsWith(one)))) continue;
    if (open.length === 0 || open.length > Math.min(2, group.length / 3)) continue;
    const names = open.map((one) => one.replace(/\/a(\.\w+)?$/, '').replace(/^a\//, '')).join(', ');
    yield { path, message: `${names} enters the build context, and what is like it does not`, fix: `add ${names}` };
  }
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
