import { parse } from 'smol-toml';
import type { Remark } from '../detection.js';
import type { Dependency, Install } from '../fact-values.js';
import type { Folder } from '../folder.js';
import { joinPath, normalise } from '../launch/paths.js';
import { isRecord } from '../launch/yaml.js';
import { type Closure, readPdmLock, readPipfileLock, readPoetryLock, readUvLock } from './locks.js';
import type { Managed } from './manager.js';
import { mergeDependencies, normaliseName, type Requirement, toDependency } from './names.js';
import { readProject, table } from './pyproject.js';
import { indexHosts, type Requirements } from './requirements.js';

/** What the install reads, what it brings, and what is wrong with it. */
export interface Plan {
  readonly install: Install;
  readonly dependencies: readonly Dependency[];
  readonly locked: boolean;
  readonly remarks: readonly Remark[];
}

/** Works out the install of a managed project. `requirements` is the chosen file, for pip. */
export function planInstall(folder: Folder, managed: Managed, requirements: Requirements | undefined): Plan {
  const manager = managed.manager.value;
  if (manager === 'pip') return planPip(folder, managed, requirements);
  return planLocked(
    folder,
    managed,
    manager === 'pipenv' ? readPipfile(folder, managed.place) : (managed.project?.dependencies ?? []),
  );
}

function planLocked(folder: Folder, managed: Managed, direct: readonly Requirement[]): Plan {
  const { place, project, workspace, lock } = managed;
  const manager = managed.manager.value;
  const root = workspace?.root ?? place;
  const manifest = joinPath(place, manager === 'pipenv' ? 'Pipfile' : 'pyproject.toml');
  const text = lock === undefined ? undefined : folder.read(lock);
  const member = workspace?.member ?? '.';
  const closure = text === undefined ? undefined : readLock(manager, text, project?.name, member, direct);
  const lockPlace = workspace ? root : place;
  const local = [
    ...(closure?.local ?? []).map((path) => joinPath(lockPlace, path)),
    ...(project?.local ?? []).map((path) => joinPath(place, path)),
  ].map((path) => normalise(folder, path));
  const places = [...new Set(local)].filter((path) => path !== place && path !== '.').sort();
  const files = [
    ...(workspace ? [joinPath(root, 'pyproject.toml')] : []),
    manifest,
    ...(lock === undefined ? [] : [lock]),
    ...places.map((path) => joinPath(path, 'pyproject.toml')),
  ].filter((file, i, all) => all.indexOf(file) === i && folder.read(file) !== undefined);
  const install: Install = {
    files,
    ...(lock === undefined ? {} : { lock }),
    ...(workspace && project?.name !== undefined ? { member: project.name } : {}),
    ...(root === '.' ? {} : { root }),
    ...(project?.managerVersion === undefined ? {} : { managerVersion: project.managerVersion }),
    ...(places.length > 0 ? { local: places } : {}),
    ...(GIT_SOURCE.test(text ?? project?.text ?? '') ? { git: true } : {}),
    ...listed('indexes', sourceHosts(folder.read(manifest) ?? '')),
  };
  const remarks: Remark[] = [];
  if (lock === undefined) {
    remarks.push({
      rule: 'lock-absent',
      file: manifest,
      line: 1,
      message: `no lock file: each build may install other versions (${lockCommand(manager)})`,
    });
  } else if (closure === undefined) {
    remarks.push({
      rule: 'lock-unreadable',
      file: lock,
      line: 1,
      message: `the lock file does not parse (${lockCommand(manager)})`,
    });
  } else if (closure.absent.length > 0) {
    remarks.push({
      rule: 'lock-stale',
      file: lock,
      line: 1,
      message: `older than ${manifest}: lacks ${closure.absent.join(', ')} (${lockCommand(manager)})`,
    });
  }
  const locked = closure !== undefined && closure.absent.length === 0;
  const dependencies = mergeDependencies([
    ...(closure?.dependencies ?? []),
    ...direct.filter((one) => !closure || closure.absent.includes(one.name)).map(toDependency),
  ]);
  return { install, dependencies, locked, remarks };
}

/** A dependency from a git repository, as lock files and manifests spell it. */
const GIT_SOURCE = /\bgit\+(?:https?|ssh|file)|\bgit = "|type = "git"|"git": "/;

/** Hosts in the tables of package sources that uv, Poetry, PDM and Pipenv read. */
function sourceHosts(text: string): readonly string[] {
  const tables = text
    .split(/^(?=\[)/m)
    .filter((one) => /^\[\[(?:tool\.(?:uv\.index|poetry\.source|pdm\.source)|source)\]\]/.test(one));
  return [...new Set(tables.flatMap((one) => one.split('\n').flatMap(indexHosts)))];
}

const listed = <K extends string>(name: K, values: readonly string[]): { readonly [key in K]?: readonly string[] } =>
  values.length > 0 ? ({ [name]: values } as { readonly [key in K]: readonly string[] }) : {};

function readLock(
  manager: string,
  text: string,
  name: string | undefined,
  member: string,
  direct: readonly Requirement[],
): Closure | undefined {
  if (manager === 'uv')
    return readUvLock(text, { ...(name === undefined ? {} : { name: normaliseName(name) }), folder: member }, direct);
  if (manager === 'poetry') return readPoetryLock(text, direct);
  if (manager === 'pdm') return readPdmLock(text, direct);
  return readPipfileLock(text, direct);
}

function lockCommand(manager: string): string {
  return `run \`${manager} lock\``;
}

function planPip(folder: Folder, managed: Managed, requirements: Requirements | undefined): Plan {
  const { place, project } = managed;
  const manifest = managed.manager.evidence[0]?.file ?? 'pyproject.toml';
  if (!requirements || requirements.files.length === 0) {
    const local = (project?.local ?? []).map((path) => normalise(folder, joinPath(place, path)));
    const files = ['pyproject.toml', 'setup.py', 'setup.cfg']
      .map((name) => joinPath(place, name))
      .filter((file) => folder.read(file) !== undefined);
    const remark: Remark = {
      rule: 'lock-absent',
      file: manifest,
      line: 1,
      message: 'no lock file: each build may install other versions',
    };
    return {
      install: {
        files,
        ...(place === '.' ? {} : { root: place }),
        ...(local.length > 0 ? { local } : {}),
        ...(GIT_SOURCE.test(project?.text ?? '') ? { git: true } : {}),
        // Neither a list in pyproject.toml nor a file that it names: only the project's build knows.
        ...(project?.declares === true ||
        (project !== undefined && !/\bdynamic\b/.test(project.text) && project.isProject)
          ? {}
          : { dynamic: true, selfPackage: true }),
      },
      dependencies: mergeDependencies((project?.dependencies ?? []).map(toDependency)),
      locked: false,
      remarks: [remark],
    };
  }
  const remarks: Remark[] = requirements.missing.map(({ path, file, line }) => ({
    rule: 'requirements-missing',
    file,
    line,
    message: `names ${path}, which is not in the repository`,
  }));
  const loose = requirements.entries.filter((entry) => entry.version === undefined && entry.url === undefined);
  if (loose.length > 0) {
    const first = loose[0];
    remarks.push({
      rule: 'requirements-loose',
      file: first?.file ?? manifest,
      line: first?.line ?? 1,
      message: `${loose.length} of ${requirements.entries.length} requirements name no exact version`,
    });
  }
  // A local project's own dependencies are installed with it.
  const inner = requirements.local.flatMap(
    (path) => readProject(folder, joinPath(path, 'pyproject.toml'))?.dependencies ?? [],
  );
  const local = requirements.local.filter((path) => path !== '.' && path !== place);
  // The project's own dependencies, where it lists them; else its build tells them.
  const dynamic =
    requirements.local.length > 0 && readProject(folder, joinPath(place, 'pyproject.toml'))?.declares === true
      ? [joinPath(place, 'pyproject.toml')]
      : [];
  return {
    install: {
      ...(requirements.roots === undefined ? {} : { roots: requirements.roots }),
      files: [...requirements.files, ...dynamic.filter((file) => !requirements.files.includes(file))],
      ...(requirements.isLocked ? { lock: requirements.files[0] ?? manifest } : {}),
      ...(place === '.' ? {} : { root: place }),
      ...(local.length > 0 ? { local } : {}),
      ...(requirements.selfExtras === undefined ? {} : { selfPackage: true, selfExtras: requirements.selfExtras }),
      ...(requirements.entries.some((entry) => /(?:^|@\s*)git\+/.test(entry.url ?? '')) ? { git: true } : {}),
      ...listed('indexes', requirements.indexes),
    },
    dependencies: mergeDependencies([...requirements.entries, ...inner].map(toDependency)),
    locked: requirements.isLocked,
    remarks,
  };
}

/** Names of [packages] in a Pipfile. */
function readPipfile(folder: Folder, place: string): readonly Requirement[] {
  try {
    const packages = table(parse(folder.read(joinPath(place, 'Pipfile')) ?? ''), 'packages');
    return Object.entries(packages).map(([name, value]) => {
      const range =
        typeof value === 'string' ? value : isRecord(value) && typeof value.version === 'string' ? value.version : '';
      const version = /^==\s*([\w.]+)$/.exec(range)?.[1];
      return { name: normaliseName(name), ...(version === undefined ? {} : { version }) };
    });
  } catch {
    return [];
  }
}
