import { posix } from 'node:path';
import type { Install } from '../detect/fact-values.js';
import type { PackageManager } from '../detect/facts.js';
import { PIPENV, POETRY, POETRY_EXPORT } from '../versions.js';
import type { Image } from './model.js';
import { word } from './packages.js';
import { bind, CREATE_VENV, PIP, PIP_CACHE, SOURCE, UNLOCK, UV_CACHE } from './python-environment.js';
import { chosen, pyproject, requirements } from './python-requirements.js';
import type { BuildStep } from './stack-builds.js';

/** Requirements that no hash can be checked of: folders, and what comes from version control. */
const DIRECT = String.raw`^-e |^\.|^(git|hg|svn)\+| @ (git\+|file:)`;

const tool = (name: string, version: string): string =>
  `python -m venv /opt/${name} && /opt/${name}/bin/pip install ${name}==${version}`;

/** Where the lock file lies, when that is not the service's folder, in which the stage works. */
const lockFolder = (image: Image, root: string): Pick<BuildStep, 'workdir'> => {
  const workdir = posix.join(SOURCE, image.folder, root).replace(/(?<=.)\/$/, '');
  return workdir === image.workdir ? {} : { workdir };
};

/** Two installs of one list: pip refuses a file in which some lines have hashes and others cannot. */
const split = (list: string): readonly string[] => [
  `(grep --invert-match --extended-regexp '${DIRECT}' ${list} || true) > /tmp/locked.txt`,
  `(grep --extended-regexp '${DIRECT}' ${list} || true) > /tmp/direct.txt`,
];
const INSTALL_BOTH = ['locked', 'direct'].map((name) => `${PIP} --no-deps --requirement /tmp/${name}.txt`);

/**
 * Steps that install the locked run-time dependencies, and never the service itself: the layer then changes with the
 * lock file alone. Each manager refuses a lock file that does not match its manifest. `selected` are those packages of
 * a requirements file that are installed, where not all are.
 */
export function installSteps(
  manager: PackageManager,
  install: Install | undefined,
  image: Image,
  selected?: readonly string[],
): readonly BuildStep[] {
  if (install === undefined || install.files.length === 0) return [{ mounts: [], commands: [CREATE_VENV] }];
  return selected === undefined ? dependencies(manager, install, image) : chosen(install, image, selected);
}

function dependencies(manager: PackageManager, install: Install, image: Image): readonly BuildStep[] {
  const files = bind(install.files, image, SOURCE);
  // A folder of its own, beside the service or above it, holds the manifest.
  const inRoot = lockFolder(image, install.root ?? '.');
  switch (manager) {
    case 'uv': {
      if (install.lock === undefined && install.member === undefined) return pyproject(install, files);
      const member = install.member === undefined ? '' : ` --package ${word(install.member)}`;
      // Members that this one depends on are installed like any package; without them nothing of the workspace is.
      const members = (install.local ?? []).length > 0;
      const project =
        install.member === undefined || members
          ? `--no-install-project${members ? ' --no-editable' : ''}`
          : '--no-install-workspace';
      const locked = install.lock === undefined ? '' : ' --locked';
      const sync = `uv sync${locked} --no-dev ${project}${member}`;
      return [{ ...inRoot, mounts: [UV_CACHE, ...files], commands: [CREATE_VENV, sync, UNLOCK] }];
    }
    case 'poetry':
      return [
        {
          mounts: [PIP_CACHE],
          commands: [`${tool('poetry', POETRY)} poetry-plugin-export==${POETRY_EXPORT}`, CREATE_VENV],
        },
        {
          ...inRoot,
          mounts: [PIP_CACHE, ...files],
          commands: [
            // The check also wants files, such as a README, that no install needs: only what it says of the lock counts.
            ...(install.lock === undefined ? ['/opt/poetry/bin/poetry lock'] : []),
            '{ /opt/poetry/bin/poetry check --lock > /tmp/check.txt 2>&1 || ! grep poetry.lock /tmp/check.txt; }',
            '/opt/poetry/bin/poetry export --only main --output /tmp/all.txt',
            ...split('/tmp/all.txt'),
            ...INSTALL_BOTH,
          ],
        },
      ];
    case 'pdm': {
      if (install.lock === undefined) return pyproject(install, files);
      const script = posix.join(SOURCE, image.folder, 'deploy/build/pdm_lock.py');
      return [
        {
          ...inRoot,
          mounts: [PIP_CACHE, ...files, ...bind(['deploy/build/pdm_lock.py'], image, SOURCE)],
          commands: [CREATE_VENV, `python ${word(script)} . /tmp`, ...INSTALL_BOTH],
        },
      ];
    }
    case 'pipenv':
      return [
        { mounts: [PIP_CACHE], commands: [tool('pipenv', PIPENV), CREATE_VENV] },
        {
          ...inRoot,
          mounts: [PIP_CACHE, ...files],
          commands: [
            `/opt/pipenv/bin/pipenv ${install.lock === undefined ? 'lock' : 'verify'}`,
            '/opt/pipenv/bin/pipenv requirements --hash > /tmp/all.txt',
            ...split('/tmp/all.txt'),
            ...INSTALL_BOTH,
          ],
        },
      ];
    default:
      return requirements(install, image, files);
  }
}

/**
 * The project as a link to its source, which the final stage holds at the same path, where the code or a requirements
 * file asks for it: an edit of the source leaves what is installed as it is. The mount is writable for what a build
 * backend leaves there; nothing of it is kept. A version taken from git tags has none to read here.
 */
export function itselfStep(manager: PackageManager, install: Install | undefined, image: Image): BuildStep | undefined {
  if (install?.selfPackage !== true) return undefined;
  const place = posix.join(SOURCE, image.folder, install.member === undefined ? (install.root ?? '.') : '.');
  const at = place.replace(/(?<=.)\/$/, '');
  const extras = (install.selfExtras ?? []).length > 0 ? `[${install.selfExtras?.join(',')}]` : '';
  const closed = manager !== 'pip' || install.lock !== undefined ? ' --no-deps' : '';
  return {
    mounts: [PIP_CACHE, `type=bind,source=.,target=${SOURCE},rw`],
    commands: [`SETUPTOOLS_SCM_PRETEND_VERSION=0 ${PIP}${closed} --editable ${word(at + extras)}`],
  };
}
