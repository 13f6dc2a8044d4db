import type { Folder } from '../folder.js';
import { Source, Syntax } from '../parser.js';
import { type EnvValue, readEnvFiles } from './env-files.js';
import { type Origin, originOf } from './environment-names.js';
import type { Read } from './environment-reads.js';
import { isOwnSource, type Piece, walk } from './sources.js';

/** Prefixes that code takes off before it names a variable. */
const PREFIXES = /^(?:VITE_APP_|VITE_|REACT_APP_|NEXT_PUBLIC_|NUXT_PUBLIC_|NUXT_|PUBLIC_)/;

/**
 * Where the whole environment is handed to something that looks names up by itself: `Object.entries(process.env)`,
 * `{ ...env }`, `env[key]`, `new Proxy(env, …)`. Which names those are, the tree does not say.
 */
export function handedOver(piece: Piece, objects: ReadonlyMap<string, Origin>): Origin | undefined {
  for (const node of walk(piece.root)) {
    const origin = originOf(node, objects);
    if (origin === undefined || node.type === 'call_expression') continue;
    const parent = node.parent;
    const isArgument = parent?.type === 'arguments' || parent?.type === 'spread_element';
    const isDynamic =
      parent?.type === 'subscript_expression' &&
      parent.field('object') === node &&
      parent.field('index')?.type !== 'string';
    if (isArgument || isDynamic) return origin;
  }
  return undefined;
}

/** Names that the checked-in environment files list and the service's sources mention, in full or without their prefix. */
export function listedNames(folder: Folder, origins: readonly Origin[]): readonly Read[] {
  const { build, example } = readEnvFiles(folder);
  const listed = new Map<string, EnvValue>([...example, ...build]);
  if (origins.length === 0 || listed.size === 0) return [];
  const isPublicOnly = origins.every((origin) => origin === 'meta');
  const wanted = [...listed].filter(([name]) => !isPublicOnly || PREFIXES.test(name));
  const mentioned = wordsOf(folder, new Set(wanted.flatMap(([name]) => [name, name.replace(PREFIXES, '')])));
  return wanted.flatMap(([name, { value, evidence }]) => {
    if (!mentioned.has(name) && !mentioned.has(name.replace(PREFIXES, ''))) return [];
    const text = folder.read(evidence.file) ?? '';
    const start = text.split('\n', evidence.line - 1).join('\n').length + (evidence.line > 1 ? 1 : 0);
    const node = new Syntax('text', undefined, start, start + name.length, new Source(text), undefined);
    const usual = build.has(name) && value !== '' ? { default: value } : {};
    const origin: Origin = name.startsWith('VITE_') ? 'meta' : (origins.find((one) => one !== 'meta') ?? 'meta');
    return [{ name, origin, file: evidence.file, node, optional: true, listed: true, ...usual }];
  });
}

/** Which of some words stand in the service's own sources as whole words. */
function wordsOf(folder: Folder, names: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of folder.list()) {
    if (!isOwnSource(file)) continue;
    for (const word of (folder.read(file) ?? '').match(/[A-Z][A-Z0-9_]{2,}/g) ?? [])
      if (names.has(word)) found.add(word);
  }
  return found;
}
