import { posix } from 'node:path';
import type { Folder } from '../folder.js';
import type { Imported, Syntax } from '../parser.js';
import { constantText } from './environment-standing.js';
import { Json } from './manifest.js';
import type { Modules } from './modules.js';
import { importsOf, isOwnSource } from './sources.js';
import type { Member, Workspace } from './workspace.js';

/** Conditions of `exports`, the one that names a source first: what is built is not there yet. */
const CONDITIONS = ['development', 'source', 'bun', 'import', 'node', 'default', 'require', 'types'];

/** Names that import statements bind: `default` for the default export, `*` for the whole module. */
export function importsIn(
  root: Syntax,
): readonly { readonly local: string; readonly name: string; readonly source: string }[] {
  return root.children.flatMap((statement) => {
    const source = statement.type === 'import_statement' ? constantText(statement.field('source')) : undefined;
    const clause = statement.children.find((child) => child.type === 'import_clause');
    if (source === undefined) return [];
    return (clause?.children ?? []).flatMap((part) => {
      if (part.type === 'identifier') return [{ local: part.text, name: 'default', source }];
      if (part.type === 'namespace_import') return [{ local: part.children[0]?.text ?? '', name: '*', source }];
      return part.children.flatMap((one) => {
        const name = one.type === 'import_specifier' ? one.field('name')?.text : undefined;
        return name === undefined ? [] : [{ local: one.field('alias')?.text ?? name, name, source }];
      });
    });
  });
}

/** Files behind imports: relative ones, mapped ones, and those of the workspace's other packages. */
export class Imports {
  private readonly read = new Map<string, readonly Imported[]>();
  private readonly mapped = new Map<string, readonly (readonly [alias: string, target: string])[]>();

  constructor(
    private readonly folder: Folder,
    private readonly modules: Modules,
    private readonly workspace: Workspace | undefined,
  ) {}

  /** What a file imports, read once. */
  of(file: string): readonly Imported[] {
    let found = this.read.get(file);
    if (found === undefined) {
      found = importsOf(this.modules, file);
      this.read.set(file, found);
    }
    return found;
  }

  /** The file of the repository that an import names; undefined for packages from the registry. */
  resolve(from: string, name: string): string | undefined {
    if (name.startsWith('.')) return this.modules.resolve(from, name);
    const mapping = this.mappings(this.packageOf(from)).find(
      ([alias]) => name === alias || name.startsWith(`${alias}/`),
    );
    if (mapping !== undefined) {
      const found = this.at(posix.join(mapping[1], name.slice(mapping[0].length)));
      if (found !== undefined) return found;
    }
    const member = this.memberOf(name);
    return member === undefined ? undefined : this.exported(member, name.slice((member.name ?? '').length + 1));
  }

  /** Whether an import names a package of the workspace. */
  memberOf(name: string): Member | undefined {
    return this.workspace?.members.find(
      (one) => one.folder !== '.' && one.name !== undefined && (name === one.name || name.startsWith(`${one.name}/`)),
    );
  }

  /** The name by which a package's folder is imported. */
  nameOf(at: string): string | undefined {
    return this.workspace?.members.find((one) => one.folder === at)?.name;
  }

  /** All files that some files lead to, themselves included; at most `most` of them. */
  reached(entries: readonly string[], most: number): ReadonlySet<string> {
    const seen = new Set(entries);
    const open = [...entries];
    for (let file = open.shift(); file !== undefined; file = open.shift()) {
      for (const { name } of this.of(file)) {
        const target = this.resolve(file, name);
        if (target === undefined || seen.has(target) || seen.size >= most || !isOwnSource(withoutUps(target))) continue;
        seen.add(target);
        open.push(target);
      }
    }
    return seen;
  }

  /** The folder of the package that a file belongs to. */
  private packageOf(file: string): string {
    if (!file.startsWith('../')) return '.';
    return this.workspace?.members.find((one) => file.startsWith(`${one.folder}/`))?.folder ?? posix.dirname(file);
  }

  private mappings(at: string): readonly (readonly [string, string])[] {
    const known = this.mapped.get(at);
    if (known !== undefined) return known;
    const json = Json.read(this.folder, posix.join(at, 'tsconfig.json'));
    const base = posix.join(at, json?.string('compilerOptions', 'baseUrl') ?? '.');
    const found = (json?.entries('compilerOptions', 'paths') ?? []).flatMap(([alias, targets]) => {
      const first: unknown = Array.isArray(targets) ? targets[0] : undefined;
      return typeof first === 'string'
        ? [[alias.replace('/*', ''), posix.join(base, first.replace('/*', ''))] as const]
        : [];
    });
    this.mapped.set(at, found);
    return found;
  }

  private at(path: string): string | undefined {
    return this.modules.resolve('x', `./${path}`);
  }

  /** What `exports` of a package gives for a subpath; where it names built files, the source beside them. */
  private exported(member: Member, subpath: string): string | undefined {
    const { json } = member.manifest;
    const key = subpath === '' ? '.' : `./${subpath}`;
    const given = targetOf(json.value('exports'), key);
    const main = subpath === '' ? (json.string('module') ?? json.string('main')) : undefined;
    const plain = subpath === '' ? 'index' : subpath;
    for (const path of [given, main, `src/${plain}`, plain]) {
      const found = path === undefined ? undefined : this.at(posix.join(member.folder, path));
      if (found !== undefined && !found.endsWith('.d.ts')) return found;
    }
    return undefined;
  }
}

function targetOf(exported: unknown, key: string, depth = 0): string | undefined {
  if (depth > 6) return undefined;
  if (typeof exported === 'string') return key === '.' || depth > 0 ? exported : undefined;
  if (typeof exported !== 'object' || exported === null || Array.isArray(exported)) return undefined;
  const entries = exported as Readonly<Record<string, unknown>>;
  if (depth === 0 && Object.keys(entries).some((name) => name.startsWith('.'))) {
    if (entries[key] !== undefined) return targetOf(entries[key], key, 1);
    for (const [pattern, value] of Object.entries(entries)) {
      const [start = '', end = ''] = pattern.split('*');
      if (!pattern.includes('*') || !key.startsWith(start) || !key.endsWith(end)) continue;
      return targetOf(value, key, 1)?.replace('*', key.slice(start.length, key.length - end.length));
    }
    return undefined;
  }
  if (depth === 0 && key !== '.') return undefined;
  for (const condition of CONDITIONS) {
    const found = targetOf(entries[condition], key, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The path below the folders above, for rules that look at a path's own parts. */
function withoutUps(file: string): string {
  return file
    .split('/')
    .filter((part) => part !== '..')
    .join('/');
}
