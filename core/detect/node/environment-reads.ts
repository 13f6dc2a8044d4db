import type { Syntax } from '../parser.js';
import { environmentNames, type Origin, originOf, textOf } from './environment-names.js';
import { constantText, fallback } from './environment-standing.js';
import type { Piece } from './sources.js';
import { walk } from './sources.js';

export interface Read {
  readonly name: string;
  readonly origin: Origin;
  readonly file: string;
  readonly node: Syntax;
  /** The constant beside it, as text. */
  readonly default?: string;
  /** Something stands in when it is not set: a default that is no constant, a condition, an optional schema. */
  readonly optional: boolean;
  /** The code throws without it, whatever other places do. */
  readonly demanded?: boolean;
  /** Only an environment file lists it: what the code does without it does not show. */
  readonly listed?: boolean;
}

/** Reads of variables in one tree. */
export function readsIn(piece: Piece, imported: ReadonlyMap<string, Origin> = new Map()): readonly Read[] {
  const objects = environmentNames(piece.root, imported);
  const reads: Read[] = [];
  for (const node of walk(piece.root)) {
    if (node.type === 'member_expression' || node.type === 'subscript_expression') {
      const origin = originOf(node.field('object'), objects);
      const name = origin === undefined ? undefined : keyOf(node);
      if (origin !== undefined && name !== undefined && !isWritten(node))
        reads.push({ name, origin, file: piece.file, node, ...(isHandedIn(node) ? HANDED_IN : fallback(node)) });
    } else if (node.type === 'variable_declarator') {
      const origin = originOf(node.field('value'), objects);
      const pattern = node.field('name');
      if (origin !== undefined && pattern?.type === 'object_pattern')
        reads.push(...destructured(pattern, origin, piece.file));
    } else if (node.type === 'import_statement') {
      reads.push(...staticImports(node, piece.file));
    }
  }
  return reads;
}

const HANDED_IN = { optional: true, listed: true } as const;

/** `createEnv({ runtimeEnv: { A: process.env.A } })`: the schema beside it says what is asked for. */
function isHandedIn(node: Syntax): boolean {
  const outer = node.parent?.type === 'pair' ? node.parent.parent?.parent : undefined;
  const key = outer?.type === 'pair' ? (outer.field('key')?.text ?? '') : '';
  return /^(?:experimental__)?runtimeEnv(?:Strict)?$/.test(key);
}

function keyOf(node: Syntax): string | undefined {
  if (node.type === 'member_expression') return node.field('property')?.text;
  return textOf(node.field('index'));
}

function isWritten(node: Syntax): boolean {
  const parent = node.parent;
  if (parent?.type === 'unary_expression') return parent.field('operator')?.text === 'delete';
  return parent?.type === 'assignment_expression' && parent.field('left') === node;
}

function destructured(pattern: Syntax, origin: Origin, file: string): readonly Read[] {
  const reads: Read[] = [];
  for (const part of pattern.children) {
    if (part.type === 'shorthand_property_identifier_pattern')
      reads.push({ name: part.text, origin, file, node: part, optional: false });
    if (part.type === 'pair_pattern') {
      const key = part.field('key')?.text;
      const target = part.field('value');
      if (key === undefined) continue;
      const value = target?.type === 'assignment_pattern' ? constantText(target.field('right')) : undefined;
      reads.push({
        name: key,
        origin,
        file,
        node: part,
        optional: target?.type === 'assignment_pattern',
        ...(value === undefined ? {} : { default: value }),
      });
    }
    if (part.type === 'object_assignment_pattern') {
      const name = part.field('left')?.text;
      const value = constantText(part.field('right'));
      if (name !== undefined)
        reads.push({
          name,
          origin,
          file,
          node: part,
          optional: true,
          ...(value === undefined ? {} : { default: value }),
        });
    }
  }
  return reads;
}

function staticImports(node: Syntax, file: string): readonly Read[] {
  const source = textOf(node.field('source'));
  if (source !== '$env/static/public' && source !== '$env/static/private') return [];
  const origin: Origin = source.endsWith('public') ? 'kit-public' : 'kit-private';
  return [...walk(node)].flatMap((part) => {
    const name = part.type === 'import_specifier' ? part.field('name')?.text : undefined;
    return name === undefined ? [] : [{ name, origin, file, node: part, optional: false }];
  });
}
