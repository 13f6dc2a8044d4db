import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { ancestry } from './members.js';
import type { Module } from './modules.js';
import type { ObjectValue } from './values.js';

/** A route with its full path. */
export interface Route {
  readonly path: string;
  readonly methods: readonly string[];
  /** The call or decorator that registers it. */
  readonly node: Syntax;
  readonly module: Module;
  readonly handler?: Syntax;
  /** A dependency or decorator asks for a user, a key or a token. */
  readonly guarded: boolean;
  /** Mounted app or library that serves the path: its dotted name. */
  readonly serves?: string;
}

interface Edge {
  readonly child: Syntax;
  readonly prefix: string;
  readonly guarded: boolean;
  /** Flask: a prefix given here replaces the blueprint's own. */
  readonly replaces?: boolean;
}

/** Routers and apps by the call that makes them (or their class), what they register and what they include. */
export interface RouteTable {
  readonly routes: Map<Syntax, Route[]>;
  readonly edges: Map<Syntax, Edge[]>;
  readonly own: Map<Syntax, { readonly prefix: string; readonly guarded: boolean }>;
  /** Objects of the service's own classes whose class is among their edges. */
  readonly linked: Set<Syntax>;
}

/**
 * Identity of an app or router: the call that makes it. One of a class of the service also answers what that class
 * registers on `self`, whose identity is the class.
 */
export function keyIn(evaluator: Evaluator, table: RouteTable, value: ObjectValue): Syntax {
  const key = value.call;
  if (typeof value.of === 'string' || key === value.of.node || table.linked.has(key)) return key;
  table.linked.add(key);
  for (const { node } of ancestry(evaluator, value.of).own)
    push(table.edges, key, { child: node, prefix: '', guarded: false });
  return key;
}

/** Every route reachable from an app, with prefixes applied. */
export function routesFrom(table: RouteTable, root: Syntax): readonly Route[] {
  const found: Route[] = [];
  const pending: { key: Syntax; prefix: string; guarded: boolean; depth: number; whole?: boolean }[] = [
    { key: root, prefix: '', guarded: false, depth: 0 },
  ];
  const seen = new Map<Syntax, Set<string>>();
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    const own = step.depth === 0 ? undefined : table.own.get(step.key);
    const prefix = step.whole === true ? step.prefix : joined(step.prefix, own?.prefix ?? '');
    const guarded = step.guarded || (own?.guarded ?? false);
    const visits = seen.get(step.key) ?? new Set();
    if (visits.has(prefix) || step.depth > 8 || found.length > 5000) continue;
    seen.set(step.key, visits.add(prefix));
    for (const route of table.routes.get(step.key) ?? []) {
      found.push({ ...route, path: joined(prefix, route.path), guarded: guarded || route.guarded });
    }
    for (const edge of table.edges.get(step.key) ?? []) {
      pending.push({
        key: edge.child,
        prefix: joined(prefix, edge.prefix),
        guarded: guarded || edge.guarded,
        depth: step.depth + 1,
        whole: edge.replaces ?? false,
      });
    }
  }
  return found;
}

/** Joins a prefix and a path as the frameworks do: one slash between, the path's own end kept. */
export function joined(prefix: string, path: string): string {
  const left = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  if (path === '') return left;
  const full = left + (path.startsWith('/') ? path : `/${path}`);
  return full.startsWith('/') ? full : `/${full}`;
}

/** Adds to the list that a map holds under a key. */
export function push<T>(map: Map<Syntax, T[]>, key: Syntax, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
