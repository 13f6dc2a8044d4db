import type { Syntax } from '../parser.js';
import { environmentNames, type Origin, originOf } from './environment-names.js';
import type { Read } from './environment-reads.js';
import { lastName } from './environment-schemas.js';
import { constantText } from './environment-standing.js';
import { type Piece, walk } from './sources.js';

/** A function of the project that reads the variable whose name it is given. */
export interface Helper {
  readonly name: string;
  readonly origin: Origin;
  readonly index: number;
  /** The body has a default of its own: a missing variable is no error. */
  readonly lenient: boolean;
}

/** `function env(name) { return process.env[name] }` and the like in one tree. */
export function helpersIn(piece: Piece): readonly Helper[] {
  const helpers: Helper[] = [];
  const objects = environmentNames(piece.root);
  for (const node of walk(piece.root)) {
    if (node.type !== 'subscript_expression') continue;
    const origin = originOf(node.field('object'), objects);
    const index = node.field('index');
    if (origin === undefined || index?.type !== 'identifier') continue;
    const found = enclosing(node, index.text);
    if (found !== undefined) helpers.push({ ...found, origin });
  }
  return helpers;
}

function enclosing(node: Syntax, parameter: string): Omit<Helper, 'origin'> | undefined {
  for (let outer = node.parent; outer !== undefined; outer = outer.parent) {
    if (!outer.type.includes('function') && outer.type !== 'method_definition') continue;
    const parameters = outer.field('parameters')?.children ?? [outer.field('parameter')];
    const names = parameters.map(
      (one) => (one?.type === 'identifier' ? one : (one?.field('pattern') ?? one?.field('left')))?.text,
    );
    const index = names.indexOf(parameter);
    if (index === -1) return undefined;
    const name =
      outer.field('name')?.text ??
      (outer.parent?.type === 'variable_declarator' ? outer.parent.field('name')?.text : undefined);
    const body = outer.field('body');
    const throws = body !== undefined && [...walk(body)].some((inner) => inner.type === 'throw_statement');
    return name === undefined ? undefined : { name, index, lenient: !throws };
  }
  return undefined;
}

/** Calls of such functions with a constant name. */
export function helperReads(piece: Piece, helpers: ReadonlyMap<string, Helper>): readonly Read[] {
  const reads: Read[] = [];
  for (const node of walk(piece.root)) {
    if (node.type !== 'call_expression') continue;
    const helper = helpers.get(lastName(node.field('function')) ?? '');
    const args = node.field('arguments')?.children ?? [];
    const name = helper === undefined ? undefined : constantText(args[helper.index]);
    if (helper === undefined || name === undefined || !isName(name)) continue;
    const beside = args[helper.index + 1];
    const value = constantText(beside);
    reads.push({
      name,
      origin: helper.origin,
      file: piece.file,
      node,
      optional: beside !== undefined,
      ...(value === undefined ? {} : { default: value }),
    });
  }
  return reads;
}

function isName(text: string): boolean {
  return (
    text !== '' &&
    [...text].every(
      (character) =>
        character === '_' || (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9'),
    )
  );
}
