import type { Fact, Facts } from '../facts.js';
import type { Module, Modules } from './modules.js';
import { rootsUsed } from './names.js';
import { sharedFolders } from './shared.js';

/** The facts that follow from where a worker's or job's code lies and what it imports. */
export function homeFacts(
  modules: Modules,
  { roots }: WorkerHome,
  closure: readonly Module[],
  worker: Fact<unknown>,
): Pick<Facts, 'importRoots' | 'shared'> {
  const shared = sharedFolders(modules, closure);
  return {
    importRoots: { value: roots, confidence: 'certain', evidence: worker.evidence.slice(0, 1), others: [] },
    ...(shared.value.length === 0 ? {} : { shared }),
  };
}

/** The module that a worker's command names, and the folders that must be on the import path for it. */
export interface WorkerHome {
  readonly module: Module;
  readonly roots: readonly string[];
}

/** Where the code of a worker or job lies; undefined when its command names no module or file that is there. */
export function workerHome(
  modules: Modules,
  worker: Fact<{ readonly command: readonly string[] }>,
): WorkerHome | undefined {
  const { command } = worker.value;
  const [program, ...words] = command;
  if (program === 'python' && words[0]?.endsWith('.py')) return homeOf(modules, words[0], '.');
  const app = words.findIndex((word) => word === '-A' || word === '--app');
  const named = app === -1 ? words.filter((word) => /^[A-Za-z_][\w.]*(?::\w+)?$/.test(word)) : [words[app + 1] ?? ''];
  for (const word of named) {
    const dotted = word.split(':')[0] ?? '';
    // The attribute may be a part of the name: `orders.tasks.app`, or arq's `orders.worker.Settings`.
    const outer = dotted.slice(0, Math.max(0, dotted.lastIndexOf('.')));
    for (const root of ['.', 'src', ...worker.evidence.flatMap(({ file }) => modules.ancestors(file))]) {
      for (const name of [dotted, outer]) {
        const path = name === '' ? undefined : modules.under(root, name);
        const home = path === undefined ? undefined : homeOf(modules, path, root);
        if (home !== undefined) return home;
      }
    }
  }
  // `rq worker` names no module: its jobs do.
  const seen = worker.evidence.find(({ file }) => file.endsWith('.py'));
  return seen === undefined ? undefined : homeOf(modules, seen.file, '.');
}

function homeOf(modules: Modules, path: string, root: string): WorkerHome | undefined {
  const module = modules.get(path);
  if (module === undefined) return undefined;
  return { module, roots: [...new Set([root, ...rootsUsed(modules, [module])])] };
}
