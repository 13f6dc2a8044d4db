import { parse } from 'smol-toml';
import type { Folder } from '../folder.js';
import { isRecord } from '../launch/yaml.js';
import { normaliseName, type Requirement, readRequirement } from './names.js';

/** What a pyproject.toml says about packaging. */
export interface Project {
  readonly file: string;
  readonly text: string;
  readonly name?: string;
  readonly requiresPython?: { readonly text: string; readonly key: string };
  /** Run-time dependencies of [project] or [tool.poetry]. */
  readonly dependencies: readonly Requirement[];
  /** [project] or [tool.poetry] is there: more than a place for tool settings. */
  readonly isProject: boolean;
  /** The file names its dependencies itself, even if none. */
  readonly declares: boolean;
  /** Requirements files from which setuptools takes the dependencies. */
  readonly dynamicFiles: readonly string[];
  readonly backend: string;
  readonly tools: ReadonlySet<string>;
  /** [tool.uv.workspace] */
  readonly workspace?: { readonly members: readonly string[]; readonly exclude: readonly string[] };
  /** Local path dependencies, relative to the file's folder. */
  readonly local: readonly string[];
  readonly managerVersion?: string;
  /** [project.scripts] or [tool.poetry.scripts]. */
  readonly hasScripts: boolean;
}

/** Reads a pyproject.toml; undefined when it is absent or does not parse. */
export function readProject(folder: Folder, file: string): Project | undefined {
  const text = folder.read(file);
  if (text === undefined) return undefined;
  let root: unknown;
  try {
    root = parse(text);
  } catch {
    return undefined;
  }
  const project = table(root, 'project');
  const tool = table(root, 'tool');
  const poetry = table(tool, 'poetry');
  const hasPoetry = Object.keys(poetry).length > 0 && (poetry.name !== undefined || poetry.dependencies !== undefined);
  const listed = strings(project.dependencies).flatMap((one) => readRequirement(one) ?? []);
  const poetryTable = table(poetry, 'dependencies');
  const python = typeof poetryTable.python === 'string' ? { text: poetryTable.python, key: 'python' } : undefined;
  const requires = text_(project['requires-python']);
  const uv = table(tool, 'uv');
  const workspace = table(uv, 'workspace');
  const version = text_(poetry['requires-poetry']) ?? text_(uv['required-version']);
  const named = text_(project.name) ?? text_(poetry.name);
  const dynamic = table(table(table(tool, 'setuptools'), 'dynamic'), 'dependencies').file;
  return {
    file,
    text,
    ...(named === undefined ? {} : { name: named }),
    ...(requires !== undefined
      ? { requiresPython: { text: requires, key: 'requires-python' } }
      : python
        ? { requiresPython: python }
        : {}),
    dependencies: [...listed, ...readPoetryTable(poetryTable)],
    isProject: Object.keys(project).length > 0 || hasPoetry,
    declares: project.dependencies !== undefined || poetry.dependencies !== undefined,
    dynamicFiles: typeof dynamic === 'string' ? [dynamic] : strings(dynamic),
    backend: text_(table(root, 'build-system')['build-backend']) ?? '',
    tools: new Set(
      [...Object.keys(tool), ...(hasPoetry ? ['poetry'] : [])].filter((one) => one !== 'poetry' || hasPoetry),
    ),
    ...(Object.keys(workspace).length > 0
      ? { workspace: { members: strings(workspace.members), exclude: strings(workspace.exclude) } }
      : {}),
    local: [...poetryPaths(poetryTable), ...uvPaths(table(uv, 'sources'), listed)],
    ...(version === undefined ? {} : { managerVersion: version }),
    hasScripts: Object.keys(table(project, 'scripts')).length + Object.keys(table(poetry, 'scripts')).length > 0,
  };
}

/** Poetry's own table; optional entries belong to extras and are not installed by default. */
function readPoetryTable(entries: Readonly<Record<string, unknown>>): readonly Requirement[] {
  return Object.entries(entries).flatMap(([name, value]) => {
    const detail = isRecord(value) ? value : {};
    if (name.toLowerCase() === 'python' || detail.optional === true) return [];
    const range = typeof value === 'string' ? value : text_(detail.version);
    const version = /^={0,3}\s*(\d+(?:\.\d+){1,3}[\w.]*)$/.exec(range ?? '')?.[1];
    const extras = strings(detail.extras);
    return [
      {
        name: normaliseName(name),
        ...(version === undefined ? {} : { version }),
        ...(extras.length > 0 ? { extras } : {}),
      },
    ];
  });
}

function poetryPaths(entries: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.values(entries).flatMap((value) => (isRecord(value) ? (text_(value.path) ?? []) : []));
}

/** Sources count only for dependencies that are asked for. */
function uvPaths(sources: Readonly<Record<string, unknown>>, listed: readonly Requirement[]): readonly string[] {
  const names = new Set(listed.map((one) => one.name));
  return Object.entries(sources).flatMap(([name, value]) => {
    const path = isRecord(value) ? text_(value.path) : undefined;
    return path !== undefined && names.has(normaliseName(name)) ? [path] : [];
  });
}

/** The 1-based line on which a key of the file stands. */
export function lineOfKey(text: string, key: string): number {
  const line = text.split('\n').findIndex((one) => one.trim().startsWith(key));
  return Math.max(1, line + 1);
}

export function table(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const inner = isRecord(value) ? value[key] : undefined;
  return isRecord(inner) ? inner : {};
}

export function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function text_(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
