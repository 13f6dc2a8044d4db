import type { Folder } from '../folder.js';
import type { Syntax } from '../parser.js';
import { folderOf } from './builtins.js';
import { call } from './call.js';
import { expressionFunction } from './function.js';
import { operation } from './operators.js';
import { member, type Scope } from './scope.js';
import { constant, type Place, textOf, truth, type Value } from './values.js';

export interface Context {
  readonly scope: Scope;
  readonly folder: Folder;
  readonly environment: (name: string) => string | undefined;
  readonly evaluate: (node: Syntax, scope?: Scope) => Value;
  /** A scope inside the present one. */
  readonly nested: (file: string) => Scope;
  readonly load: (source: string, name: string, at: Place) => Value;
}

const WRAPPERS = new Set([
  'parenthesized_expression',
  'as_expression',
  'satisfies_expression',
  'non_null_expression',
  'await_expression',
  'type_assertion',
]);

/** What an expression comes to; `unknown` wherever that needs more than constants and the repository's files. */
export function expression(node: Syntax, context: Context): Value {
  const at: Place = { file: context.scope.file, node };
  const unknown: Value = { kind: 'unknown', at };
  const evaluate = context.evaluate;
  if (WRAPPERS.has(node.type)) {
    const inner = node.type === 'type_assertion' ? node.children.at(-1) : node.children[0];
    return inner === undefined ? unknown : evaluate(inner);
  }
  switch (node.type) {
    case 'string':
      return constant(at, unquoted(node));
    case 'number':
      return constant(at, Number(node.text.replaceAll('_', '')));
    case 'true':
    case 'false':
      return constant(at, node.type === 'true');
    case 'null':
      return constant(at, null);
    case 'undefined':
      return constant(at, undefined);
    case 'template_string':
      return template(node, context, at);
    case 'identifier':
      return node.text === 'undefined'
        ? constant(at, undefined)
        : (context.scope.find(node.text, at) ?? ambient(node, at));
    case 'array':
      return { kind: 'list', items: node.children.map((child) => evaluate(child)), at };
    case 'object':
      return object(node, context, at);
    case 'member_expression':
    case 'subscript_expression':
      return access(node, context, at);
    case 'call_expression':
    case 'new_expression':
      return call(node, context, at);
    case 'ternary_expression': {
      const parts = ['condition', 'consequence', 'alternative'].map((name) => node.field(name));
      const [condition, then, other] = parts;
      if (condition === undefined || then === undefined || other === undefined) return unknown;
      const holds = truth(evaluate(condition));
      // Where the condition is open, the side that is taken when a variable is not set cannot be told: the second one.
      return holds === true ? evaluate(then) : holds === false ? evaluate(other) : unknown;
    }
    case 'binary_expression':
    case 'unary_expression':
      return operation(node, evaluate, at);
    default:
      return expressionFunction(node, context, at) ?? unknown;
  }
}

/** The text of a string literal with its escapes resolved. */
export function unquoted(node: Syntax): string {
  let text = '';
  for (const part of node.children) {
    if (part.type !== 'escape_sequence') text += part.text;
    else text += ({ '\\n': '\n', '\\t': '\t', '\\r': '\r' } as Record<string, string>)[part.text] ?? part.text.slice(1);
  }
  return text;
}

function template(node: Syntax, context: Context, at: Place): Value {
  let text = '';
  let end = node.start + 1;
  for (const part of node.children) {
    if (part.type !== 'template_substitution') continue;
    text += node.source.text.slice(end, part.start);
    const inner = part.children[0];
    const value = inner === undefined ? undefined : context.evaluate(inner);
    if (value?.kind !== 'constant' || value.value === undefined || value.value === null) return { kind: 'unknown', at };
    text += String(value.value);
    end = part.end;
  }
  return constant(at, text + node.source.text.slice(end, node.end - 1));
}

/** Names that every module has. */
function ambient(node: Syntax, at: Place): Value {
  if (node.text === 'process') return { kind: 'import', module: 'process', name: '*', at };
  if (node.text === 'require') return { kind: 'import', module: 'module', name: 'require', at };
  return { kind: 'unknown', at };
}

function object(node: Syntax, context: Context, at: Place): Value {
  const entries = new Map<string, () => Value>();
  const spreads: (() => Value)[] = [];
  for (const part of node.children) {
    if (part.type === 'shorthand_property_identifier') {
      const place = { file: at.file, node: part };
      entries.set(part.text, () => context.scope.find(part.text, place) ?? ambient(part, place));
    } else if (part.type === 'spread_element') {
      const inner = part.children[0];
      if (inner !== undefined) spreads.push(() => context.evaluate(inner));
    } else if (part.type === 'method_definition') {
      entries.set(
        part.field('name')?.text ?? '',
        () => expressionFunction(part, context, at) ?? { kind: 'unknown', at },
      );
    } else if (part.type === 'pair') {
      const key = keyOf(part.field('key'), context);
      const value = part.field('value');
      if (key !== undefined && value !== undefined) entries.set(key, () => context.evaluate(value));
    }
  }
  const spread = (): readonly Value[] => spreads.map((value) => value()).reverse();
  return {
    kind: 'record',
    at,
    keys: () => [
      ...new Set([...spread().flatMap((value) => (value.kind === 'record' ? value.keys() : [])), ...entries.keys()]),
    ],
    get: (key) => {
      const own = entries.get(key);
      if (own !== undefined) return own();
      for (const value of spread()) {
        const found = member(value.kind === 'import' ? { kind: 'unknown', at } : value, key);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

function keyOf(node: Syntax | undefined, context: Context): string | undefined {
  if (node?.type === 'string') return unquoted(node);
  if (node?.type !== 'computed_property_name') return node?.text;
  const inner = node.children[0];
  return inner === undefined ? undefined : textOf(context.evaluate(inner));
}

function access(node: Syntax, context: Context, at: Place): Value {
  const target = node.field('object');
  const index = node.field('index');
  const key = index === undefined ? node.field('property')?.text : textOf(context.evaluate(index));
  if (target === undefined || key === undefined) return { kind: 'unknown', at };
  if (target.text === 'import.meta') {
    const folder = context.folder;
    if (key === 'dirname' || key === 'filename') {
      return constant(at, folderOf(folder, key === 'dirname' ? `${at.file}/..` : at.file));
    }
    if (key === 'url') return constant(at, folderOf(folder, at.file));
    return { kind: 'import', module: 'process', name: key, at };
  }
  const object = context.evaluate(target);
  if (object.kind === 'import' && object.module === 'process') {
    if (object.name === 'env') return constant(at, key === 'NODE_ENV' ? 'production' : context.environment(key));
    // What a build passes on its command line is looked for in the scripts, not here.
    if (object.name === 'argv') return { kind: 'unknown', at };
  }
  if (object.kind === 'constant') {
    if (object.value === undefined || object.value === null) return constant(at, undefined);
    return { kind: 'unknown', at };
  }
  const found = member(object, key);
  return found ?? (object.kind === 'record' ? constant(at, undefined) : { kind: 'unknown', at });
}
