import type { Option } from './option.js';

export type Value = string | number | boolean | readonly string[];

/** A raw value read by its option's kind: the typed value, or what is wrong with it in words. */
export type Reading = { readonly value: Value } | { readonly allowed: string };

const ON = new Set(['on', 'true', 'yes']);
const OFF = new Set(['off', 'false', 'no']);

/**
 * Reads a value as a flag, an answers file, the stored answers or a prompt give it: text, or what JSON has. Numbers are
 * taken only where the option is one, since 3.10 as a number is 3.1.
 */
export function readValue(option: Option, raw: unknown): Reading {
  const refused: Reading = { allowed: option.values };
  switch (option.kind) {
    case 'switch': {
      const word = typeof raw === 'boolean' ? String(raw) : raw;
      if (typeof word !== 'string') return refused;
      if (ON.has(word)) return { value: true };
      return OFF.has(word) ? { value: false } : refused;
    }
    case 'integer': {
      const text = typeof raw === 'number' ? String(raw) : raw;
      if (typeof text !== 'string' || !/^\d{1,9}$/.test(text)) return refused;
      const value = Number(text);
      return value >= option.minimum && value <= option.maximum ? { value } : refused;
    }
    case 'choice':
      return typeof raw === 'string' && isChoice(option.choices, raw) ? { value: raw } : refused;
    case 'text':
      return typeof raw === 'string' && fits(option, raw) ? { value: raw } : refused;
    case 'set': {
      const words = split(raw);
      if (!words?.every((word) => isChoice(option.choices, word))) return refused;
      return { value: words };
    }
    case 'list': {
      const words = split(raw);
      if (!words?.every((word) => fits(option, word))) return refused;
      return { value: words };
    }
  }
}

function isChoice(choices: readonly { readonly value: string }[], word: string): boolean {
  return choices.some((choice) => choice.value === word);
}

function fits(rule: { readonly pattern: RegExp; readonly longest: number }, text: string): boolean {
  // The length comes first: it bounds the work of the pattern.
  return text.length <= rule.longest && rule.pattern.test(text);
}

/** At most 20 different words, from a comma list or an array of strings; undefined when it is neither. */
function split(raw: unknown): readonly string[] | undefined {
  const words = typeof raw === 'string' ? raw.split(',').map((word) => word.trim()) : raw;
  if (!Array.isArray(words) || words.length === 0 || words.length > 20) return undefined;
  if (!words.every((word): word is string => typeof word === 'string')) return undefined;
  return new Set(words).size === words.length ? words : undefined;
}

/** A value as a person would type it, safe to print: control characters escaped, at most 60 characters. */
export function showValue(raw: unknown): string {
  if (raw === true) return 'on';
  if (raw === false) return 'off';
  if (raw === '') return "''";
  const text = Array.isArray(raw)
    ? raw.join(',')
    : typeof raw === 'string'
      ? raw
      : (JSON.stringify(raw) ?? String(raw));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to keep off a terminal
  const printable = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (c) => JSON.stringify(c).slice(1, -1));
  return printable.length > 60 ? `${printable.slice(0, 59)}…` : printable;
}
