import { posix } from 'node:path';
import type { Folder } from '../folder.js';
import { matchPath } from '../glob.js';
import { ancestors } from '../launch/paths.js';
import { normaliseName, type Requirement } from './names.js';
import { type Project, readProject } from './pyproject.js';

/** A uv workspace above the service that counts it as a member. */
export interface Workspace {
  /** Its root relative to the service folder. */
  readonly root: string;
  readonly project: Project;
  /** The service folder relative to the root. */
  readonly member: string;
  /** The manifests of all members, relative to the service folder: a lock file is only accepted with them. */
  readonly manifests: readonly string[];
}

/** Levels below the root in which members are looked for: `packages/backend/api`. */
const DEPTH = 4;

/** The nearest uv workspace above that takes the folder in; one that excludes it is passed over. */
export function findWorkspace(folder: Folder): Workspace | undefined {
  for (const root of ancestors(folder)) {
    const project = readProject(folder, `${root}/pyproject.toml`);
    if (!project?.workspace) continue;
    const ups = root.split('/').length;
    const member = folder.path.split('/').slice(-ups).join('/');
    const { members, exclude } = project.workspace;
    const matches = (patterns: readonly string[], place: string): boolean =>
      patterns.some((one) => matchPath(one.replace(/^\.\//, '').replace(/\/+$/, '').split('/'), place.split('/')));
    const isMember = (place: string): boolean => matches(members, place) && !matches(exclude, place);
    if (!isMember(member)) continue;
    const top = posix.join(folder.path, root);
    const manifests = folder
      .named(root, 'pyproject.toml', DEPTH)
      .filter((file) => isMember(posix.relative(top, posix.join(folder.path, posix.dirname(file)))))
      .sort();
    return { root, project, member, manifests };
  }
  return undefined;
}

/** Folders of the members that requirements name, and of those that these need in turn, relative to the service folder. */
export function neededMembers(
  folder: Folder,
  { manifests }: Workspace,
  direct: readonly Requirement[],
): readonly string[] {
  const projects = manifests.flatMap((file) => readProject(folder, file) ?? []);
  const found = new Set<string>();
  const open = [...direct];
  for (let wanted = open.pop(); wanted !== undefined; wanted = open.pop()) {
    const name = wanted.name;
    const project = projects.find((one) => one.name !== undefined && normaliseName(one.name) === name);
    if (project === undefined || found.has(project.file)) continue;
    found.add(project.file);
    open.push(...project.dependencies);
  }
  return [...found].map((file) => posix.dirname(file));
}
