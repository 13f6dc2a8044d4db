import { posix } from 'node:path';
import type { Evidence, Fact } from '../facts.js';
import type { Folder } from '../folder.js';
import { lineText } from '../launch/paths.js';
import { relativeToService } from './builtins.js';
import { type Configuration, evidenceAt } from './configuration.js';
import type { Imports } from './imports.js';
import { Json } from './manifest.js';
import type { Modules } from './modules.js';
import { isOwnSource } from './sources.js';
import { path, textOf } from './values.js';
import { above, type Workspace } from './workspace.js';

interface Need {
  readonly path: string;
  readonly evidence: Evidence;
}

/** Folders and files outside the service folder that its build reads: local packages, imports, aliases, tsconfig. */
export function detectShared(
  folder: Folder,
  modules: Modules,
  own: Imports,
  workspace: Workspace | undefined,
  local: readonly string[],
  dependencies: Evidence,
  configuration: Configuration | undefined,
): Fact<readonly string[]> | undefined {
  const needs: Need[] = local.filter(leaves).map((at) => ({ path: at, evidence: dependencies }));
  const config = compilerOptions(folder);
  needs.push(...config.files);
  needs.push(...aliases(folder, configuration, workspace));
  if (folder.path !== '.') needs.push(...imports(folder, modules, own, config.paths, workspace));
  const byPath = new Map<string, Evidence>();
  for (const need of needs) {
    // A name that leads out of the folder and back again.
    const isOwn = !leaves(relativeToService(folder, need.path));
    if (!isOwn && !byPath.has(need.path)) byPath.set(need.path, need.evidence);
  }
  // A folder stands for what lies in it.
  const paths = [...byPath.keys()]
    .filter((one) => ![...byPath.keys()].some((other) => other !== one && one.startsWith(`${other}/`)))
    .sort();
  if (paths.length === 0) return undefined;
  const evidence = paths.flatMap((one) => byPath.get(one) ?? []);
  return { value: paths, confidence: 'certain', evidence, others: [] };
}

/** Configurations of tools that check the code and take no part in a build. */
const CHECKERS = /^\.?(?:eslint|prettier|stylelint|jest|vitest|playwright|cypress|commitlint|lint-staged|karma)/;

const PROJECT_FILES = ['package.json', 'project.json', 'tsconfig.json'];

function leaves(at: string): boolean {
  return at.startsWith('../');
}

interface Mapping {
  readonly alias: string;
  readonly target: string;
}

/** Configurations that tsconfig.json extends outside the folder, and what `paths` maps out of it. */
function compilerOptions(folder: Folder): { readonly files: readonly Need[]; readonly paths: readonly Mapping[] } {
  const files: Need[] = [];
  const paths: Mapping[] = [];
  const open = ['tsconfig.json', 'jsconfig.json', 'tsconfig.app.json'];
  const seen = new Set<string>();
  for (let file = open.shift(); file !== undefined && seen.size < 20; file = open.shift()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const json = Json.read(folder, file);
    if (json === undefined) continue;
    if (leaves(file)) files.push({ path: file, evidence: json.evidence('tsconfig-extends') });
    const base = posix.join(posix.dirname(file), json.string('compilerOptions', 'baseUrl') ?? '.');
    for (const [alias, targets] of json.entries('compilerOptions', 'paths')) {
      const first: unknown = Array.isArray(targets) ? targets[0] : undefined;
      if (typeof first !== 'string') continue;
      const target = posix.normalize(posix.join(base, first.replace('/*', '')));
      if (leaves(target)) paths.push({ alias: alias.replace('/*', ''), target });
    }
    const given = json.string('extends');
    for (const one of given === undefined ? json.list('extends') : [given]) {
      if (!one.startsWith('.')) continue;
      const next = posix.normalize(posix.join(posix.dirname(file), one));
      open.push(next.endsWith('.json') ? next : `${next}.json`);
    }
  }
  return { files, paths };
}

/** `resolve.alias` of Vite that leads out of the folder. */
function aliases(
  folder: Folder,
  configuration: Configuration | undefined,
  workspace: Workspace | undefined,
): readonly Need[] {
  const alias = path(configuration?.value, 'resolve', 'alias');
  const values =
    alias?.kind === 'record'
      ? alias.keys().map((key) => alias.get(key))
      : alias?.kind === 'list'
        ? alias.items.map((item) => path(item, 'replacement'))
        : [];
  return values.flatMap((value) => {
    const text = textOf(value);
    if (text === undefined || value === undefined || !text.startsWith('/')) return [];
    // `packages/x/src/$1` of an alias by pattern.
    const at = relativeToService(folder, (text.split('/$')[0] ?? '').replace(/\*.*$/, ''));
    const place = leaves(at) && !at.includes('node_modules') ? packageAt(folder, at, workspace) : undefined;
    return place === undefined ? [] : [{ path: place, evidence: evidenceAt(value.at, 'vite-alias') }];
  });
}

/** Relative imports that leave the folder, and those through a mapped name. */
function imports(
  folder: Folder,
  modules: Modules,
  own: Imports,
  mappings: readonly Mapping[],
  workspace: Workspace | undefined,
): readonly Need[] {
  const needs: Need[] = [];
  const names = mappings.map((mapping) => mapping.alias);
  // As many `../` as lead out of the folder: most files hold none and are not parsed.
  const mayLeave = (file: string): boolean => {
    const text = isOwnSource(file) && !CHECKERS.test(file) ? folder.read(file) : undefined;
    const up = '../'.repeat(file.split('/').length);
    return text !== undefined && (text.includes(up) || names.some((name) => text.includes(name)));
  };
  for (const file of folder.list().filter(mayLeave)) {
    for (const { name: text, line } of own.of(file)) {
      const mapping = mappings.find(({ alias }) => text === alias || text.startsWith(`${alias}/`));
      const at =
        mapping?.target ?? (text.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), text)) : '');
      if (!leaves(at)) continue;
      const place = packageAt(folder, modules.resolve('x', `./${at}`) ?? at, workspace);
      if (place !== undefined)
        needs.push({
          path: place,
          evidence: { file, line, rule: 'import-outside', text: lineText(folder.read(file), line) },
        });
    }
  }
  return needs;
}

/** The member's folder that holds a file, else the file's own folder; undefined for what is not in the repository. */
function packageAt(folder: Folder, file: string, workspace: Workspace | undefined): string | undefined {
  const member = workspace?.members.find(
    (one) => one.folder !== '.' && (file === one.folder || file.startsWith(`${one.folder}/`)),
  );
  if (member !== undefined) return member.folder;
  const isFile = folder.read(file) !== undefined;
  if (!isFile && folder.listAt(file, 1).length === 0) return undefined;
  const tops = above(folder);
  let at = isFile ? posix.dirname(file) : file;
  // A file at the top of a folder above is taken alone: its folder holds the service itself.
  if (tops.includes(at)) return isFile ? file : undefined;
  // What one file imports it may import from its neighbours: the project around it, else the topmost folder.
  while (!tops.includes(posix.dirname(at))) {
    if (PROJECT_FILES.some((name) => folder.read(`${at}/${name}`) !== undefined)) return at;
    at = posix.dirname(at);
  }
  return at;
}
