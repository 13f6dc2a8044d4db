import type { Syntax } from '../parser.js';
import { dataEntry, dataOf } from './data-files.js';
import type { Evaluator } from './evaluate.js';
import { isBareNone, parametersOf } from './lookup.js';
import { entryOf } from './operations.js';
import { readOf } from './reads.js';
import { ownerOf } from './scope.js';
import {
  type Context,
  type Frame,
  type FunctionValue,
  keyword,
  positional,
  UNKNOWN,
  type Value,
  walk,
} from './values.js';

/** What a call gives: an object, a converted constant, or what the called function of the service returns. */
export function callValue(evaluator: Evaluator, call: Syntax, context: Context): Value {
  const fn = call.field('function');
  const method = fn?.type === 'attribute' ? stringMethod(evaluator, fn, call, context) : undefined;
  if (method !== undefined) return method;
  const callee = builtBy(evaluator, fn, context) ?? evaluator.evaluate(fn, context);
  const read = readOf(evaluator, callee, call, context);
  if (read !== undefined) {
    const fallback = read.default;
    if (fallback?.kind === 'constant') return { ...fallback, env: read.name };
    return { kind: 'constant', value: null, env: read.name, node: call, module: context.module };
  }
  switch (callee.kind) {
    case 'external':
      return (
        converted(evaluator, callee.name, call, context) ??
        (callee.on === undefined
          ? { kind: 'object', of: callee.name, call, context }
          : { kind: 'object', of: callee.name, call, context, on: callee.on })
      );
    case 'class':
      return { kind: 'object', of: callee, call, context };
    case 'function': {
      const result = evaluator.follow(callee, call, context);
      // A function that is given an app and returns a function of its own wraps it: `application = gzip(application)`.
      return result.kind === 'function' && given(evaluator, call, context)
        ? { kind: 'object', of: WRAPPED, call, context }
        : result;
    }
    default:
      return UNKNOWN;
  }
}

/** Methods of pydantic's classes that make an object, as calling the class does. */
const BUILDERS = new Set(['parse_obj', 'model_validate', 'construct', 'model_construct']);

/** `Settings.model_validate({})`: the class, unless it has a method of that name itself. */
function builtBy(evaluator: Evaluator, fn: Syntax | undefined, context: Context): Value | undefined {
  const name = fn?.type === 'attribute' ? fn.field('attribute')?.text : undefined;
  if (name === undefined || !BUILDERS.has(name)) return undefined;
  const of = evaluator.evaluate(fn?.field('object'), context);
  return of.kind === 'class' && evaluator.member(of, name, context).kind === 'unknown' ? of : undefined;
}

/** Stands for what a local function made of the object it was given. */
const WRAPPED = 'wrapped.Middleware';

function given(evaluator: Evaluator, call: Syntax, context: Context): boolean {
  const first = positional(call)[0];
  return first !== undefined && evaluator.evaluate(first, context).kind === 'object';
}

/** Constructors of numbers and strings, and `getattr`. */
function converted(evaluator: Evaluator, name: string, call: Syntax, context: Context): Value | undefined {
  const first = positional(call)[0];
  if (name === 'int' || name === 'str' || name === 'float') {
    const value = evaluator.evaluate(first, context);
    if (value.kind !== 'constant') return UNKNOWN;
    if (value.value === null) return value;
    if (name === 'str') return { ...value, value: String(value.value) };
    const number = Number(value.value);
    return Number.isNaN(number) || value.value === '' ? { ...value, value: null } : { ...value, value: number };
  }
  // What runs a coroutine to its end gives what that returns.
  if (name === 'asyncio.run' || name.endsWith('.run_until_complete')) return evaluator.evaluate(first, context);
  if (name === 'typing.cast') return evaluator.evaluate(positional(call)[1], context);
  if (name === 'pydantic.SecretStr' || name === 'list' || name === 'tuple') return evaluator.evaluate(first, context);
  if (name === 'super' || name === 'getattr') return UNKNOWN;
  // A schema gives back the data that it has checked.
  if (name.endsWith('.check') || name.endsWith('.validate'))
    return dataOf(evaluator, evaluator.evaluate(first, context));
  return undefined;
}

/** `"…".rstrip("/")` and its like, and `.get` of a dictionary display. */
function stringMethod(evaluator: Evaluator, fn: Syntax, call: Syntax, context: Context): Value | undefined {
  const name = fn.field('attribute')?.text ?? '';
  if (!METHODS.has(name)) return undefined;
  const object = evaluator.evaluate(fn.field('object'), context);
  const [first, second] = positional(call);
  if (name === 'get' && object.kind === 'dict') {
    const value = entryOf(evaluator, object, evaluator.constant(first, context)?.value);
    return value.kind === 'unknown' ? evaluator.evaluate(second, context) : value;
  }
  const data = name === 'get' ? dataOf(evaluator, object) : undefined;
  if (data !== undefined) {
    const value = dataEntry(evaluator, data, evaluator.constant(first, context)?.value);
    return value.kind === 'unknown' ? evaluator.evaluate(second, context) : value;
  }
  if (name === 'get_secret_value') return object.kind === 'constant' ? object : undefined;
  if (object.kind !== 'constant' || typeof object.value !== 'string') return undefined;
  const cut = evaluator.string(first, context);
  if (name === 'lower') return { ...object, value: object.value.toLowerCase() };
  if (name === 'upper') return { ...object, value: object.value.toUpperCase() };
  let text = object.value;
  const cuts = (at: string | undefined): boolean => at !== undefined && (cut ?? ' \t\r\n').includes(at);
  if (name !== 'rstrip') while (text !== '' && cuts(text[0])) text = text.slice(1);
  if (name !== 'lstrip') while (text !== '' && cuts(text.at(-1))) text = text.slice(0, -1);
  return { ...object, value: text };
}

const METHODS = new Set(['get', 'lower', 'upper', 'strip', 'lstrip', 'rstrip', 'get_secret_value']);

/** Binds the arguments of a call to a function's parameters; without a call, the defaults alone. */
export function frameFor(evaluator: Evaluator, fn: FunctionValue, call: Syntax | undefined, context: Context): Frame {
  const values = new Map<string, Value>();
  const parameters = parametersOf(fn.node);
  const given = call === undefined ? [] : positional(call);
  let taken = 0;
  parameters.forEach((parameter, index) => {
    if (index === 0 && fn.self !== undefined && !isStatic(fn.node)) {
      values.set(parameter.name, fn.self);
      return;
    }
    const argument = (call === undefined ? undefined : keyword(call, parameter.name)) ?? given[taken];
    taken += 1;
    if (argument !== undefined) values.set(parameter.name, evaluator.evaluate(argument, context));
    else if (parameter.default !== undefined) {
      values.set(parameter.name, evaluator.evaluate(parameter.default, { module: fn.module }));
    }
  });
  return fn.outer === undefined ? { function: fn.node, values } : { function: fn.node, values, outer: fn.outer };
}

/** The first return (or yield) of a function whose value is known. */
export function returned(evaluator: Evaluator, fn: FunctionValue, frame: Frame): Value {
  let weak: Value = UNKNOWN;
  for (const result of resultsOf(fn.node)) {
    const value = evaluator.evaluate(result, { module: fn.module, frame });
    if (value.kind !== 'unknown' && !isBareNone(value)) return value;
    if (value.kind !== 'unknown') weak = value;
  }
  return weak;
}

const results = new WeakMap<Syntax, readonly Syntax[]>();

function resultsOf(fn: Syntax): readonly Syntax[] {
  let list = results.get(fn);
  if (list === undefined) {
    const body = fn.field('body');
    const found: Syntax[] = [];
    for (const node of body === undefined
      ? []
      : walk(body, (at) => at.type !== 'lambda' && at.type !== 'class_definition')) {
      if (node.type !== 'return_statement' && node.type !== 'yield') continue;
      const value = node.children[0];
      if (value !== undefined && ownerOf(node) === fn) found.push(value);
    }
    list = found;
    results.set(fn, list);
  }
  return list;
}

function isStatic(fn: Syntax): boolean {
  const parent = fn.parent;
  if (parent?.type !== 'decorated_definition') return false;
  return parent.children.some((child) => child.type === 'decorator' && child.children[0]?.text === 'staticmethod');
}
