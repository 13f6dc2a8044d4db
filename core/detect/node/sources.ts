import { posix } from 'node:path';
import type { Folder } from '../folder.js';
import type { Imported, Syntax } from '../parser.js';
import { MARKUP, partsOf } from './markup.js';
import { isScript, type Modules } from './modules.js';

/** Folders that never hold a part of the service, wherever they lie. */
const SKIPPED_FOLDERS = new Set([
  'node_modules',
  'test',
  'tests',
  '__tests__',
  '__test__',
  '__mocks__',
  'mocks',
  'e2e',
  'cypress',
  'playwright',
  'fixtures',
  'storybook',
  'remix.init',
]);
/** Names that are as usual for a part of the service further down: a page `/stories`, a feature `build`. */
const SKIPPED_AT_TOP = new Set([
  'dist',
  'build',
  'out',
  'coverage',
  'stories',
  'spec',
  'specs',
  'examples',
  'example',
  'testing',
]);
/** Second part of a file name that makes it no part of the service: `x.test.ts`, `x.stories.tsx`, `x.d.ts`. */
const SKIPPED_KINDS = new Set(['test', 'spec', 'stories', 'story', 'd', 'cy', 'e2e', 'min', 'mock', 'bench', 'setup']);

/** A piece of source as the parser gave it, and the file it is part of. */
export interface Piece {
  readonly file: string;
  readonly root: Syntax;
}

/** Hidden folders that hold sources all the same: VitePress' own, and the modules for one side of a React Router site. */
const HIDDEN_SOURCES: ReadonlySet<string> = new Set(['.vitepress', '.server', '.client']);

/** Whether a file is part of what the service runs or bundles: no test, story, declaration, tool or build output. */
export function isOwnSource(file: string): boolean {
  const parts = file.split('/');
  const name = parts.at(-1) ?? '';
  if (!isScript(file) && !MARKUP.has(posix.extname(file))) return false;
  if (SKIPPED_AT_TOP.has(parts[0] ?? '') || (parts[0] === 'src' && SKIPPED_AT_TOP.has(parts[1] ?? ''))) return false;
  if (
    parts.slice(0, -1).some((part) => SKIPPED_FOLDERS.has(part) || (part.startsWith('.') && !HIDDEN_SOURCES.has(part)))
  )
    return false;
  // Articles hold examples of code; a site of documents has its configuration in there.
  if ((parts[0] === 'content' || parts[0] === 'docs') && !parts.includes('.vitepress')) return false;
  const kinds = name.split('.').slice(1, -1);
  if (kinds.some((kind) => SKIPPED_KINDS.has(kind))) return false;
  const stem = name.split('.')[0] ?? '';
  return !(
    stem === 'setupTests' ||
    stem === 'jest' ||
    stem === 'vitest' ||
    stem === 'playwright' ||
    stem === 'cypress'
  );
}

/** Tools by the first part of their configuration's name. */
const TOOLS = new Set(
  (
    'vite vitest rollup rolldown webpack rspack rsbuild esbuild tsup tsdown babel postcss tailwind uno eslint prettier ' +
    'stylelint biome jest karma playwright cypress wdio next nuxt svelte astro remix react-router gatsby vue quasar ' +
    'drizzle prisma knip commitlint lint-staged plopfile storybook sentry i18n graphql codegen turbo nitro unocss'
  ).split(' '),
);

/** Configurations of tools at the top of the folder: `vite.config.ts`, `.eslintrc.cjs`. */
export function isToolFile(file: string): boolean {
  const name = posix.basename(file);
  const [stem = ''] = name.split('.config.');
  // Further down `app.config.ts` is as usual for a part of the service.
  if (file.includes('/')) return file.startsWith('scripts/') || (name.includes('.config.') && TOOLS.has(stem));
  return (
    name.includes('.config.') ||
    name.includes('rc.') ||
    name.startsWith('.') ||
    name.startsWith('gulpfile') ||
    name.startsWith('codegen')
  );
}

/** Own source files that hold one of the texts, parsed: markup gives up its scripts and expressions. */
export function* piecesWith(
  folder: Folder,
  modules: Modules,
  needles: readonly string[],
  only: (file: string) => boolean,
): Generator<Piece> {
  for (const file of folder.list()) {
    if (!only(file)) continue;
    const text = folder.read(file);
    if (text === undefined || !needles.some((needle) => text.includes(needle))) continue;
    yield* pieces(modules, file, text);
  }
}

/** The parsed parts of one file, wherever it lies in the repository. */
export function* piecesOf(modules: Modules, file: string): Generator<Piece> {
  const parsed = isScript(file) ? modules.get(file) : undefined;
  if (parsed !== undefined) yield { file, root: parsed.root };
  else if (MARKUP.has(posix.extname(file))) yield* pieces(modules, file, modules.folder.read(file) ?? '');
}

function* pieces(modules: Modules, file: string, text: string): Generator<Piece> {
  for (const part of partsOf(file, text)) {
    const parsed = modules.parse(part.text, part.as);
    if (parsed !== undefined) yield { file, root: parsed.root };
  }
}

/** The imports of a script, or of the scripts in a page of markup. */
export function importsOf(modules: Modules, file: string): readonly Imported[] {
  const text = modules.folder.read(file);
  const mayImport = ['import', 'require(', 'export'].some((word) => text?.includes(word) === true);
  if (text === undefined || !mayImport || (!isScript(file) && !MARKUP.has(posix.extname(file)))) return [];
  return [...partsOf(file, text)].flatMap((part) => modules.imports(part.text, part.as));
}

/** All nodes of a tree, parents before children; no recursion, whatever the nesting. */
export function* walk(root: Syntax): Generator<Syntax> {
  const open: Syntax[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    for (let index = node.children.length - 1; index >= 0; index -= 1) {
      const child = node.children[index];
      if (child !== undefined) open.push(child);
    }
  }
}
