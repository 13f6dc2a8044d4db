import type { Evaluator } from './evaluate.js';
import type { Module, Modules } from './modules.js';
import { folderOf, join } from './paths.js';
import { calledName, callsOf, importsOf } from './survey.js';
import { positional } from './values.js';

/** All modules that a module imports inside the repository, itself first, each once, packages' `__init__` included. */
export function closureOf(modules: Modules, start: Module): readonly Module[] {
  const seen = new Set([start.path]);
  const order: Module[] = [start];
  for (let i = 0; i < order.length; i += 1) {
    const module = order[i];
    if (module === undefined) break;
    const add = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      const target = modules.get(path);
      if (target !== undefined) order.push(target);
    };
    for (const { dotted } of importsOf(module)) {
      const found = modules.resolve(module.path, dotted);
      if (found === undefined) continue;
      add(found.path);
      for (let at = folderOf(found.path); at !== found.root && at !== '.' && !at.endsWith('..'); at = folderOf(at)) {
        if (modules.has(`${at}/__init__.py`)) add(`${at}/__init__.py`);
      }
    }
  }
  return order;
}

/** Folders that the code itself puts on the path: `sys.path.append(…)`, `sys.path.insert(0, …)`. */
export function pathAdditions(evaluator: Evaluator, module: Module): readonly string[] {
  const found: string[] = [];
  for (const call of callsOf(module, ['append', 'insert'])) {
    const name = calledName(call);
    const fn = call.field('function');
    if (fn?.field('object')?.text !== 'sys.path') continue;
    const argument = positional(call)[name === 'append' ? 0 : 1];
    const folder = argument === undefined ? undefined : evaluator.folder(argument, { module });
    if (folder !== undefined) found.push(join(folder, '.'));
  }
  return found;
}
