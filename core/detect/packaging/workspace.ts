import type { Folder } from '../folder.js';
import { matchPath } from '../glob.js';
import { ancestors } from '../launch/paths.js';
import { type Project, readProject } from './pyproject.js';

/** A uv workspace above the service that counts it as a member. */
export interface Workspace {
  /** Its root relative to the service folder. */
  readonly root: string;
  readonly project: Project;
  /** The service folder relative to the root. */
  readonly member: string;
}

/** The nearest uv workspace above that takes the folder in; one that excludes it is passed over. */
export function findWorkspace(folder: Folder): Workspace | undefined {
  for (const root of ancestors(folder)) {
    const project = readProject(folder, `${root}/pyproject.toml`);
    if (!project?.workspace) continue;
    const ups = root.split('/').length;
    const member = folder.path.split('/').slice(-ups).join('/');
    const { members, exclude } = project.workspace;
    const matches = (patterns: readonly string[]): boolean =>
      patterns.some((one) => matchPath(one.replace(/^\.\//, '').replace(/\/+$/, '').split('/'), member.split('/')));
    if (matches(members) && !matches(exclude)) return { root, project, member };
  }
  return undefined;
}
