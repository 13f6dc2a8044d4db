import type { Selection } from '../fact-values.js';
import type { Evidence, Fact } from '../facts.js';
import type { ThirdPartyImport } from '../python/third-party.js';
import { modulesOf, provides } from './import-names.js';
import type { Requirement } from './names.js';
import type { Requirements } from './requirements.js';
import { LOADED_BY_NAME } from './undeclared.js';
import { viaOf } from './via.js';

/** What a package loads by name once it is there itself; the left side names packages, the right its companions. */
const COMPANIONS: readonly (readonly [RegExp, RegExp])[] = [
  [/^django$/, /^(?:django-.*|dj-.*|djangorestframework.*|whitenoise)$/],
  [/^flask$/, /^flask-.*$/],
  [
    /^(?:pandas|polars|dask)$/,
    /^(?:pyarrow|fastparquet|openpyxl|xlrd|xlsxwriter|tables|lxml|html5lib|fsspec|s3fs|gcsfs|adlfs)$/,
  ],
  [/^(?:beautifulsoup4|lxml)$/, /^(?:lxml|html5lib|cssselect)$/],
  [
    /^(?:transformers|sentence-transformers|diffusers)$/,
    /^(?:torch|accelerate|safetensors|sentencepiece|protobuf|bitsandbytes|peft)$/,
  ],
  [/^(?:langchain.*|langgraph.*)$/, /^(?:langchain-.*|langgraph-.*|tiktoken)$/],
  [/^llama-index.*$/, /^llama-index-.*$/],
  [/^(?:celery|kombu)$/, /^(?:kombu|billiard|vine|amqp|pymongo|boto3|pycurl)$/],
];

/**
 * Of a requirements file that several services share: what this one needs, because its code imports or names it, or
 * because something that it needs loads it by name; and what it does not. Undefined where it needs all of them, and
 * where a line cannot be a constraint, which has a name and no folder of the repository. `texts` are the service's
 * code, `lists` the texts of the requirements files: a compiled one says which package brings which.
 */
export function selectionOf(
  requirements: Requirements | undefined,
  imports: readonly ThirdPartyImport[],
  texts: readonly string[],
  lists: readonly string[],
): Fact<Selection> | undefined {
  if (requirements === undefined || imports.length === 0 || !canConstrain(requirements)) return undefined;
  const { entries } = requirements;
  const modules = [...new Set(imports.map((one) => one.dotted))];
  const needed = new Set(
    entries.map(({ name }) => name).filter((name) => LOADED_BY_NAME.test(name) || isUsed(name, modules, texts)),
  );
  for (const [owner, companions] of COMPANIONS) {
    if (![...needed].some((name) => owner.test(name))) continue;
    for (const { name } of entries) if (companions.test(name)) needed.add(name);
  }
  const brought = broughtBy(needed, lists);
  const left = entries.filter(({ name }) => !needed.has(name) && !brought.has(name));
  if (left.length === 0 || needed.size === 0) return undefined;
  const imported = entries.filter(({ name }) => needed.has(name)).map(wordOf);
  const evidence: readonly Evidence[] = left.map(({ name, file, line }) => ({
    file,
    line,
    rule: 'requirement-unimported',
    text: name,
  }));
  const value = { imported: sorted(imported), unimported: sorted(left.map(({ name }) => name)) };
  return { value, confidence: 'likely', evidence, others: [] };
}

/** What comes with the packages, as far as compiled lists tell. */
function broughtBy(needed: ReadonlySet<string>, lists: readonly string[]): ReadonlySet<string> {
  const parents = lists.flatMap((text) => [...viaOf(text)]);
  const brought = new Set<string>();
  for (let before = -1; before < brought.size; ) {
    before = brought.size;
    for (const [name, owners] of parents)
      if (owners.some((owner) => needed.has(owner) || brought.has(owner))) brought.add(name);
  }
  return brought;
}

const sorted = (all: readonly string[]): readonly string[] => [...new Set(all)].sort((a, b) => (a < b ? -1 : 1));

/** Constraints are named and lie in no folder of the repository (uv refuses others). */
function canConstrain({ entries, files, local, missing }: Requirements): boolean {
  const lists = files.every((file) => /\.(?:txt|in|lock|pip)$/.test(file));
  return lists && local.length === 0 && missing.length === 0 && entries.every((one) => one.unnamed !== true);
}

function isUsed(name: string, modules: readonly string[], texts: readonly string[]): boolean {
  const own = new Set([name]);
  if (modules.some((module) => provides(own, module))) return true;
  return modulesOf(name).some((word) => {
    const whole = new RegExp(`(?<![\\w.])${word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\w)`);
    return texts.some((text) => whole.test(text));
  });
}

/** Without its version, which the list gives as a constraint: `uvicorn[standard] ; sys_platform != "win32"`. */
function wordOf({ name, extras, marker }: Requirement): string {
  const full = extras === undefined ? name : `${name}[${extras.join(',')}]`;
  return marker === undefined ? full : `${full} ; ${marker}`;
}
