import type { Evidence, Fact } from '../facts.js';
import { evidenceOf } from './evidence.js';
import { localPackages } from './local-packages.js';
import type { Module, Modules } from './modules.js';
import { rootsUsed } from './names.js';

/** Folders beside or above the service folder that hold what the app imports: a package's own folder, a root, or the first below one. */
export function sharedFolders(modules: Modules, closure: readonly Module[]): Fact<readonly string[]> {
  const folders = new Map<string, Evidence>();
  const packages = localPackages(modules.folder)
    .map((at) => modules.canonical(at))
    .filter((at) => !at.endsWith('/src'));
  const roots = rootsUsed(modules, closure).filter((root) => root.split('/').some((part) => part !== '..'));
  for (const module of closure) {
    if (!module.path.startsWith('../')) continue;
    const parts = module.path.split('/');
    const ups = parts.findIndex((part) => part !== '..');
    const holder = [...packages, ...roots].find((at) => at.startsWith('..') && module.path.startsWith(`${at}/`));
    // Of a root that many packages share, the one that is imported; modules that lie in the root itself need all of it.
    const below =
      holder === undefined || packages.includes(holder) ? [] : module.path.slice(holder.length + 1).split('/');
    const folder = below.length > 1 ? `${holder}/${below[0]}` : (holder ?? parts.slice(0, ups + 1).join('/'));
    if (!folders.has(folder)) folders.set(folder, evidenceOf(module, module.root, 'import-outside'));
  }
  for (const at of [...folders.keys()])
    if ([...folders.keys()].some((other) => at.startsWith(`${other}/`))) folders.delete(at);
  return { value: [...folders.keys()].sort(), confidence: 'certain', evidence: [...folders.values()], others: [] };
}
