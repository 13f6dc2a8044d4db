import { pick } from './random.js';
import { KINDS, type Kind, MACHINE_READ, type Site, sites } from './sites.js';
import { miscount, misdial, mislead, mismeasure, misspell } from './slips.js';

/** One emitted tree that faults are made in. */
export interface Grown {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
}

/** One fault, with what it made of its file. */
export interface Fault {
  readonly kind: Kind;
  readonly tree: string;
  readonly path: string;
  /** 1-based, of the line that was changed; of a block that was taken out, its first. */
  readonly line: number;
  readonly before: string;
  /** Empty for a block that was taken out. */
  readonly after: string;
  readonly text: string;
}

const SLIPS: Readonly<Record<Exclude<Kind, 'removed block'>, (text: string, random: () => number) => string>> = {
  number: miscount,
  name: misspell,
  path: mislead,
  port: misdial,
  label: (text, random) => (/[a-zA-Z]/.test(text) ? misspell(text, random) : miscount(text, random)),
  unit: mismeasure,
  'key spelling': misspell,
};

function changed(source: string, site: Site, random: () => number): { text: string; before: string; after: string } {
  const lines = source.split('\n');
  const old = lines[site.line] ?? '';
  if (site.kind === 'removed block') {
    const kept = [...lines.slice(0, site.line), ...lines.slice(site.end)];
    return { text: kept.join('\n').replace(/\n*$/, '\n'), before: old.trim(), after: '' };
  }
  const made = SLIPS[site.kind](old.slice(site.from, site.to), random);
  const line = old.slice(0, site.from) + made + old.slice(site.to);
  return {
    text: lines.map((one, at) => (at === site.line ? line : one)).join('\n'),
    before: old.trim(),
    after: line.trim(),
  };
}

/**
 * `count` faults, every kind equally often: of the trees one by chance, of its files one that has a field of the kind,
 * of these fields one, and what a hand does to it. The same seed and trees make the same faults.
 */
export function makeFaults(trees: readonly Grown[], count: number, random: () => number): readonly Fault[] {
  const made: Fault[] = [];
  const seen = new Set<string>();
  for (let tries = 0; made.length < count && tries < count * 50; tries += 1) {
    const kind = KINDS[made.length % KINDS.length] ?? 'number';
    const tree = pick(trees, random);
    const having = [...tree.files].flatMap(([path, source]) => {
      const all = MACHINE_READ.test(path) ? sites(path, source).filter((one) => one.kind === kind) : [];
      return all.length === 0 ? [] : [{ path, source, all }];
    });
    if (having.length === 0) continue;
    const { path, source, all } = pick(having, random);
    const site = pick(all, random);
    const { text, before, after } = changed(source, site, random);
    const id = `${tree.name} ${path} ${text}`;
    if (text === source || seen.has(id)) continue;
    seen.add(id);
    made.push({ kind, tree: tree.name, path, line: site.line + 1, before, after, text });
  }
  return made;
}
