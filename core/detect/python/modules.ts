import type { Remark } from '../detection.js';
import type { Folder } from '../folder.js';
import type { Parse, Source, Syntax } from '../parser.js';
import { declaredNames } from './declared.js';
import { localPackages, projectName } from './local-packages.js';
import { folderOf, isTest, join, leadingDots } from './paths.js';
import { SHADOWED } from './shadowed.js';
import { importsOf } from './survey.js';

/** A Python file that parsed. */
export interface Module {
  /** Relative to the service folder. */
  readonly path: string;
  readonly root: Syntax;
  readonly source: Source;
}

/** Where an import leads inside the repository, and the import root under which it was found. */
export interface Resolved {
  readonly path: string;
  readonly root: string;
}

/**
 * The Python files of a service and what they import inside the repository. Each file is read and parsed once,
 * when first asked for. Roots are tried in order: those known (`.`, `src`, additions to sys.path), then the folders
 * from the importing file upward to the repository's root.
 */
export class Modules {
  readonly remarks: Remark[] = [];
  /** Python files of the service folder, tests left out. */
  readonly files: readonly string[];
  private readonly texts = new Map<string, string | undefined>();
  private readonly parsed = new Map<string, Module | undefined>();
  /** By the importing file, then by the name. */
  private readonly resolved = new Map<string, Map<string, Resolved | undefined>>();
  private readonly roots: string[] = ['.', 'src'];
  private readonly known: ReadonlySet<string>;
  private declared: ReadonlySet<string> | undefined;
  private packages: readonly string[] | undefined;
  private readonly everything: ReadonlySet<string>;

  constructor(
    readonly folder: Folder,
    private readonly parse: Parse,
  ) {
    this.everything = new Set(folder.list());
    const all = [...this.everything].filter((file) => file.endsWith('.py'));
    this.known = new Set(all);
    this.files = all.filter((file) => !isTest(file));
  }

  addRoot(root: string): void {
    if (!this.roots.includes(root)) this.roots.push(root);
  }

  text(path: string): string | undefined {
    if (!this.texts.has(path)) this.texts.set(path, this.folder.read(path));
    return this.texts.get(path);
  }

  /** The parsed file, or undefined when it is absent or no valid Python (then a remark says where). */
  get(path: string): Module | undefined {
    if (!this.parsed.has(path)) this.parsed.set(path, this.load(path));
    return this.parsed.get(path);
  }

  /** The file that `dotted` (with leading dots when relative) names when imported by a module. */
  resolve(from: string, dotted: string): Resolved | undefined {
    const known = this.resolved.get(from) ?? new Map<string, Resolved | undefined>();
    if (known.size === 0) this.resolved.set(from, known);
    if (!known.has(dotted)) known.set(dotted, this.find(from, dotted));
    const found = known.get(dotted);
    return found?.path === from ? undefined : found;
  }

  /** A module by its dotted name under one root: `a/b.py` or `a/b/__init__.py`. */
  under(root: string, dotted: string): string | undefined {
    const base = this.canonical(join(root, dotted.replaceAll('.', '/')));
    if (this.has(`${base}.py`)) return `${base}.py`;
    return this.has(`${base}/__init__.py`) ? `${base}/__init__.py` : undefined;
  }

  /** Whether the service folder holds a file of any kind. */
  hasAny(path: string): boolean {
    return this.everything.has(path);
  }

  /** Whether a root is a package that is installed from the repository, and so no folder to put on the path. */
  isPackageRoot(root: string): boolean {
    return root.startsWith('../') && this.localRoots().includes(root) && !this.roots.includes(root);
  }

  /** A path that leaves the service folder and comes back into it, without the detour. */
  canonical(path: string): string {
    if (!path.startsWith('../') || this.folder.path === '.') return path;
    const own = this.folder.path.split('/');
    const parts = path.split('/');
    const ups = parts.findIndex((part) => part !== '..');
    if (ups < 1 || ups > own.length) return path;
    const back = own.slice(own.length - ups);
    let same = 0;
    while (same < back.length && parts[ups + same] === back[same]) same += 1;
    return [...parts.slice(0, ups - same), ...parts.slice(ups + same)].join('/') || '.';
  }

  has(path: string): boolean {
    return path.startsWith('../') ? this.text(path) !== undefined : this.known.has(path);
  }

  /** Folders that may be import roots for a file: from its own folder up to the repository's root. */
  ancestors(path: string): readonly string[] {
    const list: string[] = [];
    const depth = this.folder.path === '.' ? 0 : this.folder.path.split('/').length;
    for (let at = folderOf(path); ; at = join(at, '..')) {
      if (at.split('/').filter((part) => part === '..').length > depth) return list;
      list.push(at);
    }
  }

  private find(from: string, dotted: string): Resolved | undefined {
    const dots = leadingDots(dotted);
    if (dots > 0) {
      const root = join(folderOf(from), '../'.repeat(dots - 1));
      const rest = dotted.slice(dots);
      const path = rest === '' ? this.under(root, '__init__') : this.under(root, rest);
      return path === undefined ? undefined : { path, root };
    }
    const first = dotted.split('.')[0] ?? dotted;
    for (const root of new Set([...this.roots, ...this.ancestors(from)])) {
      const path = this.under(root, dotted);
      if (path === undefined || path === from) continue;
      if (
        !this.roots.includes(root) &&
        (this.isInstalled(first) || this.isPackaged(from, root) || this.isPublished(root))
      )
        continue;
      return { path, root };
    }
    for (const root of this.localRoots()) {
      const path = this.under(root, dotted);
      if (path !== undefined && path !== from && !this.isInstalled(first, false)) return { path, root };
    }
    return undefined;
  }

  private localRoots(): readonly string[] {
    this.packages ??= localPackages(this.folder).map((each) => this.canonical(each));
    return this.packages;
  }

  /** A name that an installed package answers: well known, or declared under this name or a usual form of it. */
  private isInstalled(name: string, declared = true): boolean {
    if (SHADOWED.has(name)) return true;
    if (!declared) return false;
    const plain = name.toLowerCase().replaceAll('_', '-');
    return [plain, `py${plain}`, `python-${plain}`, `py-${plain}`, `${plain}-python`].some((each) =>
      this.isDeclared(each),
    );
  }

  private isDeclared(name: string | undefined): boolean {
    this.declared ??= new Set(declaredNames(this.folder).map((each) => each.name));
    return name !== undefined && this.declared.has(name);
  }

  /**
   * Whether a folder above is a project that the service asks for by its published name (`mem0ai` in the requirements
   * of `server/`): the image then installs it from the index.
   */
  private isPublished(root: string): boolean {
    return root.endsWith('..') && this.isDeclared(projectName(this.folder, root));
  }

  /**
   * Whether the importing file is itself imported as part of a package that holds `root`: then `root` is not on the
   * path, and a bare name in it means an installed package (`import socketio` beside `common/socketio/`).
   */
  private isPackaged(from: string, root: string): boolean {
    const module = this.parsed.get(from);
    if (module === undefined) return false;
    const parts = root.split('/').filter((part) => part !== '.' && part !== '..');
    if (parts.length === 0) return false;
    if (root.startsWith('../') && this.localRoots().some((each) => root.startsWith(`${each}/`))) return true;
    const own = root === folderOf(from);
    return importsOf(module).some(
      ({ dotted }) => (own && dotted.startsWith('.')) || parts.includes(dotted.split('.')[0] ?? ''),
    );
  }

  private load(path: string): Module | undefined {
    const text = this.text(path);
    if (text === undefined) return undefined;
    const { root, errorLine } = this.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
    if (errorLine === undefined) return { path, root, source: root.source };
    const message = `${path}:${errorLine} does not parse as Python; nothing was read from this file`;
    this.remarks.push({ rule: 'python-syntax', file: path, line: errorLine, message });
    return undefined;
  }
}
