import type { Variable } from '../fact-values.js';
import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Syntax } from '../parser.js';
import { isPort } from './container-commands.js';
import { lastName, pairOf } from './environment-schemas.js';
import { constantText } from './environment-standing.js';
import type { Evaluator } from './evaluate.js';
import type { Modules } from './modules.js';
import { isOwnSource, isToolFile, piecesWith, walk } from './sources.js';
import { path, type Value } from './values.js';

/** What a server's own code is read with. */
export interface ListenReading {
  readonly folder: Folder;
  readonly modules: Modules;
  readonly evaluator: Evaluator;
  /** The variables that the service reads, with their defaults. */
  readonly variables: readonly Variable[];
}

/** `app.listen(process.env.PORT || 3000)`, `serve({ port })`: what stands when PORT is not set. */
export function listened(
  reading: ListenReading,
  files: readonly string[],
): readonly { readonly value: number; readonly evidence: Evidence }[] {
  const claims: { readonly value: number; readonly evidence: Evidence }[] = [];
  for (const file of files) {
    if (!isOwnSource(file) || isToolFile(file)) continue;
    const text = reading.folder.read(file) ?? '';
    if (!text.includes('listen(') && !text.includes('serve(')) continue;
    const root = reading.modules.get(file)?.root;
    for (const node of root === undefined ? [] : walk(root)) {
      const name = node.type === 'call_expression' ? lastName(node.field('function')) : undefined;
      const first = node.field('arguments')?.children[0];
      if (root === undefined || first === undefined || (name !== 'listen' && name !== 'serve')) continue;
      const value = reading.evaluator.valueAt(file, settingOf(first, root) ?? first);
      const constant = portOf(value?.kind === 'record' ? path(value, 'port') : name === 'listen' ? value : undefined);
      const asked = pairOf(first, 'port') ?? (isShorthand(first) ? first : name === 'listen' ? first : undefined);
      const port = constant ?? (asked === undefined ? undefined : expected(asked, root, reading, 0));
      if (port !== undefined)
        claims.push({
          value: port,
          evidence: { file, line: node.line, rule: 'listen', text: node.source.lineText(node.line) },
        });
    }
  }
  return claims;
}

/** `{ port }` */
function isShorthand(node: Syntax): boolean {
  return node.children.some((child) => child.type === 'shorthand_property_identifier' && child.text === 'port');
}

/** The port of an expression that no constant gives: the default of the variable or setting that it names. */
function expected(node: Syntax, root: Syntax, reading: ListenReading, depth: number): number | undefined {
  if (depth > 8) return undefined;
  const inner = (one: Syntax | undefined): number | undefined =>
    one === undefined ? undefined : expected(one, root, reading, depth + 1);
  if (node.type === 'number') return isPort(node.text) ? Number(node.text) : undefined;
  if (node.type === 'object') return inner(declared(root, 'port'));
  if (node.type === 'identifier') return inner(declared(root, node.text));
  if (node.type === 'member_expression') return defaultOf(node.field('property')?.text, reading);
  if (node.type === 'binary_expression') return inner(node.field('left')) ?? inner(node.field('right'));
  if (node.type !== 'call_expression') return node.children.length === 1 ? inner(node.children[0]) : undefined;
  const args = node.field('arguments')?.children ?? [];
  const name = lastName(node.field('function'));
  const key = constantText(args[0]);
  if (key === undefined || (name !== 'get' && name !== 'getOrThrow')) return inner(args[0]);
  return inner(args[1]) ?? defaultOf(key, reading) ?? registered(key, reading);
}

function declared(root: Syntax, name: string): Syntax | undefined {
  for (const node of walk(root))
    if (node.type === 'variable_declarator' && node.field('name')?.text === name) return node.field('value');
  return undefined;
}

function defaultOf(name: string | undefined, reading: ListenReading): number | undefined {
  const text = reading.variables.find((variable) => variable.name === name)?.default;
  return text !== undefined && isPort(text) ? Number(text) : undefined;
}

/** `app.port` of NestJS: `registerAs('app', () => ({ port: … }))` in any file. */
function registered(key: string, reading: ListenReading): number | undefined {
  const [space, ...rest] = key.split('.');
  for (const piece of piecesWith(reading.folder, reading.modules, ['registerAs'], isOwnSource)) {
    for (const node of walk(piece.root)) {
      if (node.type !== 'call_expression' || lastName(node.field('function')) !== 'registerAs') continue;
      if (constantText(node.field('arguments')?.children[0]) !== space) continue;
      for (const pair of walk(node)) {
        if (pair.type !== 'pair' || pair.field('key')?.text !== rest.join('.')) continue;
        const value = pair.field('value');
        const port = value === undefined ? undefined : portOf(reading.evaluator.valueAt(piece.file, value));
        if (port !== undefined) return port;
      }
    }
  }
  return undefined;
}

/** `app.set('port', x)` behind `app.get('port')`. */
function settingOf(node: Syntax, root: Syntax): Syntax | undefined {
  const isCall = (one: Syntax, method: string): boolean =>
    one.type === 'call_expression' &&
    one.field('function')?.field('property')?.text === method &&
    constantText(one.field('arguments')?.children[0]) === 'port';
  if (!isCall(node, 'get')) return undefined;
  for (const one of walk(root)) if (isCall(one, 'set')) return one.field('arguments')?.children[1];
  return undefined;
}

function portOf(value: Value | undefined): number | undefined {
  if (value?.kind === 'constant' && value.value !== undefined && value.value !== null && isPort(String(value.value)))
    return Number(value.value);
  // Number(x), parseInt(x, 10) and normalizePort(x) pass the port on.
  return value?.kind === 'call' ? portOf(value.args[0]) : undefined;
}
