import { load, loadAll } from 'js-yaml';

/** Plain data, as a platform's decoder sees it: no lines, no comments. */
export type Plain = null | boolean | number | string | readonly Plain[] | PlainMap;
export interface PlainMap {
  readonly [key: string]: Plain;
}

/** The documents of a YAML file; throws where it is none. */
export const documents = (source: string): readonly PlainMap[] => (loadAll(source) as Plain[]).filter(isMap);

/** The one value of a YAML text, such as an inline patch. */
export const value = (source: string): Plain => load(source) as Plain;

export const isMap = (one: Plain | undefined): one is PlainMap =>
  typeof one === 'object' && one !== null && !Array.isArray(one);

/** The value at the end of a chain of keys; numbers count in lists. */
export function get(one: Plain | undefined, ...keys: readonly (string | number)[]): Plain | undefined {
  let found = one;
  for (const key of keys) {
    if (Array.isArray(found)) found = (found as readonly Plain[])[Number(key)];
    else found = isMap(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}

export const list = (one: Plain | undefined): readonly Plain[] => (Array.isArray(one) ? (one as readonly Plain[]) : []);
export const map = (one: Plain | undefined): PlainMap => (isMap(one) ? one : {});

/** A scalar as text; the empty text for anything else. */
export const text = (one: Plain | undefined): string =>
  one === undefined || one === null || typeof one === 'object' ? '' : String(one);

/** The same text for the same data: maps sorted by key, lists in their own order. */
export function canonical(one: Plain | undefined): string {
  if (one === undefined) return '';
  if (Array.isArray(one)) return `[${one.map(canonical).join(',')}]`;
  if (!isMap(one)) return JSON.stringify(one);
  const keys = Object.keys(one).sort((a, b) => (a < b ? -1 : 1));
  return `{${keys.map((key) => `${key}:${canonical(one[key])}`).join(',')}}`;
}

/** The same for lists whose order says nothing: ports, peers, capabilities. */
export const unordered = (all: readonly Plain[]): string => all.map(canonical).sort().join(' ');

const FACTORS: Readonly<Record<string, number>> = { m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10 };
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti'];

/** A Kubernetes quantity in its base unit (resource.Quantity), as text; what is none is named so. */
export function amount(one: Plain | undefined): string {
  const found = /^([0-9.]+)([a-zA-Z]*)$/.exec(text(one));
  if (found === null) return one === undefined ? '' : `no quantity: ${text(one)}`;
  const [, digits = '', unit = ''] = found;
  const power = BINARY.indexOf(unit);
  const factor = unit === '' ? 1 : power >= 0 ? 1024 ** (power + 1) : FACTORS[unit];
  return factor === undefined ? `no quantity: ${text(one)}` : String(Number(digits) * factor);
}
