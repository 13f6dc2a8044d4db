import type { Remark } from '../detection.js';
import type { Folder } from '../folder.js';
import { joinPath, normalise } from '../launch/paths.js';
import type { Managed } from './manager.js';
import { mergeDependencies, toDependency } from './names.js';
import { GIT_SOURCE, listed, type Plan } from './plan.js';
import { readProject } from './pyproject.js';
import type { Requirements } from './requirements.js';

/** The install by pip: of the chosen requirements files, else of the project itself. */
export function planPip(folder: Folder, managed: Managed, requirements: Requirements | undefined): Plan {
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
