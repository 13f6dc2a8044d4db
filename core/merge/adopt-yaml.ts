import { createRequire } from 'node:module';
import type { Document, Node, YAMLMap, YAMLSeq } from 'yaml';
import type { Difference } from '../plan.js';
import { canonical } from '../state/json.js';
import { dropUntrue } from './adopt-comments.js';
import { renamedPorts, renamePorts } from './adopt-ports.js';
import { joinYaml } from './yaml.js';

const load = createRequire(import.meta.url);

/** Maps that are one statement: half of yours and half of ours would mean neither. */
const WHOLE =
  /(?:Probe|Policy|Ref|From|[Ss]elector|[Aa]ffinity|[Cc]heck|[Ss]trategy|[Ss]ource)$|^(?:build|deploy|resources|command|args|env|secrets|volumes|networks|steps|options|on|jobs|permissions|traffic)$/;
/** Entries that exclude each other: where you have one of them, ours stay out. */
const EITHER: readonly (readonly string[])[] = [['image', 'build']];
/** Lists whose items are joined by their names; every other list that you have is whole. */
const NAMED = new Set(['containers']);

/**
 * Adds to a hand-written YAML file what the scaffold has besides, where both are about the same object: the same kind
 * and name, or a compose file with the same service. Undefined where they are not, or where it cannot be cut into lines.
 */
export function adoptYaml(
  yours: string,
  next: string,
): { readonly text: string; readonly differences: readonly Difference[] } | undefined {
  const { parseAllDocuments, isMap } = load('yaml') as typeof import('yaml');
  const [mine, theirs] = [yours, next].map((text) => {
    const documents = parseAllDocuments(text, { logLevel: 'silent' });
    return Array.isArray(documents) && documents.length === 1 ? documents[0] : undefined;
  });
  if (!mine || !theirs || mine.errors.length > 0 || !isMap(mine.contents) || !isMap(theirs.contents)) return undefined;
  if (!isSameObject(mine, theirs)) return undefined;
  const differences: Difference[] = [];
  prune(theirs.contents as YAMLMap, mine.contents as YAMLMap, '', differences);
  if ((theirs.contents as YAMLMap).items.length === 0) return { text: yours, differences };
  const text = joinYaml(yours, theirs.toString({ lineWidth: 0 }));
  return text === undefined ? undefined : { text, differences };
}

function isSameObject(mine: Document, theirs: Document): boolean {
  const { isMap } = load('yaml') as typeof import('yaml');
  const services = theirs.get('services');
  if (isMap(services)) return underOneName(mine, services);
  const kind = theirs.get('kind');
  if (kind === undefined) return mine.get('kind') === undefined;
  return mine.get('kind') === kind && mine.getIn(['metadata', 'name']) === theirs.getIn(['metadata', 'name']);
}

/** The service that is built here may have another name in your compose file; ours takes it on. */
function underOneName(mine: Document, services: YAMLMap): boolean {
  const { isMap } = load('yaml') as typeof import('yaml');
  const there = mine.get('services');
  const built = (map: YAMLMap) => map.items.filter(({ value }) => isMap(value) && value.has('build'));
  const [ours] = built(services);
  if (!isMap(there) || ours === undefined) return false;
  if (there.has(ours.key)) return true;
  const [only, another] = built(there);
  if (only === undefined || another !== undefined) return false;
  ours.key = services.items.some(({ key }) => String(key) === String(only.key)) ? ours.key : String(only.key);
  return String(ours.key) === String(only.key);
}

/** Takes out of ours all that yours says; what is left are additions. Differences are noted on the way. */
function prune(ours: YAMLMap, mine: YAMLMap, path: string, differences: Difference[]): void {
  const { isMap, isSeq } = load('yaml') as typeof import('yaml');
  dropUntrue(ours, mine);
  for (const item of [...ours.items]) {
    const key = String(item.key);
    const at = path === '' ? key : `${path}.${key}`;
    const value = item.value as Node | null;
    const excluded = EITHER.some((keys) => keys.includes(key) && keys.some((other) => mine.has(other)));
    const there = mine.get(key, true) as Node | undefined;
    if (there === undefined && !mine.has(key)) {
      if (excluded) ours.delete(item.key);
      continue;
    }
    if (isMap(value) && isMap(there) && !WHOLE.test(key)) {
      prune(value, there, at, differences);
      if (value.items.length === 0) ours.delete(item.key);
      continue;
    }
    if (NAMED.has(key) && isSeq(value) && isSeq(there)) {
      pruneNamed(value, there, at, differences);
      if (value.items.length === 0) ours.delete(item.key);
      continue;
    }
    const [y, n] = [there, value].map((node) => canonical((node as Node | null)?.toJSON() ?? null));
    if (y !== n) differences.push({ at, yours: y ?? '', new: n ?? '' });
    ours.delete(item.key);
  }
}

/** One container under another name still is the one, a second would be a second server: it is compared, not added. */
function pruneNamed(ours: YAMLSeq, mine: YAMLSeq, at: string, differences: Difference[]): void {
  const { isMap } = load('yaml') as typeof import('yaml');
  const isAlone = ours.items.length === 1 && mine.items.length === 1;
  ours.items = ours.items.filter((one) => {
    if (!isMap(one)) return false;
    const name = String(one.get('name'));
    const named = one.items.filter(({ key }) => String(key) === 'name');
    const same = mine.items.find((each) => isMap(each) && String(each.get('name')) === name);
    const other = same ?? (isAlone ? mine.items[0] : undefined);
    if (!isMap(other)) return false;
    const renamed = renamedPorts(one, other);
    prune(one, other, `${at}[${name}]`, differences);
    renamePorts(one, renamed);
    if (same === undefined || one.items.length === 0) return false;
    one.items.unshift(...named);
    return true;
  });
}
