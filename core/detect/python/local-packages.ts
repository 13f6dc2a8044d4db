import { parse } from 'smol-toml';
import type { Folder } from '../folder.js';
import { join } from './paths.js';

/**
 * Folders from which packages of the same repository are installed beside the service: projects below it, path
 * dependencies, and members of the workspace that its own manifest asks for. They are no import roots of the image;
 * what they hold is known only to follow the code.
 */
export function localPackages(folder: Folder): readonly string[] {
  const below = folder
    .list()
    .filter((file) => file.endsWith('/pyproject.toml') || file.endsWith('/setup.py'))
    .map((file) => file.slice(0, file.lastIndexOf('/')));
  const own = tables(folder.read('pyproject.toml'));
  const sources = Object.values(table(table(own.tool, 'uv').sources));
  const poetry = Object.values(table(table(own.tool, 'poetry').dependencies));
  const paths = [...sources, ...poetry].flatMap((source) => {
    const { path } = table(source);
    return typeof path === 'string' && !path.startsWith('/') ? [join('.', path)] : [];
  });
  // The sources of a member may be named in the workspace's own manifest, so every workspace above is looked at.
  const all = [...below, ...paths, ...members(folder)];
  return [...new Set(all.flatMap((at) => [join(at, 'src'), at]))];
}

/** Folders with a pyproject.toml in the nearest workspace above. */
function members(folder: Folder): readonly string[] {
  const depth = folder.path === '.' ? 0 : folder.path.split('/').length;
  for (let level = 1; level <= depth; level += 1) {
    const root = Array.from({ length: level }, () => '..').join('/');
    const manifest = tables(folder.read(`${root}/pyproject.toml`));
    if (table(manifest.tool, 'uv').workspace === undefined) continue;
    return folder
      .listAt(root, 4)
      .filter((file) => file.endsWith('/pyproject.toml') && file.startsWith('../'))
      .map((file) => file.slice(0, file.lastIndexOf('/')))
      .filter((at) => at !== root);
  }
  return [];
}

/** The name under which the project of a folder is published, as an index writes it. */
export function projectName(folder: Folder, at: string): string | undefined {
  const manifest = tables(folder.read(`${at}/pyproject.toml`));
  const name = table(manifest.project).name ?? table(manifest.tool, 'poetry').name;
  return typeof name === 'string' ? name.toLowerCase().replace(/[-_.]+/g, '-') : undefined;
}

function tables(text: string | undefined): Record<string, unknown> {
  try {
    return text === undefined ? {} : table(parse(text));
  } catch {
    return {};
  }
}

function table(value: unknown, key?: string): Record<string, unknown> {
  const own = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return key === undefined ? own : table(own[key]);
}
