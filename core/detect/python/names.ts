import type { Module, Modules } from './modules.js';
import { leadingDots } from './paths.js';
import { importsOf } from './survey.js';

/** Import roots that a module and what it imports rely on, most used first; empty when all imports are relative. */
export function rootsUsed(modules: Modules, closure: readonly Module[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const module of closure) {
    for (const { dotted } of importsOf(module)) {
      if (leadingDots(dotted) > 0) continue;
      const root = modules.resolve(module.path, dotted)?.root;
      if (root !== undefined && !modules.isPackageRoot(root)) counts.set(root, (counts.get(root) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([root]) => root);
}

/** The import root under which a module is best named. */
export function rootOf(modules: Modules, module: Module, used: readonly string[]): string {
  const fits = used.filter((root) => dottedName(modules, module, root) !== undefined);
  const deepEnough = fits.find((root) => depthBelow(modules, module, root) >= relativeDepth(module));
  return deepEnough ?? (used.includes('.') ? top(modules, module) : above(modules, module));
}

/**
 * The service folder may be a package itself: its files climb to it by relative imports, or its `__init__.py` holds
 * the app. Then the import root lies above it, where the repository reaches that far and the names can be imported.
 */
function above(modules: Modules, module: Module): string {
  const own = modules.folder.path === '.' ? [] : modules.folder.path.split('/');
  const isOwnInit = module.path === '__init__.py';
  const needed = Math.max(relativeDepth(module), isOwnInit ? 1 : 0) - depthBelow(modules, module, '.');
  const names = own.slice(own.length - needed);
  const fits = needed > 0 && needed <= own.length && names.every((name) => /^[A-Za-z_]\w*$/.test(name));
  return fits ? Array.from({ length: needed }, () => '..').join('/') : top(modules, module);
}

/** `package.module` of a file under an import root; undefined when the file does not lie below it. */
export function dottedName(modules: Modules, module: Module, root: string): string | undefined {
  const parts = below(modules, module.path, root);
  if (parts === undefined) return undefined;
  const names = parts.map((part) => (part.endsWith('.py') ? part.slice(0, -3) : part));
  if (names.at(-1) === '__init__') names.pop();
  return names.length === 0 || names.some((name) => name === '' || name.includes('-')) ? undefined : names.join('.');
}

function below(modules: Modules, path: string, root: string): readonly string[] | undefined {
  if (root === '.') return path.startsWith('../') ? undefined : path.split('/');
  if (!root.startsWith('..') || path.startsWith(`${root}/`)) {
    return path.startsWith(`${root}/`) ? path.slice(root.length + 1).split('/') : undefined;
  }
  // A root above the service folder: the service folder's own names come first.
  const ups = root.split('/').filter((part) => part === '..').length;
  const own = modules.folder.path === '.' ? [] : modules.folder.path.split('/');
  if (root.split('/').some((part) => part !== '..') || ups > own.length || path.startsWith('../')) return undefined;
  return [...own.slice(own.length - ups), ...path.split('/')];
}

function depthBelow(modules: Modules, module: Module, root: string): number {
  return (below(modules, module.path, root)?.length ?? 1) - 1;
}

/** How many packages a module's relative imports climb. */
function relativeDepth(module: Module): number {
  return Math.max(0, ...importsOf(module).map(({ dotted }) => leadingDots(dotted)));
}

/** Where nothing else tells: above the outermost package, `src` when that is a plain folder, else the service folder. */
function top(modules: Modules, module: Module): string {
  const parts = module.path.split('/');
  if (parts[0] === 'src' && parts.length > 1 && !modules.has('src/__init__.py') && relativeDepth(module) < parts.length)
    return 'src';
  return '.';
}
