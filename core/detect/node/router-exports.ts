import type { Syntax } from '../parser.js';
import { constantText } from './environment-standing.js';

/** What an exported name stands for: a variable of the same file, or an export of another module. */
export type ExportTarget =
  | { readonly local: string }
  /** `*` for the whole module. */
  | { readonly source: string; readonly name: string };

/** The exports of one file; `*` is what `module.exports` was set to. */
export interface ExportTable {
  readonly names: ReadonlyMap<string, ExportTarget>;
  /** Modules of which everything is handed on. */
  readonly stars: readonly string[];
}

/** Reads `export …` statements and assignments to `module.exports` and `exports`. */
export function exportsIn(root: Syntax): ExportTable {
  const names = new Map<string, ExportTarget>();
  const stars: string[] = [];
  for (const statement of root.children) {
    if (statement.type === 'export_statement') statics(statement, names, stars);
    const assigned = statement.type === 'expression_statement' ? statement.children[0] : undefined;
    if (assigned?.type === 'assignment_expression') assignment(assigned, names, stars);
  }
  return { names, stars };
}

function statics(statement: Syntax, names: Map<string, ExportTarget>, stars: string[]): void {
  const source = constantText(statement.field('source'));
  const clause = statement.children.find((child) => child.type === 'export_clause');
  for (const one of clause?.children ?? []) {
    const name = one.field('name')?.text;
    if (name === undefined) continue;
    names.set(one.field('alias')?.text ?? name, source === undefined ? { local: name } : { source, name });
  }
  if (source !== undefined && clause === undefined) stars.push(source);
  const value = statement.field('value');
  if (value?.type === 'identifier') names.set('default', { local: value.text });
  for (const part of statement.field('declaration')?.children ?? []) {
    const name = part.type === 'variable_declarator' ? part.field('name')?.text : undefined;
    if (name !== undefined) names.set(name, { local: name });
  }
}

function assignment(node: Syntax, names: Map<string, ExportTarget>, stars: string[]): void {
  const left = node.field('left');
  const value = node.field('right');
  const isWhole = left?.text === 'module.exports';
  const owner = left?.type === 'member_expression' ? left.field('object')?.text : undefined;
  if (isWhole && value?.type === 'object') {
    for (const pair of value.children) {
      if (pair.type === 'shorthand_property_identifier') names.set(pair.text, { local: pair.text });
      const target = pair.type === 'pair' ? targetOf(pair.field('value')) : undefined;
      if (target !== undefined) names.set(pair.field('key')?.text ?? '', target);
    }
    return;
  }
  const target = targetOf(value);
  if (target === undefined) return;
  if (isWhole) {
    names.set('*', target);
    if ('source' in target) stars.push(target.source);
  } else if (owner === 'module.exports' || owner === 'exports') names.set(left?.field('property')?.text ?? '', target);
}

function targetOf(value: Syntax | undefined): ExportTarget | undefined {
  if (value?.type === 'identifier') return { local: value.text };
  const isRequire = value?.type === 'call_expression' && value.field('function')?.text === 'require';
  const source = isRequire ? constantText(value.field('arguments')?.children[0]) : undefined;
  return source === undefined ? undefined : { source, name: '*' };
}
