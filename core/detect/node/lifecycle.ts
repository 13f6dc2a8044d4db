import type { Folder } from '../folder.js';
import { readCommands } from '../launch/shell.js';
import type { Manifest } from './manifest.js';

/** npm's order of a project's own scripts at its install. */
const LIFECYCLE = ['preinstall', 'install', 'postinstall', 'prepare'];

/** A program by itself or by what runs programs of packages. */
const RUN = /^(?:npx|bunx|yarn|pnpm exec|pnpm dlx|yarn exec|yarn dlx|npm exec(?: --)?) (?:-\S+ )*/;

/** Programs that need no source, or do what the framework's build does anyway. */
const SOURCELESS =
  /^(?:husky|lefthook|simple-git-hooks|pre-commit|git|only-allow|check-node-version|is-ci|is-git-repo|patch-package|prisma generate|svelte-kit sync|nuxt prepare|nuxi prepare|astro sync|react-router typegen|next typegen|electron-builder|playwright install|echo|exit|true|:)(?:$|[ @])/;

/** The commands of a script, without the variables before them. */
const commands = (script: string): readonly string[] =>
  readCommands(script).map(({ words }) =>
    words
      .join(' ')
      .replace(/^(?:cross-env )?(?:\w+=\S* )+/, '')
      .replace(RUN, ''),
  );

/** The script that `node scripts/check.mjs` runs, where it lies in the folder. */
function nodeFile(folder: Folder, command: string): string | undefined {
  const [program, file = ''] = command.split(' ');
  return program === 'node' && /\.[cm]?js$/.test(file) && folder.read(file) !== undefined ? file : undefined;
}

/** A file that reads no other of the project, as far as its imports tell. */
const standsAlone = (folder: Folder, file: string): boolean => !/["'`]\.{1,2}\//.test(folder.read(file) ?? '');

const scriptsOf = (manifest: Manifest): readonly (readonly [string, readonly string[]])[] =>
  LIFECYCLE.map((name) => [name, commands(manifest.scripts.get(name) ?? '')] as const);

/** What those of the project's own scripts read that run at the install: the schema for `prisma generate`. */
export function atInstall(folder: Folder, manifest: Manifest): readonly string[] {
  const all = scriptsOf(manifest).flatMap(([, parts]) => parts);
  const files = all.flatMap((part) => nodeFile(folder, part) ?? []);
  const isPrisma = all.some((part) => part.startsWith('prisma generate'));
  const config = folder.list().filter((file) => file.startsWith('prisma.config.') || file.endsWith('.prisma'));
  return [...files, ...(isPrisma ? config : [])];
}

/** Scripts of the project's own install that make something of its source: they can only run when it is there. */
export function ownScripts(folder: Folder, manifest: Manifest): readonly string[] {
  return scriptsOf(manifest)
    .filter(([, parts]) =>
      parts.some((part) => {
        const file = nodeFile(folder, part);
        return file === undefined ? !SOURCELESS.test(part) : !standsAlone(folder, file);
      }),
    )
    .map(([name]) => name);
}
