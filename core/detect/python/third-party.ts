import type { Syntax } from '../parser.js';
import { closureOf } from './closure.js';
import type { Module, Modules } from './modules.js';
import { STANDARD_LIBRARY } from './standard-library.js';
import { importsOf } from './survey.js';

/** A module that must be installed because the service's own code imports it. */
export interface ThirdPartyImport {
  /** As the code names it, `google.cloud.storage`. */
  readonly dotted: string;
  readonly file: string;
  readonly line: number;
  /** In a function, or in a `try` whose failure is handled: the service may well start without it. */
  readonly isOptional: boolean;
  /** The other modules that import it, for the report. */
  readonly also?: readonly string[];
}

/** What the modules and all that they import ask for from outside the repository, the first place of each. */
export function thirdPartyImports(modules: Modules, starts: readonly Module[]): readonly ThirdPartyImport[] {
  const closure = new Map(starts.flatMap((start) => closureOf(modules, start)).map((module) => [module.path, module]));
  const found = new Map<string, ThirdPartyImport>();
  // A file or folder of that name anywhere in the service is taken for the module: a wrong alarm costs more.
  const own = new Set(
    modules.folder.list().flatMap((file) => (file.endsWith('.py') ? file.slice(0, -3).split('/') : [])),
  );
  for (const module of [...closure.values()].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    for (const { dotted, node } of importsOf(module)) {
      const top = dotted.split('.')[0] ?? '';
      if (top === '' || top.startsWith('_') || STANDARD_LIBRARY.has(top)) continue;
      // A name that leads anywhere in the repository is ours, even when only its package is found.
      if (modules.resolve(module.path, dotted) !== undefined || modules.resolve(module.path, top) !== undefined)
        continue;
      if (own.has(top) || isAbove(modules, module.path, top)) continue;
      const one: ThirdPartyImport = { dotted, file: module.path, line: node.line, isOptional: isOptional(node) };
      const known = found.get(dotted);
      const place = `${one.file}:${one.line}`;
      if (known === undefined) found.set(dotted, one);
      else if (known.isOptional && !one.isOptional)
        found.set(dotted, { ...one, also: [...(known.also ?? []), `${known.file}:${known.line}`] });
      else if (known.file !== one.file) found.set(dotted, { ...known, also: [...(known.also ?? []), place] });
    }
  }
  return [...found.values()].sort((a, b) => (a.dotted < b.dotted ? -1 : 1));
}

/** A package without `__init__.py` in a folder above. */
function isAbove(modules: Modules, from: string, top: string): boolean {
  return modules
    .ancestors(from)
    .some(
      (root) =>
        root.startsWith('..') && modules.folder.listAt(`${root}/${top}`, 2).some((file) => file.endsWith('.py')),
    );
}

function isOptional(node: Syntax): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (at.type === 'function_definition' || at.type === 'try_statement' || at.type === 'if_statement') return true;
  }
  return false;
}
