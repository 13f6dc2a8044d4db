import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const SKIP = /^(?:\.|node_modules$|deploy$|tests?$|__pycache__$|dist$|build$)/;
const ENTRIES = ['main', 'index', 'App', 'app', 'entry', 'page', 'hooks', 'root', 'server', '+layout', '+page'];

/** One statement that reaches the image: a comment would not survive a bundler. */
const LINES: readonly { readonly file: RegExp; readonly line: string }[] = [
  { file: /\.py$/, line: "EDITED = 'by the proof'" },
  { file: /\.[cm]?[jt]sx?$/, line: 'Object.assign(globalThis, { edited: 1 });' },
  { file: /\.(?:astro|vue|svelte)$/, line: '<p>Edited by the proof.</p>' },
];

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIP.test(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesOf(path) : entry.isFile() ? [path] : [];
  });
}

/** The source file that a person would most likely edit: that of the app, or a site's entry; `/` in the path. */
function sourceOf(folder: string, app: string | undefined): string | undefined {
  const files = filesOf(folder)
    .map((path) => relative(folder, path).split(sep).join('/'))
    .sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
  if (app !== undefined) {
    const module = (app.split(':')[0] ?? '').replace(/\.py$/, '').replace(/^\.\//, '');
    const path = module.includes('/') ? module : module.replaceAll('.', '/');
    const ends = [`${path}.py`, `${path}/__init__.py`];
    const found = files.find((file) => ends.some((end) => file === end || file.endsWith(`/${end}`)));
    if (found !== undefined) return found;
  }
  const code = files.filter(
    (file) => /\.[cm]?[jt]sx?$/.test(file) && !/\.d\.ts$|config\.|\.(?:test|spec)\./.test(file),
  );
  const pages = files.filter((file) => /\.(?:astro|vue|svelte)$/.test(file));
  const named = (name: string) => code.find((file) => (file.split('/').at(-1) ?? '').replace(/\..*$/, '') === name);
  return (
    ENTRIES.map(named).find((file) => file !== undefined) ??
    code[0] ??
    pages[0] ??
    files.find((file) => file.endsWith('.py'))
  );
}

/** Adds one line to a source file of the service; its path, or an Error where there is none to edit. */
export function editOneLine(folder: string, app: string | undefined, named?: string): string {
  const file = named ?? sourceOf(folder, app);
  const line = LINES.find((each) => file !== undefined && each.file.test(file))?.line;
  if (file === undefined || line === undefined || !existsSync(join(folder, file)))
    throw new Error(`no source file to edit${named === undefined ? '' : `: ${named}`}`);
  appendFileSync(join(folder, file), `\n${line}\n`);
  return file;
}
