import { edits } from '../../nearest.js';
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
    const part = name.split('/').find((one) => !words.has(one)) ?? name;
    const meant = [...words].find((one) => !written.has(one) && isSlip(part, one));
    if (meant !== undefined)
      yield { path, line: index + 1, message: `${text} leaves nothing out that is usual: was ${meant} meant?` };
  }
}

/** A plural, a dot or a star more is somebody's own name; a letter more inside a word is none. */
function isSlip(name: string, known: string): boolean {
  const [own, other] = [name, known].map((one) =>
    one
      .toLowerCase()
      .replace(/[^a-z0-9/]/g, '')
      .replace(/s$/, ''),
  );
  const patterns = /[*?[]/.test(name) || /[*?[]/.test(known);
  return !patterns && own !== undefined && own.length > 3 && own !== other && edits(own, other ?? '') === 1;
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
  // Of a file of somebody's own it is not known what it was meant to leave out.
  if (!source.includes('.yo-rc.json')) return;
  const ignored = ignores(source);
  const reopened = source.split(/\r?\n/).filter((line) => line.startsWith('!'));
  for (const group of NEEDLESS) {
    // Let in by name is let in on purpose.
    const open = group.filter((one) => !ignored(one) && !reopened.some((each) => each.endsWith(one)));
    if (open.length === 0 || open.length > Math.min(2, group.length / 3)) continue;
    const names = open.map((one) => one.replace(/\/a(\.\w+)?$/, '').replace(/^a\./, '*.')).join(', ');
    const message = `${names} enters the build context, and what is like it does not`;
    const line = almost(source, open);
    yield { path, ...(line === undefined ? {} : { line }), message, fix: `add ${names}` };
  }
}

/** The line whose pattern leaves one of the paths out once a single letter of it is another. */
function almost(source: string, open: readonly string[]): number | undefined {
  const usual = USUAL.filter((one) => open.some(ignores(`**/${one}`)));
  const at = source
    .split(/\r?\n/)
    .map((text) => bare(text.trim()))
    .findIndex(
      (name) => !USUAL.includes(name) && usual.some((one) => name !== one && name.length > 2 && edits(name, one) === 1),
    );
  return at < 0 ? undefined : at + 1;
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
