import { posix } from 'node:path';
import type { Folder } from '../folder.js';
import { type Constant, constant, type Place, textOf, type Value } from './values.js';

/** Absolute paths in configurations begin here: the repository's root as the evaluator sees it. */
const ROOT = '/repository';

/** The absolute path of a file or folder that is relative to the service folder. */
export function folderOf(folder: Folder, relative: string): string {
  return posix.resolve(serviceRoot(folder), relative);
}

function serviceRoot(folder: Folder): string {
  // The service at the repository's root keeps its folder's name, so that `../name` comes back to it.
  return folder.path === '.' ? posix.join(ROOT, folder.name) : posix.join(ROOT, folder.path);
}

/** A path of a configuration, absolute or not, relative to the service folder. */
export function relativeToService(folder: Folder, path: string, from = '.'): string {
  const service = serviceRoot(folder);
  const relative = posix.relative(service, posix.resolve(service, from, path));
  return relative === '' ? '.' : relative;
}

/** Constants that packages export for configurations. */
export function importedConstant(module: string, name: string, at: Place): Value | undefined {
  if (module !== 'next/constants' && module !== 'next/constants.js') return undefined;
  if (name === 'PHASE_PRODUCTION_BUILD') return constant(at, 'phase-production-build');
  return name.startsWith('PHASE_') ? constant(at, name) : undefined;
}

/** The result of a function of Node's own modules or of a text; undefined for every other function. */
export function callBuiltin(callee: Value, args: readonly Value[], folder: Folder, at: Place): Value | undefined {
  if (callee.kind !== 'import') return undefined;
  const module = callee.module.startsWith('node:') ? callee.module.slice(5) : callee.module;
  const name = callee.name.slice(callee.name.lastIndexOf('.') + 1);
  const texts = args.map(textOf);
  const known = texts.every((text): text is string => text !== undefined) ? texts : undefined;
  const here = serviceRoot(folder);
  const result = (value: Constant): Value => constant(at, value);
  if (module === 'process' && name === 'cwd') return result(here);
  if (known === undefined || known[0] === undefined) return undefined;
  if (module === 'path' || module === 'path/posix' || module === 'pathe' || module === 'upath') {
    if (name === 'join') return result(posix.join(...known));
    if (name === 'resolve') return result(posix.resolve(here, ...known));
    if (name === 'dirname') return result(posix.dirname(known[0]));
    if (name === 'normalize') return result(posix.normalize(known[0]));
    if (name === 'basename') return result(posix.basename(known[0], known[1]));
    if (name === 'relative') return result(posix.relative(known[0], known[1] ?? ''));
  }
  if (module === 'url' && (name === 'fileURLToPath' || name === 'pathToFileURL')) return result(known[0]);
  return undefined;
}

/** Methods of texts that configurations use on paths and flags. */
export function callMethod(target: Value, method: string, args: readonly Value[], at: Place): Value | undefined {
  const text = textOf(target);
  const first = textOf(args[0]);
  if (method === 'toString' && text !== undefined) return target;
  if (text === undefined) return undefined;
  if (method === 'trim') return constant(at, text.trim());
  if (method === 'toLowerCase') return constant(at, text.toLowerCase());
  if (first === undefined) return undefined;
  if (method === 'concat') return constant(at, text + first);
  if (method === 'startsWith') return constant(at, text.startsWith(first));
  if (method === 'endsWith') return constant(at, text.endsWith(first));
  if (method === 'includes') return constant(at, text.includes(first));
  return undefined;
}
