import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { ancestry } from './members.js';
import { scopeOf } from './scope.js';
import { configOf } from './settings-config.js';
import { type ClassValue, type Context, keyword, positional, UNKNOWN, type Value } from './values.js';

/** Base classes whose annotated fields come from the environment. */
const BASES = new Set([
  'pydantic_settings.BaseSettings',
  'pydantic.BaseSettings',
  'pydantic.v1.BaseSettings',
  'pydantic.env_settings.BaseSettings',
  'pydantic_settings.main.BaseSettings',
]);
const FIELDS = new Set(['pydantic.Field', 'pydantic.fields.Field', 'pydantic.v1.Field', 'pydantic_settings.Field']);

/** A field of a settings class and how the environment sets it. */
export interface SettingsField {
  readonly name: string;
  /** Names that set it, the first one first. */
  readonly names: readonly string[];
  readonly default: Value;
  readonly required: boolean;
  readonly secret: boolean;
  readonly node: Syntax;
  readonly owner: ClassValue;
}

export function isSettings(evaluator: Evaluator, of: ClassValue): boolean {
  return ancestry(evaluator, of).external.some((base) => BASES.has(base));
}

/** What `settings.name` is: the default, tagged with the variable that sets it. Undefined when it is no field. */
export function settingsMember(evaluator: Evaluator, of: ClassValue, name: string): Value | undefined {
  if (!ancestry(evaluator, of).own.some((owner) => scopeOf(owner.node).annotations.has(name))) return undefined;
  if (!isSettings(evaluator, of)) return undefined;
  const field = fieldsOf(evaluator, of).find((each) => each.name === name);
  const env = field?.names[0];
  if (field === undefined || env === undefined) return undefined;
  if (field.default.kind === 'constant') return { ...field.default, env };
  if (field.default.kind !== 'unknown') return field.default;
  return { kind: 'constant', value: null, env, node: field.node, module: field.owner.module };
}

/** All fields of a settings class, those of nested models by their own variables. */
export function fieldsOf(evaluator: Evaluator, of: ClassValue): readonly SettingsField[] {
  return evaluator.once(known, of.node, () => readFields(evaluator, of));
}

const known = new WeakMap<Syntax, readonly SettingsField[]>();

function readFields(evaluator: Evaluator, of: ClassValue): readonly SettingsField[] {
  const { own } = ancestry(evaluator, of);
  const prefix = configOf(evaluator, own, 'env_prefix') ?? '';
  const delimiter = configOf(evaluator, own, 'env_nested_delimiter');
  const seen = new Set<string>();
  const fields: SettingsField[] = [];
  for (const owner of own) collectFields(evaluator, owner, prefix, delimiter, seen, fields, 0);
  return fields;
}

function collectFields(
  evaluator: Evaluator,
  owner: ClassValue,
  prefix: string,
  delimiter: string | undefined,
  seen: Set<string>,
  fields: SettingsField[],
  depth: number,
): void {
  const scope = scopeOf(owner.node);
  const context: Context = { module: owner.module };
  for (const [name, type] of scope.annotations) {
    if (name.startsWith('_') || name === 'model_config' || type.text.startsWith('ClassVar') || seen.has(prefix + name))
      continue;
    seen.add(prefix + name);
    const binding = scope.names.get(name)?.at(-1);
    const assigned = binding?.kind === 'value' ? binding.value : undefined;
    const nested = evaluator.evaluate(type.children[0], context);
    if (nested.kind === 'class' && isModel(evaluator, nested)) {
      // A nested settings class reads by its own rules and is found by itself.
      if (delimiter !== undefined && !isSettings(evaluator, nested) && depth < 4) {
        const below = prefix + name + delimiter;
        for (const each of ancestry(evaluator, nested).own) {
          collectFields(evaluator, each, below.toUpperCase(), delimiter, seen, fields, depth + 1);
        }
      }
      continue;
    }
    fields.push(fieldOf(evaluator, owner, name, type, assigned, prefix));
  }
}

function fieldOf(
  evaluator: Evaluator,
  owner: ClassValue,
  name: string,
  type: Syntax,
  assigned: Syntax | undefined,
  prefix: string,
): SettingsField {
  const context: Context = { module: owner.module };
  const secret = type.text.includes('Secret');
  const plain = [(prefix + name).toUpperCase()];
  // `Annotated[str, Field(alias="X")]` carries the call inside the type.
  const call = [assigned, ...annotatedCalls(type)].find((node) => isFieldCall(evaluator, node, context));
  const base = { name, secret, node: (assigned ?? type).parent ?? type, owner };
  if (call === undefined) {
    const value = assigned === undefined ? UNKNOWN : evaluator.evaluate(assigned, context);
    return { ...base, names: plain, default: notNone(value), required: assigned === undefined && !isOptional(type) };
  }
  const alias = aliases(
    evaluator,
    keyword(call, 'validation_alias') ?? keyword(call, 'alias') ?? keyword(call, 'env'),
    context,
  );
  const fallback = keyword(call, 'default') ?? positional(call)[0] ?? (call === assigned ? undefined : assigned);
  const factory = keyword(call, 'default_factory');
  const required = (fallback === undefined || fallback.type === 'ellipsis') && factory === undefined;
  const value = factory === undefined ? evaluator.evaluate(fallback, context) : made(evaluator, factory, context);
  return { ...base, names: alias.length > 0 ? alias : plain, default: notNone(value), required };
}

/** `default_factory=lambda: value` */
function made(evaluator: Evaluator, factory: Syntax, context: Context): Value {
  return factory.type === 'lambda' ? evaluator.evaluate(factory.field('body'), context) : UNKNOWN;
}

function annotatedCalls(type: Syntax): readonly Syntax[] {
  const inner = type.children[0];
  if (inner === undefined || !inner.text.startsWith('Annotated[')) return [];
  const calls: Syntax[] = [];
  const pending = [inner];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'call') calls.push(node);
    else pending.push(...node.children);
  }
  return calls;
}

function isFieldCall(evaluator: Evaluator, node: Syntax | undefined, context: Context): node is Syntax {
  if (node?.type !== 'call') return false;
  const callee = evaluator.evaluate(node.field('function'), context);
  return callee.kind === 'external' && FIELDS.has(callee.name);
}

/** A name, a list of names, or `AliasChoices("A", "B")`. */
function aliases(evaluator: Evaluator, node: Syntax | undefined, context: Context): readonly string[] {
  if (node === undefined) return [];
  const nodes =
    node.type === 'call' ? positional(node) : node.type === 'list' || node.type === 'tuple' ? node.children : [node];
  const names = nodes.map((each) => evaluator.string(each, context)).filter((each) => each !== undefined);
  return names.map((name) => name.toUpperCase());
}

function isModel(evaluator: Evaluator, of: ClassValue): boolean {
  return ancestry(evaluator, of).external.some((base) => base === 'pydantic.BaseModel' || BASES.has(base));
}

function isOptional(_type: Syntax): boolean {
  // pydantic 2 asks for a value even where None is allowed.
  return false;
}

function notNone(value: Value): Value {
  return value.kind === 'constant' && value.value === null ? UNKNOWN : value;
}
