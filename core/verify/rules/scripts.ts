import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, items, text } from '../yaml-node.js';

interface Told {
  readonly value: string;
  readonly path: string;
  readonly line: number;
}

/** What a deploy script says of each environment: the literals of its `case $environment in`. */
function blocks(path: string, source: string): ReadonlyMap<string, ReadonlyMap<string, Told>> {
  const found = new Map<string, Map<string, Told>>();
  let inside = false;
  let name = '';
  for (const [index, line] of source.split('\n').entries()) {
    if (/^case \$environment in/.test(line)) inside = true;
    if (/^esac/.test(line)) inside = false;
    const branch = /^ {2}([\w-]+)\)/.exec(line)?.[1];
    if (branch !== undefined) name = branch;
    const said = /^ {4}(\w+)=([\w./:-]+)$/.exec(line);
    if (!inside || said?.[1] === undefined || name === '') continue;
    const own = found.get(name) ?? new Map<string, Told>();
    found.set(name, own.set(said[1], { value: said[2] ?? '', path, line: index + 1 }));
  }
  return found;
}

/** What the manifests say of one environment, by the script's own names; several values where files differ. */
function manifests(view: View, environment: string): ReadonlyMap<string, readonly Told[]> {
  const found = new Map<string, Told[]>();
  const add = (name: string, value: string | undefined, place: { path: string; line: number } | undefined): void => {
    if (value !== undefined && place !== undefined)
      found.set(name, [...(found.get(name) ?? []), { value, path: place.path, line: place.line }]);
  };
  const repository = (image: string | undefined, place: { path: string; line: number } | undefined): void => {
    const bare = image?.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
    add('repository', bare, place);
  };
  for (const one of view.cloudRun) {
    if (!one.path.includes(`cloud-run/${environment}/`)) continue;
    const region = at(one.root, 'metadata', 'labels', 'cloud.googleapis.com/location');
    add('region', text(region), region);
    const spec = at(one.root, 'spec', 'template', 'spec');
    const account = at(spec, 'serviceAccountName');
    add('project', /@([\w-]+)\.iam\.gserviceaccount\.com$/.exec(text(account) ?? '')?.[1], account);
    const image = at(items(at(spec, 'containers'))[0], 'image');
    repository(text(image), image);
  }
  for (const { root, path } of view.kustomizations) {
    if (!path.includes(`overlays/${environment}/`)) continue;
    const namespace = at(root, 'namespace');
    add('namespace', text(namespace), namespace);
    for (const image of items(at(root, 'images'))) repository(text(at(image, 'newName')), at(image, 'newName'));
  }
  return found;
}

const shown = (one: Told): string => `${one.value} in ${one.path}:${one.line}`;

const NAMES = ['project', 'region', 'repository', 'namespace'];

/** An environment whose block lacks what its neighbours' blocks set. */
function* lacking(path: string, all: ReadonlyMap<string, ReadonlyMap<string, Told>>, used: string): Generator<Remark> {
  for (const name of NAMES) {
    if (!used.includes(`$${name}`)) continue;
    for (const [environment, own] of all)
      if (!own.has(name)) {
        const line = [...own.values()][0]?.line;
        const message = `${environment} has no ${name}, which the script reads`;
        yield { path, ...(line === undefined ? {} : { line }), message, fix: `set ${name}`, severity: 'error' };
      }
  }
}

function* agree(view: View, path: string, source: string): Generator<Remark> {
  const all = blocks(path, source);
  if (all.size === 0) return;
  yield* lacking(path, new Map([...all].filter(([, own]) => NAMES.some((name) => own.has(name)))), source);
  for (const [environment, own] of all) {
    const there = manifests(view, environment);
    for (const [name, told] of own) {
      const others = there.get(name) ?? [];
      if (others.length === 0 || others.some((one) => one.value === told.value)) continue;
      const [first] = others;
      if (first === undefined) continue;
      const message = `${name} ${told.value} of ${environment} differs from ${shown(first)}`;
      yield { path, line: told.line, message, fix: `write ${first.value}` };
    }
  }
}

/** Where a release is taken from must be where some environment has it. */
function* sources(view: View, path: string, source: string): Generator<Remark> {
  const all = [...blocks(path, source).keys()].flatMap((name) => manifests(view, name).get('repository') ?? []);
  for (const [index, line] of source.split('\n').entries()) {
    const asked = /^ *source=([\w./:-]+)$/.exec(line)?.[1];
    const [first] = all;
    if (asked === undefined || first === undefined || all.some((one) => one.value === asked)) continue;
    yield { path, line: index + 1, message: `source ${asked} is no environment's: there is ${shown(first)}` };
  }
}

const TOLD = [...NAMES, 'source', 'percents', 'target'];

/** Under `set -u` a variable that nothing sets ends the script; only what a script is told about the service is looked at. */
function* unset(path: string, source: string): Generator<Remark> {
  if (!/^set -[a-z]*u/m.test(source)) return;
  const code = source.split('\n').map((line) => (/^\s*#/.test(line) ? '' : line));
  const set = new Set(
    [...code.join('\n').matchAll(/(?:^|[\s;&|(])([a-z_]\w*)=|\bfor ([a-z_]\w*) in|\bread (?:-r )?([a-z_]\w*)/g)].map(
      (one) => one[1] ?? one[2] ?? one[3] ?? '',
    ),
  );
  const seen = new Set<string>();
  for (const [index, line] of code.entries())
    for (const [, braced, bare] of line.matchAll(/\$(?:\{([a-z_]\w*)\}|([a-z_]\w*))/g)) {
      const name = braced ?? bare ?? '';
      if (!TOLD.includes(name) || set.has(name) || seen.has(name) || /awk|'[^']*\$/.test(line)) continue;
      seen.add(name);
      yield {
        path,
        line: index + 1,
        message: `nothing sets ${name}: the script ends here`,
        fix: `set ${name}`,
        severity: 'error',
      };
    }
}

/** The scripts among themselves, where no manifest says it: most of them are right. */
function* among(scripts: readonly (readonly [string, string])[]): Generator<Remark> {
  const said = new Map<string, Told[]>();
  for (const [path, source] of scripts)
    for (const [environment, own] of blocks(path, source))
      for (const [name, told] of own) {
        const key = `${environment} ${name}`;
        said.set(key, [...(said.get(key) ?? []), told]);
      }
  for (const [key, all] of said)
    for (const one of all) {
      const others = all.filter((each) => each.value !== one.value);
      const [first] = others;
      if (first === undefined || others.length <= all.length / 2) continue;
      const message = `${key.split(' ')[1]} ${one.value} of ${key.split(' ')[0]} differs from ${shown(first)}`;
      yield { path: one.path, line: one.line, message, fix: `write ${first.value}` };
    }
}

/** The shares of a release: each more than the one before, the last all of it. */
function* percents(path: string, source: string): Generator<Remark> {
  for (const [index, line] of source.split('\n').entries()) {
    const list = /^ *percents='([\d ]+)'/.exec(line)?.[1]?.split(' ').map(Number);
    if (list === undefined) continue;
    const rises = list.every((one, at) => one > (list[at - 1] ?? 0));
    if (!rises || list.at(-1) !== 100)
      yield { path, line: index + 1, message: `shares ${list.join(', ')} do not rise to 100`, severity: 'error' };
  }
}

/** Deploy scripts beside the manifests that they apply. */
export const SCRIPT_RULES: readonly Rule[] = [
  {
    id: 'scripts-agree',
    severity: 'warning',
    about: 'scripts deploy to where the manifests say',
    source: 'design: one model, many renderings',
    *check(view) {
      const scripts = [...view.files].filter(([path]) => /^deploy\/scripts\/[\w-]+\.sh$/.test(path));
      const told = [];
      for (const [path, source] of scripts) {
        const found = [
          ...agree(view, path, source),
          ...percents(path, source),
          ...sources(view, path, source),
          ...unset(path, source),
        ];
        told.push(...found);
      }
      const lines = new Set(told.map(({ path, line }) => `${path}:${line}`));
      yield* told;
      for (const one of among(scripts)) if (!lines.has(`${one.path}:${one.line}`)) yield one;
    },
  },
];
