import type { Syntax } from '../parser.js';
import { callValue, frameFor, returned } from './calls.js';
import { folderValue } from './folders.js';
import { memberOf } from './members.js';
import { folderOf, type Module, type Modules } from './modules.js';
import { type Binding, ownerOf, scopeOf } from './scope.js';
import {
  type ClassValue,
  type Constant,
  type Context,
  type Frame,
  type FunctionValue,
  literalText,
  plainContent,
  UNKNOWN,
  type Value,
} from './values.js';

/** How far a chain of names and calls is followed, and how many expressions one question may cost. */
const MAX_DEPTH = 48;
const MAX_STEPS = 4000;

/** Works out what an expression is without running it: names, attributes, calls of the service's own functions. */
export class Evaluator {
  private depth = 0;
  private steps = 0;
  private readonly exports = new Map<string, Value>();
  constructor(readonly modules: Modules) {}

  evaluate(node: Syntax | undefined, context: Context): Value {
    if (node === undefined) return UNKNOWN;
    if (this.depth === 0) this.steps = 0;
    this.steps += 1;
    if (this.depth >= MAX_DEPTH || this.steps > MAX_STEPS) return UNKNOWN;
    this.depth += 1;
    try {
      return this.expression(node, context);
    } finally {
      this.depth -= 1;
    }
  }

  /** The constant that an expression is, or undefined. */
  constant(node: Syntax | undefined, context: Context): Constant | undefined {
    const value = this.evaluate(node, context);
    return value.kind === 'constant' ? value : undefined;
  }

  /** The string that an expression is, or undefined. */
  string(node: Syntax | undefined, context: Context): string | undefined {
    const value = this.constant(node, context)?.value;
    return typeof value === 'string' ? value : undefined;
  }

  /** What a module gives under a name to those who import it. */
  exported(module: Module, name: string): Value {
    const key = `${module.path}\n${name}`;
    const known = this.exports.get(key);
    if (known !== undefined) return known;
    this.exports.set(key, UNKNOWN);
    const value = this.lookUpExport(module, name);
    this.exports.set(key, value);
    return value;
  }

  private lookUpExport(module: Module, name: string): Value {
    const scope = scopeOf(module.root);
    const own = this.lastOf(scope.names.get(name) ?? [], { module });
    if (own !== undefined) return own;
    for (const star of scope.stars) {
      const target = this.modules.resolve(module.path, star);
      const source = target === undefined ? undefined : this.modules.get(target.path);
      if (source === undefined || name.startsWith('_')) continue;
      const value = this.exported(source, name);
      if (value.kind !== 'unknown') return value;
    }
    if (module.path.endsWith('__init__.py')) {
      const below = this.modules.under(folderOf(module.path), name);
      const child = below === undefined ? undefined : this.modules.get(below);
      if (child !== undefined) return { kind: 'module', module: child };
    }
    return UNKNOWN;
  }

  /** What a function of the service returns when called so; without a call, with its defaults. */
  follow(fn: FunctionValue, call: Syntax | undefined, context: Context): Value {
    if (this.depth >= MAX_DEPTH) return UNKNOWN;
    this.depth += 1;
    try {
      return returned(this, fn, frameFor(this, fn, call, context));
    } finally {
      this.depth -= 1;
    }
  }

  /** What `value.name` is. */
  member(value: Value, name: string, context: Context): Value {
    return memberOf(this, value, name, context);
  }

  /** The folder that a path expression means, relative to the service folder. */
  folder(node: Syntax, context: Context): string | undefined {
    return folderValue(this, node, context);
  }

  /** The expression that a name was last bound to, in its module or by import. */
  binding(node: Syntax, context: Context): { node: Syntax; context: Context } | undefined {
    for (let owner = ownerOf(node); ; owner = ownerOf(owner)) {
      const binding = scopeOf(owner)
        .names.get(node.text)
        ?.findLast((each) => each.node.end <= node.start || owner.type === 'module');
      if (binding?.kind === 'value' && binding.node.start !== node.start) return { node: binding.value, context };
      if (binding?.kind === 'from') {
        const found = this.modules.resolve(context.module.path, binding.dotted);
        const module = found === undefined ? undefined : this.modules.get(found.path);
        const there = module === undefined ? undefined : scopeOf(module.root).names.get(binding.name)?.at(-1);
        if (module !== undefined && there?.kind === 'value') return { node: there.value, context: { module } };
      }
      if (binding !== undefined || owner.type === 'module') return undefined;
    }
  }

  frameOf(fn: FunctionValue, call: Syntax | undefined, context: Context): Frame {
    return frameFor(this, fn, call, context);
  }

  private expression(node: Syntax, context: Context): Value {
    switch (node.type) {
      case 'string':
      case 'concatenated_string':
        return this.text(node, context);
      case 'integer': {
        const value = Number(node.text.replaceAll('_', ''));
        return Number.isNaN(value) ? UNKNOWN : { kind: 'constant', value, node, module: context.module };
      }
      case 'true':
      case 'false':
        return { kind: 'constant', value: node.type === 'true', node, module: context.module };
      case 'none':
        return { kind: 'constant', value: null, node, module: context.module };
      case 'identifier':
        return this.name(node, context);
      case 'attribute':
        return memberOf(
          this,
          this.evaluate(node.field('object'), context),
          node.field('attribute')?.text ?? '',
          context,
        );
      case 'call':
        return callValue(this, node, context);
      case 'subscript':
        return this.subscript(node, context);
      case 'boolean_operator':
        return this.either(node, context);
      case 'conditional_expression': {
        const first = this.evaluate(node.children[0], context);
        return first.kind === 'unknown' || isBareNone(first) ? this.evaluate(node.children[2], context) : first;
      }
      case 'parenthesized_expression':
      case 'await':
        return this.evaluate(node.children[0], context);
      case 'as_pattern':
        return this.evaluate(node.children[0], context);
      case 'named_expression':
        return this.evaluate(node.field('value'), context);
      case 'binary_operator':
        return this.sum(node, context);
      case 'list':
      case 'tuple':
      case 'set':
      case 'expression_list':
        return { kind: 'list', items: node.children.map((child) => this.evaluate(child, context)) };
      case 'dictionary':
        return { kind: 'dict', node, context };
    }
    return UNKNOWN;
  }

  private text(node: Syntax, context: Context): Value {
    const plain = literalText(node);
    if (plain !== undefined) return { kind: 'constant', value: plain, node, module: context.module };
    if (node.type === 'concatenated_string') return UNKNOWN;
    let text = '';
    for (const child of node.children) {
      if (child.type === 'string_content') text += plainContent(child);
      if (child.type !== 'interpolation') continue;
      const value = this.constant(child.field('expression'), context)?.value;
      if (value === undefined || value === null) return UNKNOWN;
      text += String(value);
    }
    return { kind: 'constant', value: text, node, module: context.module };
  }

  /** `a or b`: the left side, unless it is an environment variable without a default. */
  private either(node: Syntax, context: Context): Value {
    const left = this.evaluate(node.field('left'), context);
    const right = this.evaluate(node.field('right'), context);
    if (node.field('operator')?.text !== 'or') return right;
    if (left.kind !== 'constant') return left.kind === 'unknown' ? right : left;
    if (left.value !== null && left.value !== '' && left.value !== 0 && left.value !== false) return left;
    if (right.kind !== 'constant') return right.kind === 'unknown' ? left : right;
    return left.env === undefined ? right : { ...right, env: left.env };
  }

  private sum(node: Syntax, context: Context): Value {
    const operator = node.field('operator')?.text;
    const left = this.evaluate(node.field('left'), context);
    const right = this.evaluate(node.field('right'), context);
    if (operator !== '+') return UNKNOWN;
    if (left.kind === 'list' && right.kind === 'list') return { kind: 'list', items: [...left.items, ...right.items] };
    if (left.kind === 'list') return left;
    if (left.kind !== 'constant' || right.kind !== 'constant') return UNKNOWN;
    if (typeof left.value === 'string' && typeof right.value === 'string')
      return { ...left, value: left.value + right.value };
    if (typeof left.value === 'number' && typeof right.value === 'number')
      return { ...left, value: left.value + right.value };
    return UNKNOWN;
  }

  private subscript(node: Syntax, context: Context): Value {
    const holder = this.evaluate(node.field('value'), context);
    const key = this.constant(node.field('subscript'), context)?.value;
    if (holder.kind === 'external' && holder.name === 'os.environ' && typeof key === 'string') {
      return { kind: 'constant', value: null, env: key, node, module: context.module };
    }
    if (holder.kind === 'dict') return this.entry(holder, key);
    if (holder.kind === 'list' && typeof key === 'number') return holder.items.at(key) ?? UNKNOWN;
    // `Depends[...]`, `list[str]`: the generic itself.
    return holder.kind === 'external' || holder.kind === 'class' ? holder : UNKNOWN;
  }

  /** The value of a key in a dictionary display. */
  entry(dict: Value & { kind: 'dict' }, key: unknown): Value {
    for (const pair of dict.node.children) {
      if (pair.type !== 'pair') continue;
      if (this.constant(pair.field('key'), dict.context)?.value === key)
        return this.evaluate(pair.field('value'), dict.context);
    }
    return UNKNOWN;
  }

  private name(node: Syntax, context: Context): Value {
    const name = node.text;
    let frame = context.frame;
    for (let owner = ownerOf(node), own = true; ; own = false) {
      // Names of a class body are not seen from its methods.
      const hidden = !own && owner.type === 'class_definition';
      const bindings = hidden ? [] : (scopeOf(owner).names.get(name) ?? []);
      const before = own ? bindings.filter((binding) => binding.node.end <= node.start) : bindings;
      const inner: Context = frame === undefined ? { module: context.module } : { module: context.module, frame };
      const bound = this.lastOf(before, inner);
      if (bound !== undefined) return bound;
      if (owner.type === 'module') break;
      const active: Frame | undefined = frame?.function === owner ? frame : undefined;
      const given = active?.values.get(name);
      if (given !== undefined) return given;
      if (isParameter(owner, name)) return selfOf(owner, name, context) ?? UNKNOWN;
      if (active !== undefined) frame = active.outer;
      owner = ownerOf(owner);
    }
    const value = this.exported(context.module, name);
    if (value.kind !== 'unknown' || scopeOf(context.module.root).names.has(name)) return value;
    return { kind: 'external', name };
  }

  /** The last binding that is known; of several imports of one name, the one inside the repository. */
  private lastOf(bindings: readonly Binding[], context: Context): Value | undefined {
    let fallback: Value | undefined;
    for (let i = bindings.length - 1; i >= 0; i -= 1) {
      const binding = bindings[i];
      if (binding === undefined) continue;
      const value = this.bound(binding, context);
      const weak =
        value.kind === 'unknown' || isBareNone(value) || (value.kind === 'external' && binding.kind === 'from');
      if (!weak) return value;
      if (fallback === undefined || fallback.kind === 'unknown') fallback = value;
    }
    return fallback;
  }

  private bound(binding: Binding, context: Context): Value {
    const { module } = context;
    switch (binding.kind) {
      case 'value':
        return this.evaluate(binding.value, context);
      case 'function':
        return context.frame === undefined
          ? { kind: 'function', node: binding.node, module }
          : { kind: 'function', node: binding.node, module, outer: context.frame };
      case 'class':
        return { kind: 'class', node: binding.node, module };
      case 'module':
        return this.moduleNamed(module, binding.dotted) ?? { kind: 'external', name: binding.dotted };
      case 'from':
        return this.imported(module, binding.dotted, binding.name);
      case 'opaque':
        return UNKNOWN;
    }
  }

  private imported(module: Module, dotted: string, name: string): Value {
    const source = this.modules.resolve(module.path, dotted);
    const target = source === undefined ? undefined : this.modules.get(source.path);
    if (target !== undefined) {
      const value = this.exported(target, name);
      if (value.kind !== 'unknown') return value;
    }
    const below = dotted.endsWith('.') ? `${dotted}${name}` : `${dotted}.${name}`;
    const child = this.moduleNamed(module, below);
    if (child !== undefined) return child;
    return source === undefined ? { kind: 'external', name: below } : UNKNOWN;
  }

  /** The module of the repository that an absolute or relative dotted name means for an importing module. */
  moduleNamed(from: Module, dotted: string): Value | undefined {
    const found = this.modules.resolve(from.path, dotted);
    const module = found === undefined ? undefined : this.modules.get(found.path);
    return module === undefined ? undefined : { kind: 'module', module };
  }
}

export function isBareNone(value: Value): boolean {
  return value.kind === 'constant' && value.value === null && value.env === undefined;
}

/** Names of a function's parameters with their defaults. */
export function parametersOf(fn: Syntax): readonly { readonly name: string; readonly default?: Syntax }[] {
  const list: { name: string; default?: Syntax }[] = [];
  for (const child of fn.field('parameters')?.children ?? []) {
    const value = child.field('value');
    const name = child.type === 'identifier' ? child : (child.field('name') ?? child.children[0]);
    if (name?.type !== 'identifier') continue;
    list.push(value === undefined ? { name: name.text } : { name: name.text, default: value });
  }
  return list;
}

function isParameter(owner: Syntax, name: string): boolean {
  if (owner.type === 'class_definition') return false;
  return (owner.field('parameters')?.children ?? []).some(
    (child) => (child.type === 'identifier' ? child : (child.field('name') ?? child.children[0]))?.text === name,
  );
}

/** The object that a method's first parameter holds when nobody called it yet. */
function selfOf(method: Syntax, name: string, context: Context): Value | undefined {
  if (name !== 'self' && name !== 'cls') return undefined;
  const node = ownerOf(method);
  if (node.type !== 'class_definition') return undefined;
  const of: ClassValue = { kind: 'class', node, module: context.module };
  return name === 'cls' ? of : { kind: 'object', of, call: node, context: { module: context.module } };
}
