import type { Evidence, Fact, PythonManager } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Build } from '../launch/builds.js';
import { ancestors, joinPath, lineText } from '../launch/paths.js';
import { lineOfKey, type Project, readProject } from './pyproject.js';
import { findWorkspace, type Workspace } from './workspace.js';

/** How the service's dependencies are managed and where its manifest lies. */
export interface Managed {
  readonly manager: Fact<PythonManager>;
  /** Folder of the manifest, relative to the service folder. */
  readonly place: string;
  readonly project?: Project;
  readonly workspace?: Workspace;
  /** Lock file, relative to the service folder. */
  readonly lock?: string;
}

const LOCKS: readonly (readonly [PythonManager, string])[] = [
  ['uv', 'uv.lock'],
  ['poetry', 'poetry.lock'],
  ['pdm', 'pdm.lock'],
  ['pipenv', 'Pipfile.lock'],
];

/**
 * The manager of the service: from its own folder, a uv workspace above that counts it as a member, or, where it has
 * no manifest of its own, the project in which the app lies (`home`) or the nearest folder above that has one. `requirements` says whether requirements files were
 * found, and where.
 */
export function findManager(
  folder: Folder,
  builds: readonly Build[],
  requirements: string | undefined,
  home: string,
): Managed | undefined {
  const own = manage(
    folder,
    '.',
    builds,
    requirements !== undefined && !requirements.startsWith('..') ? requirements : undefined,
  );
  if (own) return own;
  const inner =
    home === '.'
      ? undefined
      : manage(folder, home, builds, requirements?.startsWith(`${home}/`) ? requirements : undefined);
  if (inner) return inner;
  if (!folder.list().some((file) => file.endsWith('.py'))) return undefined;
  for (const above of ancestors(folder)) {
    const found = manage(
      folder,
      above,
      builds,
      requirements?.startsWith(`${above}/`) && !requirements.startsWith(`${above}/..`) ? requirements : undefined,
    );
    if (found) return found;
  }
  return undefined;
}

function manage(
  folder: Folder,
  place: string,
  builds: readonly Build[],
  requirements: string | undefined,
): Managed | undefined {
  const at = (name: string): string => joinPath(place, name);
  const project = readProject(folder, at('pyproject.toml'));
  const workspace = place === '.' && project?.isProject ? findWorkspace(folder) : undefined;
  const locks = LOCKS.filter(([, name]) => folder.read(at(name)) !== undefined && !isStray(folder, place, name));
  const claims: { manager: PythonManager; evidence: Evidence; weight: number; lock?: string }[] = [];
  const claim = (
    manager: PythonManager,
    file: string,
    key: string,
    rule: string,
    weight: number,
    lock?: string,
  ): void => {
    const text = folder.read(file) ?? '';
    const line = key === '' ? 1 : lineOfKey(text, key);
    claims.push({
      manager,
      weight,
      evidence: { file, line, rule, text: lineText(text, line) },
      ...(lock ? { lock } : {}),
    });
  };
  for (const [manager, name] of locks) {
    const claimed = manager === 'uv' || manager === 'pipenv' || project?.tools.has(manager) || project?.isProject;
    claim(manager, at(name), '', 'lock-file', claimed ? 50 : 20, at(name));
  }
  if (workspace) {
    const lock = joinPath(workspace.root, 'uv.lock');
    const hasLock = folder.read(lock) !== undefined;
    const file = hasLock ? lock : workspace.project.file;
    claim('uv', file, hasLock ? '' : '[tool.uv.workspace]', 'uv-workspace-member', 48, hasLock ? lock : undefined);
  }
  if (project) {
    const { tools, backend, file } = project;
    if (tools.has('poetry'))
      claim('poetry', file, '[tool.poetry', 'tool-poetry', backend.startsWith('poetry') ? 32 : 30);
    else if (backend.startsWith('poetry')) claim('poetry', file, 'build-backend', 'build-backend', 26);
    if (tools.has('pdm') || backend.startsWith('pdm'))
      claim('pdm', file, tools.has('pdm') ? '[tool.pdm' : 'build-backend', 'tool-pdm', 28);
    if (tools.has('uv') && project.isProject) claim('uv', file, '[tool.uv', 'tool-uv', 29);
    if (backend.startsWith('uv_build')) claim('uv', file, 'build-backend', 'build-backend', 29);
    if (project.isProject && (project.declares || requirements === undefined)) {
      claim('pip', file, '[project', 'pyproject-project', requirements === undefined ? 18 : 9);
    }
  }
  if (folder.read(at('Pipfile')) !== undefined) claim('pipenv', at('Pipfile'), '[packages]', 'pipfile', 24);
  if (requirements !== undefined) claim('pip', requirements, '', 'requirements-file', 22);
  const setups = [
    'setup.py',
    ...(/^\[(?:metadata|options)/m.test(folder.read(at('setup.cfg')) ?? '') ? ['setup.cfg'] : []),
  ];
  for (const name of setups)
    if (folder.read(at(name)) !== undefined) claim('pip', at(name), '', name.replace('.', '-'), 8);
  const used = usedManager(builds);
  // What the image really runs settles a tie between two sets of files, never against a single one.
  const scored = claims.map((one) => ({ ...one, score: one.weight + (one.manager === used ? 15 : 0) }));
  scored.sort((a, b) => b.score - a.score || (a.manager < b.manager ? -1 : 1));
  const best = scored[0];
  if (!best) return undefined;
  const others = scored.filter(
    (one, i) => one.manager !== best.manager && scored.findIndex((two) => two.manager === one.manager) === i,
  );
  const lock = scored.find((one) => one.manager === best.manager && one.lock !== undefined)?.lock;
  return {
    manager: {
      value: best.manager,
      confidence: best.weight >= 22 ? 'certain' : 'likely',
      evidence: scored.filter((one) => one.manager === best.manager).map((one) => one.evidence),
      others: others.map((one) => ({
        value: one.manager,
        evidence: [one.evidence],
        reason: `outranked by ${best.evidence.rule}`,
      })),
    },
    place,
    ...(project ? { project } : {}),
    ...(workspace && best.manager === 'uv' ? { workspace } : {}),
    ...(lock === undefined ? {} : { lock }),
  };
}

/** A lock file whose manifest lies above, not beside it: left there by a command run in the wrong folder. */
function isStray(folder: Folder, place: string, lock: string): boolean {
  const manifest = lock === 'Pipfile.lock' ? 'Pipfile' : 'pyproject.toml';
  if (place !== '.' || folder.read(manifest) !== undefined) return false;
  return ancestors(folder).some((above) => folder.read(joinPath(above, manifest)) !== undefined);
}

/** The manager whose own install command a Dockerfile of the service runs. */
function usedManager(builds: readonly Build[]): PythonManager | undefined {
  const text = (builds[0]?.stages ?? []).flatMap((stage) => stage.runs.map((run) => run.text)).join('\n');
  if (/\buv\s+sync\b/.test(text)) return 'uv';
  if (/\bpoetry\s+(?:install|sync)\b/.test(text)) return 'poetry';
  if (/\bpdm\s+(?:install|sync)\b/.test(text)) return 'pdm';
  if (/\bpipenv\s+(?:install|sync)\b/.test(text)) return 'pipenv';
  if (/\bpip[\d.]*\s+install\b[^&|;\n]*\s(?:-r|--requirement)/.test(text)) return 'pip';
  return undefined;
}
