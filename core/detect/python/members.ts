import type { Syntax } from '../parser.js';
import { dataEntry, dataOf } from './data-files.js';
import type { Evaluator } from './evaluate.js';
import { moduleNamed } from './lookup.js';
import { scopeOf } from './scope.js';
import { settingsMember } from './settings.js';
import { type ClassValue, type Context, keyword, type ObjectValue, UNKNOWN, type Value, walk } from './values.js';

/** What `value.name` is. */
export function memberOf(evaluator: Evaluator, value: Value, name: string, context: Context): Value {
  switch (value.kind) {
    case 'module':
      return evaluator.exported(value.module, name);
    case 'external': {
      const dotted = `${value.name}.${name}`;
      if (value.on === undefined) {
        const module = moduleNamed(evaluator, context.module, dotted);
        if (module !== undefined) return module;
      }
      return { kind: 'external', name: dotted };
    }
    // Wrappers let the keys of loaded data be said as attributes.
    case 'data':
      return dataEntry(evaluator, value, name);
    case 'class':
      return classMember(evaluator, value, name, value) ?? UNKNOWN;
    case 'object':
      return typeof value.of === 'string'
        ? { kind: 'external', name: `${value.of}.${name}`, on: value }
        : objectMember(evaluator, value, value.of, name);
    default:
      return UNKNOWN;
  }
}

/** The classes of the service that a class derives from, itself first, and the installed ones by name. */
export function ancestry(evaluator: Evaluator, start: ClassValue): { own: ClassValue[]; external: string[] } {
  const own: ClassValue[] = [];
  const external: string[] = [];
  const pending: ClassValue[] = [start];
  for (let at = pending.shift(); at !== undefined && own.length < 32; at = pending.shift()) {
    if (own.some((known) => known.node === at.node)) continue;
    own.push(at);
    for (const base of at.node.field('superclasses')?.children ?? []) {
      if (base.type === 'keyword_argument') continue;
      // `Base[T]` derives from Base.
      const plain = base.type === 'subscript' ? base.field('value') : base;
      const value = evaluator.evaluate(plain, { module: at.module });
      if (value.kind === 'class') pending.push(value);
      if (value.kind === 'external') external.push(value.name);
    }
  }
  return { own, external };
}

function objectMember(evaluator: Evaluator, object: ObjectValue, of: ClassValue, name: string): Value {
  const given = keyword(object.call, name);
  if (given !== undefined && classAnnotates(evaluator, of, name)) return evaluator.evaluate(given, object.context);
  return (
    spreadMember(evaluator, object, of, name) ??
    settingsMember(evaluator, of, name) ??
    selfAttribute(evaluator, object, of, name) ??
    classMember(evaluator, of, name, object) ??
    inherited(evaluator, object, of, name)
  );
}

/** `Config(**yaml.safe_load(file))`: a field holds what the file says. */
function spreadMember(evaluator: Evaluator, object: ObjectValue, of: ClassValue, name: string): Value | undefined {
  const spread = object.call.field('arguments')?.children.find((child) => child.type === 'dictionary_splat');
  if (spread === undefined || !classAnnotates(evaluator, of, name)) return undefined;
  const data = dataOf(evaluator, evaluator.evaluate(spread.children[0], object.context));
  const value = data === undefined ? undefined : dataEntry(evaluator, data, name);
  return value?.kind === 'unknown' ? undefined : value;
}

function inherited(evaluator: Evaluator, object: ObjectValue, of: ClassValue, name: string): Value {
  const base = ancestry(evaluator, of).external[0];
  return base === undefined ? UNKNOWN : { kind: 'external', name: `${base}.${name}`, on: object };
}

function classAnnotates(evaluator: Evaluator, of: ClassValue, name: string): boolean {
  return ancestry(evaluator, of).own.some((each) => scopeOf(each.node).annotations.has(name));
}

/** A name of the class body; methods are bound to `self`, properties are called. */
function classMember(evaluator: Evaluator, of: ClassValue, name: string, self: Value): Value | undefined {
  for (const owner of ancestry(evaluator, of).own) {
    const binding = scopeOf(owner.node).names.get(name)?.at(-1);
    if (binding === undefined) continue;
    if (binding.kind === 'function') {
      const method: Value = { kind: 'function', node: binding.node, module: owner.module, self };
      return isProperty(binding.node) ? evaluator.follow(method, undefined, { module: owner.module }) : method;
    }
    if (binding.kind === 'value') return evaluator.evaluate(binding.value, { module: owner.module });
    if (binding.kind === 'class') return { kind: 'class', node: binding.node, module: owner.module };
  }
  return undefined;
}

/** `self.name = …` in a method, the constructor first. */
function selfAttribute(evaluator: Evaluator, object: ObjectValue, of: ClassValue, name: string): Value | undefined {
  for (const owner of ancestry(evaluator, of).own) {
    for (const { method, value } of attributesOf(owner.node).get(name) ?? []) {
      const fn: Value = { kind: 'function', node: method, module: owner.module, self: object };
      const call = method.field('name')?.text === '__init__' ? object.call : undefined;
      const frame = evaluator.frameOf(fn, call, object.context);
      const found = evaluator.evaluate(value, { module: owner.module, frame });
      if (found.kind !== 'unknown') return found;
    }
  }
  return undefined;
}

type SelfAttributes = ReadonlyMap<string, readonly { readonly method: Syntax; readonly value: Syntax }[]>;
const attributes = new WeakMap<Syntax, SelfAttributes>();

function attributesOf(node: Syntax): SelfAttributes {
  const known = attributes.get(node);
  if (known !== undefined) return known;
  const found = new Map<string, { method: Syntax; value: Syntax }[]>();
  for (const [, bindings] of scopeOf(node).names) {
    for (const { kind, node: method } of bindings) {
      if (kind !== 'function') continue;
      for (const at of walk(method)) {
        const left = at.type === 'assignment' ? at.field('left') : undefined;
        const value = at.field('right');
        if (left?.type !== 'attribute' || left.field('object')?.text !== 'self' || value === undefined) continue;
        const name = left.field('attribute')?.text ?? '';
        found.set(name, [...(found.get(name) ?? []), { method, value }]);
      }
    }
  }
  attributes.set(node, found);
  return found;
}

const PROPERTIES = new Set(['property', 'cached_property', 'functools.cached_property', 'computed_field']);

/** Names of a definition's decorators, without their arguments. */
export function decoratorsOf(definition: Syntax): readonly Syntax[] {
  const parent = definition.parent;
  return parent?.type === 'decorated_definition' ? parent.children.filter((child) => child.type === 'decorator') : [];
}

function isProperty(definition: Syntax): boolean {
  return decoratorsOf(definition).some((decorator) => PROPERTIES.has(decorator.children[0]?.text ?? ''));
}
