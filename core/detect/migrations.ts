import type { Migrations } from './fact-values.js';
import type { Fact } from './facts.js';
import type { Folder } from './folder.js';
import { folderOf, joinPath, lineText } from './launch/paths.js';

/** Folders whose migrations belong to a test, an example or another project's template. */
const SHOWN = /(?:^|\/)(?:tests?|examples?|docs?|templates?|fixtures|node_modules|site-packages)\//;
/** Folders where plain SQL changes are kept. */
const SQL = /^(?:.*\/)?(?:migrations?|db\/migrate|sql\/migrations|schema_migrations)$/;
/** `001_users.sql`, `V2__orders.sql`, `20240131120000_items.up.sql`. */
const NUMBERED = /^(?:V|U)?\d+[_.-].*\.sql$/i;

/** Where the service's database changes lie, and the tool that applies them; undefined when there are none. */
export function findMigrations(folder: Folder): Fact<Migrations> | undefined {
  const files = folder.list().filter((file) => !SHOWN.test(`${file}`));
  const found = [
    ...alembic(folder, files),
    ...django(folder, files),
    ...aerich(folder, files),
    ...plain(folder, files),
  ];
  const [first, ...rest] = found;
  if (first === undefined) return undefined;
  return {
    ...first,
    others: rest
      .slice(0, 5)
      .map(({ value, evidence }) => ({ value, evidence, reason: `outranked by ${first.value.folder}` })),
  };
}

function fact(folder: Folder, value: Migrations, file: string, line: number, rule: string): Fact<Migrations> {
  const evidence = { file, line, rule, text: lineText(folder.read(file), line) };
  return { value, confidence: 'certain', evidence: [evidence], others: [] };
}

/** `alembic.ini` (nearest to the folder first), `[tool.alembic]`, or a folder with env.py and versions/. */
function alembic(folder: Folder, files: readonly string[]): readonly Fact<Migrations>[] {
  const found: Fact<Migrations>[] = [];
  const flask = files.filter((file) => file.endsWith('/alembic.ini') && files.includes(`${folderOf(file)}/env.py`));
  for (const file of byDepth(files.filter((one) => one === 'alembic.ini' || one.endsWith('/alembic.ini')))) {
    if (flask.includes(file)) {
      // Flask-Migrate keeps its alembic.ini inside the folder of the revisions, and names no script_location in it.
      const text = folder.read(file) ?? '';
      const isBare = text.includes('[alembic]') && !/^\s*script_location\s*=/m.test(text);
      const asks = /FLASK_APP|flask_migrate|flask_app|\bcurrent_app\b/i;
      const tool = isBare || asks.test(`${text}${folder.read(`${folderOf(file)}/env.py`)}`);
      const value: Migrations = {
        tool: tool ? 'flask-migrate' : 'alembic',
        folder: folderOf(file),
        config: file,
        ...ownTable(folder, folderOf(file)),
      };
      found.push(fact(folder, value, file, 1, 'alembic-ini'));
      continue;
    }
    const lines = (folder.read(file) ?? '').split('\n');
    const at = lines.findIndex((line) => /^\s*script_location\s*=/.test(line));
    const given = (lines[at] ?? '').split('=')[1]?.trim();
    if (given === undefined || given === '' || given.startsWith('/')) continue;
    // `package:folder` names a folder inside an installed package; a bare path is one of where the command runs.
    const place = given.includes(':') ? given.replaceAll('.', '/').replace(':', '/') : given.replace('%(here)s', '.');
    const beside = joinPath(folderOf(file), place);
    const places = given.includes('%(here)s') ? [] : [joinPath('.', place), joinPath('src', place)];
    const path = [beside, ...places].find((one) => files.some((each) => each.startsWith(`${one}/`))) ?? beside;
    const value: Migrations = { tool: 'alembic', folder: path, config: file, ...ownTable(folder, path) };
    found.push(fact(folder, value, file, at + 1, 'alembic-ini'));
  }
  if (found.length > 0) return found;
  for (const file of byDepth(files.filter((one) => one === 'env.py' || one.endsWith('/env.py')))) {
    const at = folderOf(file);
    const isAlembic = (folder.read(file) ?? '').includes('alembic');
    if (!isAlembic || !files.some((one) => one.startsWith(`${at}/versions/`))) continue;
    found.push(fact(folder, { tool: 'alembic', folder: at }, file, 1, 'alembic-environment'));
  }
  return found;
}

/** Where env.py names a table of its own (`version_table="catalog_version"`), nobody else knows where to look. */
function ownTable(folder: Folder, at: string): Pick<Migrations, 'ownTable'> {
  return /\bversion_table\s*["']?\s*[=:]/.test(folder.read(joinPath(at, 'env.py')) ?? '') ? { ownTable: true } : {};
}

/** Django's own: the folder of manage.py, from which `manage.py migrate` runs. */
function django(folder: Folder, files: readonly string[]): readonly Fact<Migrations>[] {
  const manage = byDepth(files.filter((file) => file === 'manage.py' || file.endsWith('/manage.py')))[0];
  if (manage === undefined || !(folder.read(manage) ?? '').includes('django')) return [];
  const at = folderOf(manage);
  const first = files.find(
    (file) => /(?:^|\/)migrations\/0001_[^/]*\.py$/.test(file) && (at === '.' || file.startsWith(`${at}/`)),
  );
  return first === undefined
    ? []
    : [fact(folder, { tool: 'django', folder: at, config: manage }, first, 1, 'django-migration')];
}

function aerich(folder: Folder, files: readonly string[]): readonly Fact<Migrations>[] {
  if (!files.includes('pyproject.toml')) return [];
  const lines = (folder.read('pyproject.toml') ?? '').split('\n');
  const at = lines.findIndex((line) => line.trim() === '[tool.aerich]');
  const location =
    at === -1 ? undefined : /^\s*location\s*=\s*["']([^"']+)/m.exec(lines.slice(at, at + 8).join('\n'))?.[1];
  if (location === undefined) return [];
  return [
    fact(
      folder,
      { tool: 'aerich', folder: joinPath('.', location), config: 'pyproject.toml' },
      'pyproject.toml',
      at + 1,
      'aerich',
    ),
  ];
}

/** Folders of numbered SQL files: `migrations/`, `dev/migrations/`. */
function plain(folder: Folder, files: readonly string[]): readonly Fact<Migrations>[] {
  const places = new Map<string, string>();
  for (const file of files) {
    const at = folderOf(file);
    if (SQL.test(at) && NUMBERED.test(file.slice(at.length + 1)) && !places.has(at)) places.set(at, file);
  }
  return [...places]
    .sort((a, b) => depth(a[0]) - depth(b[0]) || (a[0] < b[0] ? -1 : 1))
    .map(([at, file]) => fact(folder, { tool: 'sql', folder: at }, file, 1, 'sql-migrations'));
}

const depth = (path: string): number => path.split('/').length;

function byDepth(files: readonly string[]): readonly string[] {
  return [...files].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
}
