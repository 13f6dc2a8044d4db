import { type Document, readDocument } from '../documents.js';
import { isRecord } from '../launch/yaml.js';
import { Source, Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import type { Modules } from './modules.js';
import { join } from './paths.js';
import { type Context, type DataValue, type ObjectValue, positional, UNKNOWN, type Value } from './values.js';

/** Functions that make data of a file's text. */
const LOADERS = new Set(
  'yaml.safe_load yaml.load yaml.full_load tomllib.load tomllib.loads tomli.load tomli.loads toml.load toml.loads json.load json.loads omegaconf.OmegaConf.load'.split(
    ' ',
  ),
);
const OPENERS = new Set(['open', 'io.open', 'codecs.open']);
/** Methods of a file or a path that give its text, or the file itself. */
const READERS = ['.read', '.open', '.read_text', '.read_bytes'];

const documents = new WeakMap<Modules, Map<string, Document | undefined>>();

/** What `yaml.safe_load(open("config.yaml"))` and its like give: the data of a file that lies in the repository. */
export function dataOf(evaluator: Evaluator, value: Value): DataValue | undefined {
  if (value.kind === 'data') return value;
  if (value.kind !== 'object' || typeof value.of !== 'string' || !LOADERS.has(value.of)) return undefined;
  const file = fileOf(evaluator, positional(value.call)[0], value.context);
  const document = file === undefined ? undefined : documentAt(evaluator.modules, file);
  return file === undefined || document === undefined ? undefined : { kind: 'data', file, path: [], document };
}

/** The value of a key: a constant with its line in the file, or data below it. */
export function dataEntry(evaluator: Evaluator, data: DataValue, key: unknown): Value {
  if (typeof key !== 'string' && typeof key !== 'number') return UNKNOWN;
  const path = [...data.path, key];
  let value: unknown = data.document.value;
  for (const part of path) {
    const holds = Array.isArray(value) || isRecord(value);
    value =
      holds && Object.hasOwn(value as object, part) ? (value as Record<string | number, unknown>)[part] : undefined;
  }
  if (Array.isArray(value) || isRecord(value)) return { ...data, path };
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return UNKNOWN;
  const source = new Source(evaluator.modules.text(data.file) ?? '');
  const start = source.startOf(data.document.lineOf(path));
  const node = new Syntax('text', undefined, start, start, source, undefined);
  return { kind: 'constant', value, node, module: { path: data.file, root: node, source } };
}

function documentAt(modules: Modules, file: string): Document | undefined {
  const known = documents.get(modules) ?? new Map<string, Document | undefined>();
  documents.set(modules, known);
  if (!known.has(file)) {
    const text = modules.text(file);
    known.set(file, text === undefined ? undefined : readDocument(file, text));
  }
  return known.get(file);
}

/** The file that an opened file, its text, a path or the name of one means. */
function fileOf(evaluator: Evaluator, node: Syntax | undefined, context: Context, depth = 0): string | undefined {
  if (node === undefined || depth > 4) return undefined;
  const value = evaluator.evaluate(node, context);
  if (value.kind !== 'object' || typeof value.of !== 'string') return pathOf(evaluator, node, context);
  const { of, call } = value as ObjectValue & { readonly of: string };
  if (OPENERS.has(of)) return fileOf(evaluator, positional(call)[0], value.context, depth + 1);
  if (READERS.some((end) => of.endsWith(end)))
    return fileOf(evaluator, call.field('function')?.field('object'), value.context, depth + 1);
  return pathOf(evaluator, call, value.context);
}

function pathOf(evaluator: Evaluator, node: Syntax, context: Context): string | undefined {
  const text = evaluator.string(node, context);
  if (text !== undefined) return text.startsWith('/') ? undefined : join(text, '.');
  return evaluator.folder(node, context);
}
