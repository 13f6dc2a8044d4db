import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { bindingOf } from './lookup.js';
import type { Module, Modules } from './modules.js';
import { joined, type Route } from './route-table.js';
import { scopeOf } from './scope.js';
import { calledName, callsOf, surveyOf } from './survey.js';
import { type Context, positional, type Value, walk } from './values.js';

const MAX_DEPTH = 6;

/** Routes of a Django project: the urlpatterns of ROOT_URLCONF and what they include. */
export function djangoRoutes(evaluator: Evaluator, modules: Modules, closure: readonly Module[]): readonly Route[] {
  const routes: Route[] = [];
  for (const settings of settingsModules(evaluator, modules, closure)) {
    const root = evaluator.exported(settings, 'ROOT_URLCONF');
    const dotted = root.kind === 'constant' && typeof root.value === 'string' ? root.value : undefined;
    const module = dotted === undefined ? undefined : moduleOf(modules, settings, dotted);
    if (module === undefined) continue;
    patterns(evaluator, modules, module, '', routes, new Set(), 0);
    break;
  }
  return routes;
}

/** The settings that asgi.py, wsgi.py or manage.py name by DJANGO_SETTINGS_MODULE. */
export function settingsModules(evaluator: Evaluator, modules: Modules, closure: readonly Module[]): readonly Module[] {
  const starts = [
    ...closure,
    ...['manage.py'].map((path) => modules.get(path)).filter((module) => module !== undefined),
  ];
  const found: Module[] = [];
  for (const module of starts) {
    for (const call of callsOf(module, ['setdefault'])) {
      const [name, value] = positional(call);
      if (evaluator.string(name, { module }) !== 'DJANGO_SETTINGS_MODULE') continue;
      const settings = moduleOf(modules, module, evaluator.string(value, { module }) ?? '');
      if (settings !== undefined && !found.includes(settings)) found.push(settings);
    }
  }
  return found;
}

function moduleOf(modules: Modules, from: Module, dotted: string): Module | undefined {
  const found = dotted === '' ? undefined : modules.resolve(from.path, dotted);
  return found === undefined ? undefined : modules.get(found.path);
}

/** The patterns of a module: what `urlpatterns` is bound to, and what is added to it later. */
function patterns(
  evaluator: Evaluator,
  modules: Modules,
  module: Module,
  prefix: string,
  routes: Route[],
  seen: Set<string>,
  depth: number,
): void {
  const visit = `${module.path}\n${prefix}`;
  if (depth > MAX_DEPTH || seen.has(visit)) return;
  seen.add(visit);
  const lists = (scopeOf(module.root).names.get('urlpatterns') ?? []).flatMap((binding) =>
    binding.kind === 'value' ? [binding.value] : [],
  );
  const appended = surveyOf(module).calls.filter(isAppended);
  for (const list of [...lists, ...appended]) listed(evaluator, modules, list, { module }, prefix, routes, seen, depth);
}

const PATTERNS = new Set(['path', 're_path', 'url']);

/** The patterns written in an expression; those of a list that is included below one of them have its prefix. */
function listed(
  evaluator: Evaluator,
  modules: Modules,
  list: Syntax,
  context: Context,
  prefix: string,
  routes: Route[],
  seen: Set<string>,
  depth: number,
): void {
  if (depth > MAX_DEPTH) return;
  const isPattern = (node: Syntax): boolean => node.type === 'call' && PATTERNS.has(calledName(node));
  for (const call of walk(list, (node) => !isPattern(node))) {
    for (const part of partsOf(call, context))
      listed(evaluator, modules, part, context, prefix, routes, seen, depth + 1);
    if (!isPattern(call)) continue;
    const name = calledName(call);
    const [first, view] = positional(call);
    const written = evaluator.string(first, context);
    const path = written === undefined ? undefined : name === 'path' ? written : plainPattern(written);
    if (path === undefined) continue;
    const full = joined(prefix, path);
    const { module } = context;
    const target = includedBy(evaluator, view, context);
    if (target === undefined) {
      routes.push({
        path: full,
        methods: ['GET'],
        node: call,
        module,
        guarded: view?.text.includes('login_required') ?? false,
      });
    } else if (typeof target !== 'string') {
      listed(evaluator, modules, target.node, target.context, full, routes, seen, depth + 1);
    } else {
      const child = moduleOf(modules, module, target);
      if (child !== undefined) patterns(evaluator, modules, child, full, routes, seen, depth + 1);
      else library(target, full, call, module, routes);
    }
  }
}

/** Expressions that hold patterns: `[…] if DEBUG else []` has those of either side. */
const HOLDERS = new Set(['list', 'tuple', 'conditional_expression', 'parenthesized_expression', 'binary_operator']);

/** The patterns behind a name that stands as `*health_urls` or `… + health_urls` among others. */
function partsOf(node: Syntax, { module }: Context): readonly Syntax[] {
  const around = node.parent?.type;
  if (node.type !== 'identifier' || (around !== 'list_splat' && around !== 'binary_operator')) return [];
  return (scopeOf(module.root).names.get(node.text) ?? []).flatMap((binding) =>
    binding.kind === 'value' && HOLDERS.has(binding.value.type) ? [binding.value] : [],
  );
}

/** `urlpatterns += [path(…)]` and `urlpatterns.append(path(…))`: a call that stands in one of them, outermost. */
function isAppended(call: Syntax): boolean {
  if (call.field('function')?.text === 'urlpatterns.append') return true;
  for (let at = call.parent; at !== undefined && at.type !== 'call'; at = at.parent)
    if (at.type === 'augmented_assignment') return at.field('left')?.text === 'urlpatterns';
  return false;
}

interface Patterns {
  readonly node: Syntax;
  readonly context: Context;
}

/**
 * `include("x.urls")`, `include(("x.urls", "x"))` and `include(api_urls)` with a list; '' for what cannot be followed,
 * undefined for a view.
 */
function includedBy(evaluator: Evaluator, view: Syntax | undefined, context: Context): string | Patterns | undefined {
  if (view?.type !== 'call' || calledName(view) !== 'include') return undefined;
  const first = positional(view)[0];
  const subject = first?.type === 'tuple' ? first.children[0] : first;
  if (subject?.type === 'list') return { node: subject, context };
  const value: Value = evaluator.evaluate(subject, context);
  if (value.kind === 'constant') return typeof value.value === 'string' ? value.value : '';
  const bound = subject?.type === 'identifier' ? bindingOf(evaluator, subject, context) : undefined;
  return bound?.node.type === 'list' ? bound : '';
}

/** URL modules of installed packages whose routes are known. */
function library(target: string, prefix: string, call: Syntax, module: Module, routes: Route[]): void {
  const base = { methods: ['GET'], node: call, module, guarded: false };
  if (target === 'django_prometheus.urls')
    routes.push({ ...base, path: joined(prefix, 'metrics'), serves: 'django_prometheus' });
  if (target === 'health_check.urls') routes.push({ ...base, path: prefix });
}

/** `^health/$` as a plain path; undefined when it holds more than anchors. */
function plainPattern(pattern: string): string | undefined {
  let text = pattern;
  if (text.startsWith('^')) text = text.slice(1);
  if (text.endsWith('$')) text = text.slice(0, -1);
  if (text.endsWith('/?')) text = text.slice(0, -1);
  return ['(', '[', '\\', '*', '+', '?', '.', '|'].some((sign) => text.includes(sign)) ? undefined : text;
}
