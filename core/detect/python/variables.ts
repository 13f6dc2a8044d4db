import type { Variable } from '../fact-values.js';
import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { parametersOf } from './lookup.js';
import type { Module } from './modules.js';
import { readOf } from './reads.js';
import { failsWithout, isForgiven } from './required.js';
import { isSecretName } from './secrets.js';
import { fieldsOf, isSettings } from './settings.js';
import { calledName, surveyOf } from './survey.js';
import { type Context, type FunctionValue, positional, type Value, walk } from './values.js';

/** Every environment variable that the given modules read, sorted by name; the first read decides place and default. */
export function variablesOf(evaluator: Evaluator, modules: readonly Module[]): readonly Variable[] {
  const found = new Map<string, Variable>();
  const add = (variable: Variable): void => {
    const known = found.get(variable.name);
    if (known === undefined) {
      found.set(variable.name, variable);
      return;
    }
    const fallback = known.default ?? variable.default;
    const merged = { ...known, required: known.required || variable.required, secret: known.secret || variable.secret };
    found.set(variable.name, fallback === undefined ? merged : { ...merged, default: fallback });
  };
  for (const module of modules) {
    for (const call of surveyOf(module).calls) {
      if (mayRead(call)) for (const variable of readsOf(evaluator, call, { module })) add(variable);
    }
    for (const node of surveyOf(module).subscripts) {
      const variable = subscriptRead(evaluator, node, { module }, node);
      if (variable !== undefined) add(variable);
    }
    for (const node of surveyOf(module).classes)
      for (const variable of settingsReads(evaluator, module, node)) add(variable);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** A cheap look before a callee is worked out: it takes a plain string or name first. */
function mayRead(call: Syntax): boolean {
  const first = call.field('arguments')?.children[0];
  const name = calledName(call);
  if (name === 'setdefault' || name === 'pop' || name === '') return false;
  if (first === undefined) return name === 'db' || name === 'db_url' || name === 'config';
  return first.type === 'string' || name === 'get' || name === 'getenv' || first.type === 'keyword_argument';
}

function readsOf(evaluator: Evaluator, call: Syntax, context: Context): readonly Variable[] {
  const callee = evaluator.evaluate(call.field('function'), context);
  const read = readOf(evaluator, callee, call, context);
  if (read !== undefined) {
    const required = read.fails ? !isForgiven(call) : read.default === undefined && failsWithout(call);
    return [variable(read.name, read.default, required, call, context.module)];
  }
  return callee.kind === 'function' ? helperReads(evaluator, callee, call, context) : [];
}

/** A function or method that hands its own parameter to the environment: the read happens where it is called. */
function helperReads(
  evaluator: Evaluator,
  fn: FunctionValue,
  call: Syntax,
  context: Context,
  depth = 0,
): readonly Variable[] {
  const inner = innerReads(fn.node);
  if (inner.length === 0 || depth > 3) return [];
  const frame = evaluator.frameOf(fn, call, context);
  const within: Context = { module: fn.module, frame };
  const found: Variable[] = [];
  for (const node of inner) {
    const asked = frame.values.get('required');
    if (node.type === 'subscript') {
      const read = subscriptRead(evaluator, node, within, call);
      const required = asked?.kind === 'constant' ? { required: asked.value === true } : {};
      if (read !== undefined) found.push({ ...read, file: context.module.path, ...required });
      continue;
    }
    const callee = evaluator.evaluate(node.field('function'), within);
    const read = readOf(evaluator, callee, node, within);
    if (read === undefined) {
      // A helper that calls another helper: the read still happens where the first one is called.
      if (callee.kind !== 'function' || callee.node === fn.node) continue;
      const { line } = call;
      found.push(
        ...helperReads(evaluator, callee, node, within, depth + 1).map((each) => ({
          ...each,
          file: context.module.path,
          line,
        })),
      );
      continue;
    }
    const given = read.default ?? frame.values.get(defaultParameter(fn.node) ?? '');
    const raises = [...walk(fn.node)].some((at) => at.type === 'raise_statement');
    const optional = asked?.kind === 'constant' ? asked.value !== true : isNothing(given) ? !raises : true;
    found.push(variable(read.name, given, read.fails || !optional, call, context.module));
  }
  return found;
}

const inners = new WeakMap<Syntax, readonly Syntax[]>();

/** Calls and subscripts of a function whose first argument is one of its parameters. */
function innerReads(fn: Syntax): readonly Syntax[] {
  let list = inners.get(fn);
  if (list !== undefined) return list;
  const names = new Set(parametersOf(fn).map((parameter) => parameter.name));
  const found: Syntax[] = [];
  for (const node of names.size === 0 ? [] : walk(fn)) {
    const subject =
      node.type === 'call'
        ? (positional(node)[0] ?? firstKeyword(node))
        : node.type === 'subscript'
          ? node.field('subscript')
          : undefined;
    if (subject === undefined) continue;
    const inside = subject.type === 'identifier' ? [subject] : subject.type === 'string' ? [...walk(subject)] : [];
    if (inside.some((each) => each.type === 'identifier' && names.has(each.text))) found.push(node);
  }
  list = found;
  inners.set(fn, list);
  return list;
}

function firstKeyword(call: Syntax): Syntax | undefined {
  return call.field('arguments')?.children[0]?.field('value');
}

function defaultParameter(fn: Syntax): string | undefined {
  return parametersOf(fn).find((parameter) => parameter.name.startsWith('default') || parameter.name === 'fallback')
    ?.name;
}

function isNothing(value: Value | undefined): boolean {
  return value === undefined || (value.kind === 'constant' && value.value === null);
}

function subscriptRead(evaluator: Evaluator, node: Syntax, context: Context, at: Syntax): Variable | undefined {
  const holder = node.field('value');
  if (holder === undefined || isWritten(node) || !(holder.type === 'identifier' || holder.text.endsWith('environ')))
    return undefined;
  const value = evaluator.evaluate(node, context);
  if (value.kind !== 'constant' || value.env === undefined) return undefined;
  return variable(value.env, undefined, !isForgiven(node), at, context.module);
}

function isWritten(node: Syntax): boolean {
  if (node.name === 'left') return true;
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (at.type === 'delete_statement') return true;
    if (at.type === 'pattern_list' || at.type === 'tuple_pattern') continue;
    return false;
  }
  return false;
}

function settingsReads(evaluator: Evaluator, module: Module, node: Syntax): readonly Variable[] {
  if ((node.field('superclasses')?.children.length ?? 0) === 0) return [];
  const of = { kind: 'class', node, module } as const;
  if (!isSettings(evaluator, of)) return [];
  return fieldsOf(evaluator, of).flatMap((field) =>
    field.names.slice(0, 1).map((name) => {
      const { line } = field.node;
      const base = variable(name, field.default, field.required, field.node, field.owner.module);
      return { ...base, secret: base.secret || field.secret, line };
    }),
  );
}

function variable(
  name: string,
  fallback: Value | undefined,
  required: boolean,
  node: Syntax,
  module: Module,
): Variable {
  const text = fallback?.kind === 'constant' && fallback.value !== null ? String(fallback.value) : undefined;
  const base = {
    name,
    required: required && text === undefined,
    secret: isSecretName(name),
    file: module.path,
    line: node.line,
  };
  return text === undefined ? base : { ...base, default: text };
}
