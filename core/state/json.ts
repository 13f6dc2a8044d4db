import { createRequire } from 'node:module';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Larger state is not ours: the manifest of a scaffold has some ten kilobytes. */
export const LARGEST = 5 * 1024 * 1024;

export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type Parsed = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly line: number };

/** Strict JSON, or the 1-based line of the first fault. */
export function parseJson(text: string): Parsed {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    return { ok: true, value: JSON.parse(body) as Json };
  } catch {
    return { ok: false, line: faultLine(body) };
  }
}

/** Node's own messages give a position only for some faults and some versions; this is loaded only to report one. */
function faultLine(text: string): number {
  const { parse } = createRequire(import.meta.url)('jsonc-parser') as typeof import('jsonc-parser');
  const errors: { error: number; offset: number; length: number }[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const offset = errors[0]?.offset ?? text.length;
  return text.slice(0, offset).split('\n').length;
}

/** The same text for equal values, whatever the order of their keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return `{${keys
    .sort((a, b) => (a < b ? -1 : 1))
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
    .join(',')}}`;
}
