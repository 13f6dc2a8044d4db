import { posix } from 'node:path';
import type { Candidate, Evidence, Fact } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Containers } from './containers.js';
import { Json, type Manifest, presence } from './manifest.js';
import { above } from './workspace.js';

interface Claim {
  readonly value: string;
  readonly evidence: Evidence;
  readonly weight: number;
}

/** Code names of the long-term lines: https://github.com/nodejs/Release */
const NAMES: Readonly<Record<string, string>> = { gallium: '16', hydrogen: '18', iron: '20', jod: '22', krypton: '24' };

/** The major version of Node by what pins it; `lts/*` pins none. Absent where nothing says one. */
export function detectNodeVersion(
  folder: Folder,
  manifest: Manifest,
  root: string,
  containers: Containers,
): Fact<string> | undefined {
  const claims: Claim[] = pinned(folder, manifest.json, '.', 100);
  claims.push(...containers.versions.map(({ value, evidence }, index) => ({ value, evidence, weight: 60 - index })));
  // What lies above counts where the service itself says nothing; a manifest only when it is the workspace's.
  above(folder).forEach((at, index) => {
    const json = at === root ? Json.read(folder, posix.join(at, 'package.json')) : undefined;
    claims.push(...pinned(folder, json, at, 30 - index));
  });
  claims.sort((a, b) => b.weight - a.weight);
  const best = claims[0];
  if (best === undefined) return undefined;
  const others: Candidate<string>[] = [];
  for (const claim of claims.slice(1)) {
    if (claim.value === best.value || others.some((other) => other.value === claim.value)) continue;
    others.push({ value: claim.value, evidence: [claim.evidence], reason: `outranked by ${best.evidence.file}` });
  }
  const agreeing = claims.filter((claim) => claim.value === best.value).map((claim) => claim.evidence);
  return {
    value: best.value,
    confidence: best.weight >= 50 ? 'certain' : 'likely',
    evidence: agreeing.slice(0, 3),
    others,
  };
}

function pinned(folder: Folder, json: Json | undefined, at: string, top: number): Claim[] {
  const claims: Claim[] = [];
  const add = (value: string | undefined, evidence: Evidence, weight: number): void => {
    if (value !== undefined) claims.push({ value, evidence, weight });
  };
  for (const [name, less] of [
    ['.nvmrc', 0],
    ['.node-version', 1],
  ] as const) {
    const file = posix.join(at, name);
    const text = folder.read(file);
    if (text !== undefined)
      add(exact(text.trim().split('\n')[0] ?? ''), presence(folder, file, 'node-version-file'), top - less);
  }
  for (const name of ['.tool-versions', 'mise.toml', '.mise.toml'])
    toolVersions(folder, posix.join(at, name), add, top - 3);
  if (json === undefined) return claims;
  add(exact(json.string('volta', 'node') ?? ''), json.evidence('volta', 'volta', 'node'), top - 2);
  add(
    exact(json.string('devEngines', 'runtime', 'version') ?? ''),
    json.evidence('dev-engines', 'devEngines', 'runtime'),
    top - 8,
  );
  const range = rangeOf(json.string('engines', 'node') ?? '');
  // One that only sets a floor tells less than the image that the project is built with.
  add(range?.value, json.evidence('engines', 'engines', 'node'), range?.single === true ? top - 10 : top - 55);
  return claims;
}

/** Lines `nodejs 20.1.0` and `node = "22"`. */
function toolVersions(
  folder: Folder,
  file: string,
  add: (value: string | undefined, evidence: Evidence, weight: number) => void,
  weight: number,
): void {
  for (const [index, line] of (folder.read(file) ?? '').split('\n').entries()) {
    const words = line.split(/[\s="']+/u).filter((word) => word !== '');
    if (words[0] !== 'nodejs' && words[0] !== 'node') continue;
    add(
      exact(words[1] ?? ''),
      { file, line: index + 1, rule: 'tool-versions', text: line.trim().slice(0, 120) },
      weight,
    );
  }
}

/** The major of `v20.11.0`, `20`, `lts/iron`; undefined for `lts/*`, `node`, `latest`. */
function exact(text: string): string | undefined {
  const word = (text.split('#')[0] ?? '').trim().toLowerCase();
  const name = word.startsWith('lts/') ? word.slice(4) : word;
  return NAMES[name] ?? major(word.startsWith('v') ? word.slice(1) : word);
}

function major(text: string): string | undefined {
  let end = 0;
  while (end < text.length && (text[end] ?? '') >= '0' && (text[end] ?? '') <= '9') end += 1;
  return end === 0 ? undefined : String(Number(text.slice(0, end)));
}

/**
 * The major that a range of `engines` stands for: that of its lower bound; of alternatives (`18 || 20`) the newest.
 * `single`: the range allows no other major.
 */
export function rangeOf(range: string): { readonly value: string; readonly single: boolean } | undefined {
  const alternatives = range
    .split('||')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const majors = alternatives.map(lowest).filter((one): one is { value: string; single: boolean } => one !== undefined);
  const best = majors.sort((a, b) => Number(b.value) - Number(a.value))[0];
  return best === undefined ? undefined : { value: best.value, single: majors.length === 1 && best.single };
}

function lowest(part: string): { readonly value: string; readonly single: boolean } | undefined {
  const spaced = part.replaceAll('>= ', '>=').replaceAll('< ', '<').replaceAll('> ', '>').replaceAll('<=  ', '<=');
  let floor: string | undefined;
  let single = false;
  for (const word of spaced.split(/[\s,]+/u)) {
    let start = 0;
    while (start < word.length && '<>=^~v'.includes(word[start] ?? '')) start += 1;
    const operator = word.slice(0, start).replace('v', '');
    const value = major(word.slice(start));
    if (value === undefined) continue;
    if (operator.startsWith('<')) {
      const top = operator === '<' && !word.slice(start).includes('.') ? Number(value) - 1 : Number(value);
      single = floor !== undefined && top <= Number(floor);
      continue;
    }
    floor ??= value;
    if (!operator.startsWith('>')) single = true;
  }
  return floor === undefined ? undefined : { value: floor, single };
}
