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
    const folder = holder ?? parts.slice(0, ups + 1).join('/');
    if (!folders.has(folder)) folders.set(folder, evidenceOf(module, module.root, 'import-outside'));
  }
  return { value: [...folders.keys()].sort(), confidence: 'certain', evidence: [...folders.values()], others: [] };
}
