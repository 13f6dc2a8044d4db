import { createRequire } from 'node:module';
import { Failure } from '../errors.js';
import { canonical, isObject, LARGEST, parseJson } from './json.js';

export const GIVEN_FILE = '.yo-rc.json';
export const GIVEN_KEY = 'generator-saasfactory';

/** What an answers file can hold; each option judges its own value further. */
export type GivenValue = string | number | boolean | readonly string[];
export type Given = Readonly<Record<string, GivenValue>>;

/** The given answers in a `.yo-rc.json`; the keys of other generators are theirs. Throws Failure with the line at fault. */
export function readGiven(text: string): Given {
  if (text.length > LARGEST) throw bad('larger than 5 MB');
  const parsed = parseJson(text);
  if (!parsed.ok) throw bad(`not JSON at line ${parsed.line}`);
  if (!isObject(parsed.value)) throw bad('not a JSON object');
  const own = parsed.value[GIVEN_KEY];
  if (own === undefined) return {};
  if (!isObject(own)) throw bad(`"${GIVEN_KEY}" is not an object`);
  const given: Record<string, GivenValue> = {};
  for (const [name, value] of Object.entries(own)) {
    if (name === '__proto__') throw bad(`"${name}" is no option`);
    if (!isGivenValue(value)) throw bad(`"${name}" holds ${describe(value)}, not an answer`);
    given[name] = value;
  }
  return given;
}

/**
 * The text of `.yo-rc.json` with these answers: whatever else it holds keeps its formatting, and equal answers give
 * back the same text. The text must have passed readGiven.
 */
export function writeGiven(text: string | undefined, given: Given): string {
  if (text === undefined) return `${JSON.stringify({ [GIVEN_KEY]: given }, null, 2)}\n`;
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (canonical(readGiven(text)) === canonical(given) && body.includes(`"${GIVEN_KEY}"`)) return text;
  const edited = Object.hasOwn(JSON.parse(body), GIVEN_KEY) ? editKey(body, given) : addKey(body, given);
  return text.startsWith('\uFEFF') ? `\uFEFF${edited}` : edited;
}

/** Sets what changed under our key and nothing else. */
function editKey(body: string, given: Given): string {
  const { applyEdits, modify } = createRequire(import.meta.url)('jsonc-parser') as typeof import('jsonc-parser');
  const indent = indentOf(body);
  const formattingOptions = { insertSpaces: indent !== '\t', tabSize: indent.length, eol: eolOf(body) };
  const before = readGiven(body);
  let edited = body;
  const set = (name: string, value: unknown): void => {
    edited = applyEdits(edited, modify(edited, [GIVEN_KEY, name], value, { formattingOptions }));
  };
  for (const name of Object.keys(before)) if (!Object.hasOwn(given, name)) set(name, undefined);
  for (const [name, value] of Object.entries(given)) {
    if (canonical(before[name]) !== canonical(value)) set(name, value);
  }
  return edited;
}

/** Puts our key last, by hand: jsonc-parser would lay out the other generators' keys anew. */
function addKey(body: string, given: Given): string {
  const [indent, eol] = [indentOf(body), eolOf(body)];
  const value = JSON.stringify(given, null, indent).replaceAll('\n', `${eol}${indent}`);
  const end = body.lastIndexOf('}');
  const head = body.slice(0, end).trimEnd();
  const tail = body.slice(end);
  return `${head}${head.endsWith('{') ? '' : ','}${eol}${indent}"${GIVEN_KEY}": ${value}${eol}${tail}`;
}

function indentOf(body: string): string {
  return /^\t/m.test(body) ? '\t' : (/^( +)\S/m.exec(body)?.[1] ?? '  ');
}

function eolOf(body: string): string {
  return body.includes('\r\n') ? '\r\n' : '\n';
}

function isGivenValue(value: unknown): value is GivenValue {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list of other things than text' : 'an object';
}

function bad(why: string): Failure {
  const hint = 'mend it or delete it to answer again';
  return new Failure(`${GIVEN_FILE}: ${why}; ${hint}. Nothing was written.`, {
    code: 'answers-unreadable',
    file: GIVEN_FILE,
    hint,
  });
}
