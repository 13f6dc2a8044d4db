import type { Syntax } from '../parser.js';

/** Where a value stands in a configuration file. */
export interface Place {
  readonly file: string;
  readonly node: Syntax;
}

export type Constant = string | number | boolean | null | undefined;

/**
 * What an expression of a configuration comes to without running it. Lazy where objects are concerned: only what is
 * asked for is worked out.
 */
export type Value =
  | { readonly kind: 'constant'; readonly value: Constant; readonly at: Place }
  | { readonly kind: 'record'; readonly keys: () => readonly string[]; readonly get: Getter; readonly at: Place }
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly at: Place }
  | { readonly kind: 'function'; readonly call: (args: readonly Value[]) => Value; readonly at: Place }
  /** A name that a package exports; `name` is `default`, `*` or the export. */
  | { readonly kind: 'import'; readonly module: string; readonly name: string; readonly at: Place }
  /** A call of what lies outside the repository: `adapter({…})`. */
  | { readonly kind: 'call'; readonly callee: Value; readonly args: readonly Value[]; readonly at: Place }
  | { readonly kind: 'unknown'; readonly at: Place };

export type Getter = (key: string) => Value | undefined;

/** A record that is made of parts known here, such as the first argument of a configuration function. */
export function record(at: Place, entries: Readonly<Record<string, Value>>): Value {
  return { kind: 'record', keys: () => Object.keys(entries), get: (key) => entries[key], at };
}

/** A constant as a value, with the place where it was found. */
export function constant(at: Place, value: Constant): Value {
  return { kind: 'constant', value, at };
}

/** The text of a constant that is a string; undefined for everything else. */
export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'constant' && typeof value.value === 'string' ? value.value : undefined;
}

/** Whether a value counts as true in a condition; undefined where that is not known. */
export function truth(value: Value | undefined): boolean | undefined {
  if (value === undefined || value.kind === 'unknown' || value.kind === 'call') return undefined;
  return value.kind === 'constant' ? Boolean(value.value) : true;
}

/** The package and export that a call names: `@sveltejs/adapter-node`, `default`. */
export function calleeOf(value: Value | undefined): { readonly module: string; readonly name: string } | undefined {
  if (value?.kind !== 'call') return undefined;
  if (value.callee.kind === 'import') return value.callee;
  return calleeOf(value.callee);
}

/**
 * A property of a configuration. A call of a package's function stands for its arguments (`defineConfig({…})`,
 * `withPlugin({…})(config)`), a function for what it returns in a production build.
 */
export function property(value: Value | undefined, key: string, depth = 0): Value | undefined {
  if (value === undefined || depth > 12) return undefined;
  if (value.kind === 'record') return value.get(key);
  if (value.kind === 'function') return property(value.call(buildArguments(value.at)), key, depth + 1);
  if (value.kind !== 'call') return undefined;
  const args = calleeOf(value)?.name === 'mergeConfig' ? [...value.args].reverse() : value.args;
  for (const argument of args) {
    const found = property(argument, key, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A property of a property: `path(config, 'build', 'outDir')`. */
export function path(value: Value | undefined, ...keys: readonly string[]): Value | undefined {
  return keys.reduce<Value | undefined>((current, key) => property(current, key), value);
}

/** Vite passes one record, Next the phase and a record. */
function buildArguments(at: Place): readonly Value[] {
  const settings = record(at, {
    mode: constant(at, 'production'),
    command: constant(at, 'build'),
    isSsrBuild: constant(at, false),
    ssrBuild: constant(at, false),
    isPreview: constant(at, false),
    defaultConfig: record(at, {}),
  });
  const phase: Value = {
    kind: 'record',
    at,
    keys: () => [],
    get: (key) => property(settings, key),
  };
  return [phase, settings];
}

/** The call by which a Vite configuration takes in the plugin of a package. */
export function pluginOf(config: Value | undefined, module: string): Value | undefined {
  const plugins = path(config, 'plugins');
  const items = plugins?.kind === 'list' ? plugins.items : [];
  return items.find((item) => calleeOf(item)?.module === module);
}
