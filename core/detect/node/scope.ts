import type { Syntax } from '../parser.js';
import { constant, type Place, property, record, truth, type Value } from './values.js';

export type Evaluate = (node: Syntax, scope: Scope) => Value;

/** An assignment after the declaration, with the conditions under which it happens. */
interface Change {
  readonly keys: readonly string[];
  readonly value: Syntax;
  readonly conditions: readonly { readonly node: Syntax; readonly holds: boolean }[];
}

interface Binding {
  value: () => Value;
  readonly changes: Change[];
}

/** Names and what they stand for in one module or function. */
export class Scope {
  private readonly bindings = new Map<string, Binding>();
  private readonly done = new Map<string, Value>();
  private readonly open = new Set<string>();

  constructor(
    readonly file: string,
    private readonly evaluate: Evaluate,
    private readonly parent?: Scope,
  ) {}

  bind(name: string, value: () => Value): void {
    this.bindings.set(name, { value, changes: [] });
  }

  names(): readonly string[] {
    return [...this.bindings.keys()];
  }

  /** What a name stands for; undefined when it is declared nowhere. */
  find(name: string, at: Place): Value | undefined {
    const binding = this.bindings.get(name);
    if (binding === undefined) return this.parent?.find(name, at);
    const known = this.done.get(name);
    if (known !== undefined) return known;
    if (this.open.has(name)) return { kind: 'unknown', at };
    this.open.add(name);
    let value = binding.value();
    for (const change of binding.changes) {
      const happens = change.conditions.every(({ node, holds }) => truth(this.evaluate(node, this)) === holds);
      if (happens) value = changed(value, change.keys, () => this.evaluate(change.value, this));
    }
    this.open.delete(name);
    this.done.set(name, value);
    return value;
  }

  /** Declarations and assignments of a block. Imports and exports are the caller's. */
  declare(statement: Syntax): void {
    if (statement.type === 'lexical_declaration' || statement.type === 'variable_declaration') {
      for (const declarator of statement.children) this.declarator(declarator);
    } else if (statement.type.endsWith('function_declaration') || statement.type === 'class_declaration') {
      const name = statement.field('name')?.text;
      if (name !== undefined) this.bind(name, () => this.evaluate(statement, this));
    } else {
      this.assignments(statement, []);
    }
  }

  private declarator(node: Syntax): void {
    const target = node.field('name');
    const init = node.field('value');
    if (node.type !== 'variable_declarator' || target === undefined) return;
    this.pattern(target, () =>
      init === undefined ? constant({ file: this.file, node }, undefined) : this.evaluate(init, this),
    );
  }

  /** Binds a parameter or the target of a declaration. */
  pattern(target: Syntax, value: () => Value): void {
    if (target.type === 'identifier') this.bind(target.text, value);
    if (target.type === 'required_parameter' || target.type === 'optional_parameter') {
      const inner = target.field('pattern');
      if (inner !== undefined) this.pattern(inner, value);
    }
    if (target.type === 'assignment_pattern' || target.type === 'object_assignment_pattern') {
      const left = target.field('left');
      const right = target.field('right');
      if (left !== undefined && right !== undefined) this.pattern(left, () => value() ?? this.evaluate(right, this));
    }
    if (target.type !== 'object_pattern') return;
    for (const part of target.children) {
      const missing: Value = { kind: 'unknown', at: { file: this.file, node: part } };
      if (part.type === 'shorthand_property_identifier_pattern') {
        this.bind(part.text, () => member(value(), part.text) ?? missing);
      } else if (part.type === 'object_assignment_pattern') {
        const left = part.field('left');
        const right = part.field('right');
        if (left === undefined || right === undefined) continue;
        this.bind(left.text, () => {
          const given = member(value(), left.text);
          const absent = given === undefined || (given.kind === 'constant' && given.value === undefined);
          return absent ? this.evaluate(right, this) : given;
        });
      } else if (part.type === 'pair_pattern') {
        const key = part.field('key')?.text;
        const inner = part.field('value');
        if (key !== undefined && inner !== undefined) this.pattern(inner, () => member(value(), key) ?? missing);
      }
    }
  }

  private assignments(statement: Syntax, conditions: Change['conditions']): void {
    if (statement.type === 'if_statement') {
      const node = statement.field('condition');
      const then = statement.field('consequence');
      const other = statement.field('alternative');
      if (node === undefined) return;
      if (then !== undefined) this.assignments(then, [...conditions, { node, holds: true }]);
      if (other !== undefined) this.assignments(other, [...conditions, { node, holds: false }]);
      return;
    }
    if (statement.type === 'statement_block' || statement.type === 'else_clause') {
      for (const child of statement.children) this.assignments(child, conditions);
      return;
    }
    const node = statement.type === 'expression_statement' ? statement.children[0] : undefined;
    const value = node?.field('right');
    if (node?.type !== 'assignment_expression' || value === undefined) return;
    const keys = keysOf(node.field('left'));
    const [name, ...rest] = keys ?? [];
    const binding = name === undefined ? undefined : this.bindings.get(name);
    binding?.changes.push({ keys: rest, value, conditions });
  }
}

/** A property of a value that is no configuration: calls do not stand for their arguments here. */
export function member(value: Value, key: string): Value | undefined {
  if (value.kind === 'import') {
    const name = value.name === 'default' || value.name === '*' ? key : `${value.name}.${key}`;
    return { kind: 'import', module: value.module, name, at: value.at };
  }
  if (value.kind === 'list') return value.items[Number(key)];
  return value.kind === 'record' ? value.get(key) : undefined;
}

/** `a.b.c` as its names; undefined for anything computed. */
export function keysOf(node: Syntax | undefined): readonly string[] | undefined {
  if (node === undefined) return undefined;
  if (node.type === 'identifier') return [node.text];
  if (node.type !== 'member_expression') return undefined;
  const left = keysOf(node.field('object'));
  const key = node.field('property')?.text;
  return left === undefined || key === undefined ? undefined : [...left, key];
}

function changed(value: Value, keys: readonly string[], next: () => Value): Value {
  const [key, ...rest] = keys;
  if (key === undefined) return next();
  const inner = property(value, key) ?? record(value.at, {});
  const replaced = changed(inner, rest, next);
  const before = value.kind === 'record' ? value.keys() : [];
  return {
    kind: 'record',
    at: value.at,
    keys: () => [...new Set([...before, key])],
    get: (asked) => (asked === key ? replaced : property(value, asked)),
  };
}
