import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import type { Module } from './modules.js';
import { folderOf } from './paths.js';
import { type Binding, ownerOf, scopeOf } from './scope.js';
import { type ClassValue, type Context, type Frame, UNKNOWN, type Value } from './values.js';

/** What a module gives under a name: its own last binding, a star import, a module of its package. */
export function exportOf(evaluator: Evaluator, module: Module, name: string): Value {
  const scope = scopeOf(module.root);
  const own = lastOf(evaluator, scope.names.get(name) ?? [], { module });
  if (own !== undefined) return own;
  for (const star of scope.stars) {
    const target = evaluator.modules.resolve(module.path, star);
    const source = target === undefined ? undefined : evaluator.modules.get(target.path);
    if (source === undefined || name.startsWith('_')) continue;
    const value = evaluator.exported(source, name);
    if (value.kind !== 'unknown') return value;
  }
  if (module.path.endsWith('__init__.py')) {
    const below = evaluator.modules.under(folderOf(module.path), name);
    const child = below === undefined ? undefined : evaluator.modules.get(below);
    if (child !== undefined) return { kind: 'module', module: child };
  }
  return UNKNOWN;
}

/** What a name is where it stands: bound before in its function, around it, in its module, or of Python itself. */
export function nameValue(evaluator: Evaluator, node: Syntax, context: Context): Value {
  const name = node.text;
  let frame = context.frame;
  for (let owner = ownerOf(node), own = true; ; own = false) {
    // Names of a class body are not seen from its methods.
    const hidden = !own && owner.type === 'class_definition';
    const bindings = hidden ? [] : (scopeOf(owner).names.get(name) ?? []);
    const before = own ? bindings.filter((binding) => binding.node.end <= node.start) : bindings;
    const inner: Context = frame === undefined ? { module: context.module } : { module: context.module, frame };
    const bound = lastOf(evaluator, before, inner);
    if (bound !== undefined) return bound;
    if (owner.type === 'module') break;
    const active: Frame | undefined = frame?.function === owner ? frame : undefined;
    const given = active?.values.get(name);
    if (given !== undefined) return given;
    if (isParameter(owner, name)) return selfOf(owner, name, context) ?? UNKNOWN;
    if (active !== undefined) frame = active.outer;
    owner = ownerOf(owner);
  }
  const value = evaluator.exported(context.module, name);
  if (value.kind !== 'unknown' || scopeOf(context.module.root).names.has(name)) return value;
  return { kind: 'external', name };
}

/** The last binding that is known; of several imports of one name, the one inside the repository. */
function lastOf(evaluator: Evaluator, bindings: readonly Binding[], context: Context): Value | undefined {
  let fallback: Value | undefined;
  for (let i = bindings.length - 1; i >= 0; i -= 1) {
    const binding = bindings[i];
    if (binding === undefined) continue;
    const value = bound(evaluator, binding, context);
    const weak =
      value.kind === 'unknown' || isBareNone(value) || (value.kind === 'external' && binding.kind === 'from');
    if (!weak) return value;
    if (fallback === undefined || fallback.kind === 'unknown') fallback = value;
  }
  return fallback;
}

function bound(evaluator: Evaluator, binding: Binding, context: Context): Value {
  const { module } = context;
  switch (binding.kind) {
    case 'value':
      return evaluator.evaluate(binding.value, context);
    case 'function':
      return context.frame === undefined
        ? { kind: 'function', node: binding.node, module }
        : { kind: 'function', node: binding.node, module, outer: context.frame };
    case 'class':
      return { kind: 'class', node: binding.node, module };
    case 'module':
      return moduleNamed(evaluator, module, binding.dotted) ?? { kind: 'external', name: binding.dotted };
    case 'from':
      return imported(evaluator, module, binding.dotted, binding.name);
    case 'part': {
      const whole = evaluator.evaluate(binding.value, context);
      return whole.kind === 'list' ? (whole.items[binding.index] ?? UNKNOWN) : UNKNOWN;
    }
    case 'opaque':
      return UNKNOWN;
  }
}

function imported(evaluator: Evaluator, module: Module, dotted: string, name: string): Value {
  const source = evaluator.modules.resolve(module.path, dotted);
  const target = source === undefined ? undefined : evaluator.modules.get(source.path);
  if (target !== undefined) {
    const value = evaluator.exported(target, name);
    if (value.kind !== 'unknown') return value;
  }
  const below = dotted.endsWith('.') ? `${dotted}${name}` : `${dotted}.${name}`;
  const child = moduleNamed(evaluator, module, below);
  if (child !== undefined) return child;
  return source === undefined ? { kind: 'external', name: below } : UNKNOWN;
}

/** The module of the repository that an absolute or relative dotted name means for an importing module. */
export function moduleNamed(evaluator: Evaluator, from: Module, dotted: string): Value | undefined {
  const found = evaluator.modules.resolve(from.path, dotted);
  const module = found === undefined ? undefined : evaluator.modules.get(found.path);
  return module === undefined ? undefined : { kind: 'module', module };
}

/** The expression that a name was last bound to, in its module or by import. */
export function bindingOf(
  evaluator: Evaluator,
  node: Syntax,
  context: Context,
): { node: Syntax; context: Context } | undefined {
  for (let owner = ownerOf(node); ; owner = ownerOf(owner)) {
    const binding = scopeOf(owner)
      .names.get(node.text)
      ?.findLast((each) => each.node.end <= node.start || owner.type === 'module');
    if (binding?.kind === 'value' && binding.node.start !== node.start) return { node: binding.value, context };
    if (binding?.kind === 'from') {
      const found = evaluator.modules.resolve(context.module.path, binding.dotted);
      const module = found === undefined ? undefined : evaluator.modules.get(found.path);
      const there = module === undefined ? undefined : scopeOf(module.root).names.get(binding.name)?.at(-1);
      if (module !== undefined && there?.kind === 'value') return { node: there.value, context: { module } };
    }
    if (binding !== undefined || owner.type === 'module') return undefined;
  }
}

/** None itself, not a variable without a default. */
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
