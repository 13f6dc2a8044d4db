import { createHash } from 'node:crypto';
import { Failure } from '../errors.js';
import type { MergeKind, OutputId } from '../output.js';
import { climbs, isOutputId, pathFault } from '../paths.js';
import { canonical, isObject, type Json, type JsonObject, LARGEST, parseJson } from './json.js';
import { compareVersions, isVersion } from './version.js';

export const MANIFEST = '.saasfactory/manifest.json';
export const SCHEMA = 1;

/** One clash as it was found; kept so that a later run lists it without merging again. */
export interface Clash {
  readonly at: string;
  readonly base: string;
  readonly yours: string;
  readonly new: string;
}

/** A conflict that waits for a person: the render that could not be applied lies in .saasfactory/pending/<id>.txt. */
export interface Pending {
  /** Where the new render belongs; absent when the template dropped the output. */
  readonly path?: string;
  readonly mode: number;
  readonly sha256: string;
  readonly clashes: readonly Clash[];
}

export interface Entry {
  /** Where the user's file lies, relative to the service folder. */
  readonly path: string;
  readonly mode: number;
  /** SHA-256 of the base, as hex. */
  readonly sha256: string;
  readonly merge: MergeKind;
  /** The user wrote the file and the scaffold took it over: it stays evidence for detection. */
  readonly adopted?: true;
  readonly pending?: Pending;
}

/** What detection said, so that a run over unchanged files reads no source. Never trusted further than its shape. */
export interface StoredFacts {
  readonly fingerprint: string;
  /** Files outside the service folder that detection read, relative to it. */
  readonly outside: readonly string[];
  readonly detection: JsonObject;
}

export interface Manifest {
  readonly generator: string;
  /** Every answer as resolved, to tell changed answers from a changed version. */
  readonly answers: JsonObject;
  readonly facts?: StoredFacts;
  readonly outputs: ReadonlyMap<OutputId, Entry>;
  /** A bot or a person changed the text: what it says of version, answers and facts is no reason to leave work out. */
  readonly touched?: true;
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const KINDS: readonly string[] = ['yaml', 'json', 'dockerfile', 'markdown', 'set', 'nginx', 'lines', 'binary'];

/**
 * Reads an untrusted manifest. `depth`: folders between repository and service folder, the most that a path may climb.
 * Throws Failure for anything that this version did not write itself; newer state names the version to install.
 */
export function parseManifest(text: string, version: string, depth: number): Manifest {
  if (text.length > LARGEST) throw refuse('is larger than 5 MB');
  const parsed = parseJson(text);
  if (!parsed.ok) throw refuse(`is not JSON at line ${parsed.line}`);
  const { value } = parsed;
  if (!isObject(value)) throw refuse('is no JSON object');
  const { schema, generator } = value;
  if (!isVersion(generator)) throw refuse('names no generator version');
  if (typeof schema !== 'number' || !Number.isInteger(schema) || schema < 1) throw refuse('names no schema');
  if (schema > SCHEMA || compareVersions(generator, version) > 0) throw newer(generator, version);
  if (!isObject(value.answers)) throw refuse('holds no answers');
  if (!isObject(value.outputs)) throw refuse('holds no outputs');
  const outputs = new Map<OutputId, Entry>();
  const taken = new Set<string>();
  for (const [id, raw] of Object.entries(value.outputs)) {
    if (!isOutputId(id)) throw refuse(`names the output ${quote(id)}, which is no id`);
    const entry = readEntry(id, raw, depth);
    // Two outputs over one file would each take the other's text for the user's edit.
    if (taken.has(entry.path.toLowerCase())) throw refuse(`names ${quote(entry.path)} twice`);
    taken.add(entry.path.toLowerCase());
    outputs.set(id, entry);
  }
  const answers = value.answers as JsonObject;
  const { seal, ...rest } = value;
  if (seal !== sealOf(rest)) return { generator, answers, outputs, touched: true };
  const facts = readFacts(value.facts);
  return { generator, answers, ...(facts === undefined ? {} : { facts }), outputs };
}

function readEntry(id: string, raw: unknown, depth: number): Entry {
  const bad = (): Failure => refuse(`holds a damaged entry for the output ${quote(id)}`);
  if (!isObject(raw)) throw bad();
  const { path, mode, sha256: hash, merge, adopted, pending } = raw;
  if (typeof path !== 'string' || !isMode(mode) || !isHash(hash)) throw bad();
  if (typeof merge !== 'string' || !KINDS.includes(merge)) throw bad();
  checkPath(path, depth);
  if (adopted !== undefined && adopted !== true) throw bad();
  const own = { path, mode, sha256: hash, merge: merge as MergeKind };
  const entry: Entry = adopted === true ? { ...own, adopted: true } : own;
  return pending === undefined ? entry : { ...entry, pending: readPending(pending, depth, bad) };
}

function readPending(raw: unknown, depth: number, bad: () => Failure): Pending {
  if (!isObject(raw) || !isMode(raw.mode) || !isHash(raw.sha256) || !Array.isArray(raw.clashes)) throw bad();
  const clashes = raw.clashes.map((clash: unknown): Clash => {
    if (!isObject(clash)) throw bad();
    const { at, base, yours, new: next } = clash;
    if (typeof at !== 'string' || typeof base !== 'string') throw bad();
    if (typeof yours !== 'string' || typeof next !== 'string') throw bad();
    return { at: printable(at), base: printable(base), yours: printable(yours), new: printable(next) };
  });
  const pending = { mode: raw.mode, sha256: raw.sha256, clashes };
  if (raw.path === undefined) return pending;
  if (typeof raw.path !== 'string') throw bad();
  checkPath(raw.path, depth);
  return { ...pending, path: raw.path };
}

function readFacts(raw: unknown): StoredFacts | undefined {
  // Facts are only a saving: what does not look like them is found out again.
  if (!isObject(raw) || typeof raw.fingerprint !== 'string' || !Array.isArray(raw.outside)) return undefined;
  if (!raw.outside.every((path): path is string => typeof path === 'string') || !isObject(raw.detection))
    return undefined;
  return { fingerprint: raw.fingerprint, outside: raw.outside, detection: raw.detection as JsonObject };
}

function checkPath(path: string, depth: number): void {
  const fault = pathFault(path, true) ?? (climbs(path) > depth ? 'outside the service' : undefined);
  if (fault !== undefined) throw refuse(`names ${quote(path)}, ${fault}: refused`, true);
}

function isMode(value: unknown): value is number {
  return value === 0o644 || value === 0o755;
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

/** Control characters of a stored text could drive a terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '?');
}

function quote(text: string): string {
  const plain = printable(text).replace(/[\n\t]/g, '?');
  return plain.length > 120 ? `${plain.slice(0, 120)}…` : plain;
}

function refuse(why: string, whole = false): Failure {
  const hint = 'restore .saasfactory from version control, or delete it to start again';
  const tail = whole ? '' : `; ${hint}`;
  return new Failure(`${MANIFEST} ${why}${tail}. Nothing was written.`, {
    code: 'state-refused',
    file: MANIFEST,
    hint,
  });
}

function newer(written: string, version: string): Failure {
  const hint = `npm install --global generator-saasfactory@${written}`;
  return new Failure(`this scaffold was written by ${written}, newer than this ${version}: ${hint}`, {
    code: 'state-newer',
    file: MANIFEST,
    hint,
  });
}

/** The manifest's bytes: sorted, so that equal states are equal bytes. */
export function printManifest(manifest: Manifest): string {
  const outputs: Record<string, Json> = {};
  for (const id of [...manifest.outputs.keys()].sort((a, b) => (a < b ? -1 : 1))) {
    const entry = manifest.outputs.get(id);
    if (entry !== undefined) outputs[id] = JSON.parse(JSON.stringify(entry)) as Json;
  }
  const { generator, answers, facts } = manifest;
  const content = { schema: SCHEMA, generator, answers, ...(facts === undefined ? {} : { facts }), outputs };
  return `${JSON.stringify({ ...content, seal: sealOf(content as unknown as JsonObject) }, null, 2)}\n`;
}

/** Over everything else in the manifest, however its text is laid out. */
function sealOf(content: JsonObject): string {
  return sha256(canonical(content));
}
