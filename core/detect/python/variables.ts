import type { Variable } from '../fact-values.js';
import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { heldReads } from './held-reads.js';
import { helperReads } from './helper-reads.js';
import { loopOver } from './loops.js';
import type { Module } from './modules.js';
import { isWritten, subscriptRead, variable } from './read-variable.js';
import { isGetter, readOf } from './reads.js';
import { failsWithout, isForgiven } from './required.js';
import { sanicConfigReads } from './sanic-config.js';
import { fieldsOf, isSettings } from './settings.js';
import { calledName, surveyOf } from './survey.js';
import { type Context, positional } from './values.js';

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
      const own = subscriptRead(evaluator, node, { module }, node);
      for (const variable of own === undefined ? loopedSubscripts(evaluator, node, { module }) : [own]) add(variable);
    }
    for (const node of surveyOf(module).classes)
      for (const variable of settingsReads(evaluator, module, node)) add(variable);
  }
  for (const variable of [...heldReads(evaluator, modules), ...sanicConfigReads(evaluator, modules)]) add(variable);
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
  if (isGetter(callee)) return loopedReads(evaluator, call, context);
  return callee.kind === 'function' ? helperReads(evaluator, callee, call, context) : [];
}

/** `for key, default in DEFAULTS.items(): os.environ.get(key, default)`: one read for each turn of the loop. */
function loopedReads(evaluator: Evaluator, call: Syntax, context: Context): readonly Variable[] {
  const [first, second] = positional(call);
  const loop = first?.type === 'identifier' ? loopOver(evaluator, first, context) : undefined;
  return (loop?.turns ?? []).map(({ name, beside }) => {
    const isBeside = second?.type === 'identifier' && second.text === loop?.second;
    const fallback = isBeside ? beside : second === undefined ? undefined : evaluator.evaluate(second, context);
    return variable(name, fallback, false, call, context.module);
  });
}

/** `for name in REQUIRED: os.environ[name]` */
function loopedSubscripts(evaluator: Evaluator, node: Syntax, context: Context): readonly Variable[] {
  const key = node.field('subscript');
  const holder = key?.type === 'identifier' ? evaluator.evaluate(node.field('value'), context) : undefined;
  if (key === undefined || holder?.kind !== 'external' || holder.name !== 'os.environ' || isWritten(node)) return [];
  const turns = loopOver(evaluator, key, context)?.turns ?? [];
  return turns.map(({ name }) => variable(name, undefined, !isForgiven(node), node, context.module));
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
