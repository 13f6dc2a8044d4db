import { createHash } from 'node:crypto';
import type { Folder } from './folder.js';

/** Contents that a reader of detection may ask for; everything else counts by its name. */
const READ =
  /(?:^|\/)(?:[^./][^./]*|\.[^./]+|.*\.(?:py|pyi|ipynb|js|cjs|mjs|jsx|ts|cts|mts|tsx|vue|svelte|astro|html|json|jsonc|json5|toml|ya?ml|lock|lockb|txt|in|cfg|ini|conf|env|sh|bash|prisma|tf|mako|sql)|(?:dockerfile|containerfile|procfile|requirements|\.env).*|.*\.(?:dockerfile|containerfile|example|sample|template|dist))$/i;
/** Whether a fingerprint always holds this file's content, not its name alone. */
export function countsByContent(path: string): boolean {
  return READ.test(path);
}

/** A manifest is untrusted: more entries than this are not ours. */
const MOST = 20_000;
const DEEPEST = 8;

/**
 * SHA-256, in hex, of all that detection can see: names of the folder's files, contents of those that it may read, and
 * `outside` (as `DiskFolder.outside()` gave it after detection). Equal hash, same facts. Parses nothing.
 */
export function readFingerprint(folder: Folder, outside: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (kind: string, path: string, content: string | undefined): void => {
    // Lengths keep one field from running into the next.
    hash.update(`${kind}${path.length}:${path}${content === undefined ? '-' : `${content.length}:`}`);
    if (content !== undefined) hash.update(content);
  };
  add('p', folder.path, undefined);
  for (const file of folder.list()) add('f', file, countsByContent(file) ? folder.read(file) : undefined);
  for (const entry of [...outside.slice(0, MOST)].sort((a, b) => (a < b ? -1 : 1))) {
    const named = /^(.*?)((?:\/\*)+)\/([^/*]+)$/.exec(entry);
    if (named) {
      const [, at = '', levels = '', name = ''] = named;
      add('n', entry, folder.named(at, name, Math.min(levels.length / 2, DEEPEST)).join('\n'));
      continue;
    }
    const listed = /^(.*?)(\/|(?:\/\*)+)$/.exec(entry);
    if (!listed) {
      add('o', entry, folder.read(entry));
      continue;
    }
    const depth = listed[2] === '/' ? undefined : (listed[2]?.length ?? 0) / 2;
    add('l', entry, folder.listAt(listed[1] ?? '', depth).join('\n'));
  }
  return hash.digest('hex');
}
