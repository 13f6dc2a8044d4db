import type { Framework } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Imports } from './imports.js';
import { isOwnSource, isToolFile } from './sources.js';

/** More files than any package of a service hands to another; ends rings of a whole repository. */
const MOST = 600;

/** Files of the workspace's other packages that the service's sources lead to, import by import. */
export function packageFiles(folder: Folder, imports: Imports, local: readonly string[]): readonly string[] {
  const names = local.flatMap((at) => imports.nameOf(at) ?? []);
  if (names.length === 0) return [];
  const entries = new Set<string>();
  for (const from of folder.list()) {
    const text = isOwnSource(from) ? (folder.read(from) ?? '') : '';
    if (!names.some((name) => text.includes(name))) continue;
    for (const { name } of imports.of(from)) {
      const file = imports.memberOf(name) === undefined ? undefined : imports.resolve(from, name);
      if (file?.startsWith('../') === true) entries.add(file);
    }
  }
  return [...imports.reached([...entries].sort(), MOST)].filter((file) => file.startsWith('../')).sort();
}

/**
 * Which files belong to what is shipped. A program that Node starts leads to its own files by imports: folders that
 * none of these lie in hold tools (release scripts, seeds). Where files are loaded by other means, all count.
 */
export function shippedFiles(
  imports: Imports,
  framework: Framework | undefined,
  entry: string | undefined,
): (file: string) => boolean {
  if (entry === undefined || (framework !== 'node' && framework !== 'vite')) return () => true;
  const reached = imports.reached([entry], MOST);
  const tops = new Set([...reached].map(topOf));
  if (reached.size < 3) return () => true;
  // What the bundler takes in lies in `src` or beside the page, whatever the server imports.
  if (framework === 'vite') tops.add('src');
  return (file) => reached.has(file) || isToolFile(file) || (file.includes('/') && tops.has(topOf(file)));
}

function topOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : file;
}
