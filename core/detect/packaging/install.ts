import { parse } from 'smol-toml';
import type { Remark } from '../detection.js';
import type { Install } from '../fact-values.js';
import type { Folder } from '../folder.js';
import { joinPath, normalise } from '../launch/paths.js';
import { isRecord } from '../launch/yaml.js';
import { planPip } from './install-pip.js';
import { type Closure, readPdmLock, readPipfileLock, readPoetryLock, readUvLock } from './locks.js';
import type { Managed } from './manager.js';
import { mergeDependencies, normaliseName, type Requirement, toDependency } from './names.js';
import { GIT_SOURCE, listed, type Plan } from './plan.js';
import { table } from './pyproject.js';
import { indexHosts, type Requirements } from './requirements.js';
import { neededMembers } from './workspace.js';

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
    // A lock file names them; without one the manifests do.
    ...(workspace && closure === undefined ? neededMembers(folder, workspace, direct) : []),
  ].map((path) => normalise(folder, path));
  const places = [...new Set(local)].filter((path) => path !== place && path !== '.').sort();
  const files = [
    ...(workspace ? [joinPath(root, 'pyproject.toml')] : []),
    manifest,
    ...(lock === undefined ? [] : [lock]),
    ...places.map((path) => joinPath(path, 'pyproject.toml')),
    ...(workspace?.manifests ?? []),
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

/** Hosts in the tables of package sources that uv, Poetry, PDM and Pipenv read. */
function sourceHosts(text: string): readonly string[] {
  const tables = text
    .split(/^(?=\[)/m)
    .filter((one) => /^\[\[(?:tool\.(?:uv\.index|poetry\.source|pdm\.source)|source)\]\]/.test(one));
  return [...new Set(tables.flatMap((one) => one.split('\n').flatMap(indexHosts)))];
}

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
