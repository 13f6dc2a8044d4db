import type { Remark } from '../detection.js';
import type { Write } from '../fact-values.js';
import type { Evidence, Fact } from '../facts.js';
import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { evidenceOf } from './evidence.js';
import type { Modules } from './modules.js';
import { folderOf, join } from './paths.js';
import type { StartCall } from './start.js';
import { calledName } from './survey.js';
import { type Context, keyword, positional, type Value, walk } from './values.js';

/** A place that one call writes to. */
interface Place {
  readonly path: string;
  /** A folder is made; else a file is written into one. */
  readonly isFolder: boolean;
  readonly rule: string;
}

const HANDLERS = new Set(['FileHandler', 'RotatingFileHandler', 'TimedRotatingFileHandler', 'WatchedFileHandler']);
/** Where every container may write, or no file is made. */
const ALWAYS = ['/tmp', '/dev', '/proc', '/var/tmp'];
const NAMES = new Set([
  ...HANDLERS,
  'basicConfig',
  'dictConfig',
  'add',
  'makedirs',
  'mkdir',
  'open',
  'write_text',
  'write_bytes',
  'touch',
  'connect',
  'create_engine',
  'create_async_engine',
]);

/** Folders that the service writes to before its first request; a read-only or rootless container dies on them. */
export function writesOf(
  evaluator: Evaluator,
  modules: Modules,
  calls: readonly StartCall[],
): { readonly fact?: Fact<readonly Write[]>; readonly remarks: readonly Remark[] } {
  const found = new Map<string, { write: Write; evidence: Evidence; file: string }>();
  for (const { call, context, when } of calls) {
    if (!NAMES.has(calledName(call))) continue;
    for (const { path, isFolder, rule } of placesOf(evaluator, call, context)) {
      if (path === '' || ALWAYS.some((at) => path === at || path.startsWith(`${at}/`))) continue;
      const folder = isFolder ? path : folderOf(path);
      const full = !folder.startsWith('/') && modules.folder.listAt(folder, 8).some((file) => !isPlaceholder(file));
      // A folder that the image brings needs not be made.
      if (folder === '' || folder.startsWith('..') || (isFolder && (folder === '.' || full)) || found.has(folder))
        continue;
      const occupied = folder === '.' || full ? ({ occupied: true } as const) : {};
      found.set(folder, {
        write: { folder, when, ...occupied },
        evidence: evidenceOf(context.module, call, rule),
        file: path,
      });
    }
  }
  const all = [...found.values()].sort((a, b) => (a.write.folder < b.write.folder ? -1 : 1));
  const remarks = all.map(({ write, evidence, file }): Remark => {
    const when = write.when === 'import' ? 'on import' : 'on start';
    const base = { rule: 'writes-at-start', file: evidence.file, line: evidence.line };
    return write.occupied
      ? {
          ...base,
          severity: 'warning',
          message: `writes ${file} ${when}, beside files of the image, which is read-only there`,
          fix: 'write to a folder of its own or to /tmp',
        }
      : {
          ...base,
          message: `writes to ${write.folder} ${when}; the container gets a writable place there, empty at each start`,
        };
  });
  if (all.length === 0) return { remarks };
  const fact: Fact<readonly Write[]> = {
    value: all.map(({ write }) => write),
    confidence: 'certain',
    evidence: all.map(({ evidence }) => evidence),
    others: [],
  };
  return { fact, remarks };
}

function isPlaceholder(file: string): boolean {
  return file.endsWith('/.gitkeep') || file.endsWith('/.gitignore') || file.endsWith('/.keep');
}

function placesOf(evaluator: Evaluator, call: Syntax, context: Context): readonly Place[] {
  const name = calledName(call);
  const first = positional(call)[0];
  const one = (node: Syntax | undefined, isFolder: boolean, rule: string): readonly Place[] => {
    const path = pathOf(evaluator, node, context);
    return path === undefined ? [] : [{ path, isFolder, rule }];
  };
  const owner = call.field('function')?.field('object');
  if (HANDLERS.has(name)) return one(first ?? keyword(call, 'filename'), false, 'log-file');
  if (name === 'basicConfig') return one(keyword(call, 'filename'), false, 'log-file');
  if (name === 'dictConfig') return configured(evaluator, first, context);
  if (name === 'makedirs') return one(first ?? keyword(call, 'name'), true, 'makes-folder');
  if (name === 'mkdir') {
    const callee = evaluator.evaluate(call.field('function'), context);
    return callee.kind === 'external' && callee.name === 'os.mkdir'
      ? one(first, true, 'makes-folder')
      : one(owner, true, 'makes-folder');
  }
  if (name === 'write_text' || name === 'write_bytes' || name === 'touch') return one(owner, false, 'writes-file');
  if (name === 'open') {
    const mode = evaluator.string(keyword(call, 'mode') ?? positional(call)[owner === undefined ? 1 : 0], context);
    if (mode === undefined || !['w', 'a', 'x', '+'].some((letter) => mode.includes(letter))) return [];
    return one(owner === undefined ? first : owner, false, 'writes-file');
  }
  const callee = evaluator.evaluate(call.field('function'), context);
  if (callee.kind !== 'external') return [];
  if (name === 'add') return callee.name === 'loguru.logger.add' ? one(first, false, 'log-file') : [];
  if (name === 'connect')
    return callee.name === 'sqlite3.connect' || callee.name === 'aiosqlite.connect'
      ? database(evaluator.string(first, context))
      : [];
  const url = evaluator.string(first ?? keyword(call, 'url'), context);
  // `sqlite:///./app.db`: three slashes for a relative path, four for an absolute one.
  if (!callee.name.startsWith('sqlalchemy') || url === undefined || !url.startsWith('sqlite')) return [];
  const at = url.indexOf(':///');
  return at === -1 ? [] : database(url.slice(at + 4));
}

function database(path: string | undefined): readonly Place[] {
  if (path === undefined || path === '' || path.includes(':memory:') || path.startsWith('file:')) return [];
  return [{ path: plain(path), isFolder: false, rule: 'sqlite-file' }];
}

/** `"filename": "logs/app.log"` anywhere in the dictionary of logging.config. */
function configured(evaluator: Evaluator, node: Syntax | undefined, context: Context): readonly Place[] {
  const value = evaluator.evaluate(node, context);
  if (value.kind !== 'dict') return [];
  const found: Place[] = [];
  for (const pair of walk(value.node)) {
    if (pair.type !== 'pair' || evaluator.string(pair.field('key'), value.context) !== 'filename') continue;
    const path = pathOf(evaluator, pair.field('value'), value.context);
    if (path !== undefined) found.push({ path, isFolder: false, rule: 'log-file' });
  }
  return found;
}

/** The path that an expression means: a string, a `Path(…)`, parts joined by `/`, or one made from `__file__`. */
export function pathOf(
  evaluator: Evaluator,
  node: Syntax | undefined,
  context: Context,
  depth = 0,
): string | undefined {
  if (node === undefined || depth > 8) return undefined;
  const text = evaluator.string(node, context);
  if (text !== undefined) return plain(text);
  const folder = evaluator.folder(node, context);
  if (folder !== undefined) return folder;
  if (node.type === 'binary_operator' && node.field('operator')?.text === '/') {
    const base = pathOf(evaluator, node.field('left'), context, depth + 1);
    const rest = evaluator.string(node.field('right'), context);
    return base === undefined || rest === undefined
      ? undefined
      : plain(rest.startsWith('/') ? rest : `${base}/${rest}`);
  }
  const value: Value = evaluator.evaluate(node, context);
  if (value.kind === 'object' && (value.of === 'pathlib.Path' || value.of === 'pathlib.PurePath')) {
    const parts = positional(value.call).map((part) => pathOf(evaluator, part, value.context, depth + 1));
    return parts.length > 0 && parts.every((part) => part !== undefined) ? plain(parts.join('/')) : undefined;
  }
  return undefined;
}

function plain(path: string): string {
  return path.startsWith('/') ? path.replace(/\/+$/, '') || '/' : join(path, '.');
}
