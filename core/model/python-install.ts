import { posix } from 'node:path';
import type { Install } from '../detect/fact-values.js';
import type { PackageManager } from '../detect/facts.js';
import { PIPENV, POETRY, POETRY_EXPORT } from '../versions.js';
import type { Image } from './model.js';
import { word } from './packages.js';
import type { BuildStep } from './stack-builds.js';

/** Where the locked packages lie in the image, in both stages. */
export const VENV = '/opt/venv';
/** The context in both stages: what an editable install points at is there when the service runs. */
export const SOURCE = '/app';

const cache = (target: string): string => `type=cache,target=${target}`;
export const PIP_CACHE = cache('/root/.cache/pip');
const UV_CACHE = cache('/root/.cache/uv');
const CREATE_VENV = `python -m venv --without-pip ${VENV}`;
/** Bytecode adds half of a package's size and no start-up that can be measured. */
export const PIP = `pip --python ${VENV}/bin/python install --no-compile`;
/** Requirements that no hash can be checked of: folders, and what comes from version control. */
const DIRECT = String.raw`^-e |^\.|^(git|hg|svn)\+| @ (git\+|file:)`;
/** A requirement of the project itself in a requirements file, `-e .[api]`. */
const SELF = String.raw`^[[:space:]]*(-e|--editable)?[[:space:]=]*["']?\.\/?(\[[^]]*\])?["']?[[:space:]]*(#.*)?$`;

/** Files of the install as bind mounts below `target`; sources are paths inside the build context. */
function bind(files: readonly string[], image: Image, target: string): readonly string[] {
  return files.map((file) => {
    const path = posix.normalize(posix.join(image.folder, file));
    return `type=bind,source=${path},target=${posix.join(target, path)}`;
  });
}

/** uv leaves a lock of its own in the environment, which everybody may write. */
const UNLOCK = `rm -f ${VENV}/.lock`;

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
 * lock file alone. Each manager refuses a lock file that does not match its manifest.
 */
export function installSteps(
  manager: PackageManager,
  install: Install | undefined,
  image: Image,
): readonly BuildStep[] {
  if (install === undefined || install.files.length === 0) return [{ mounts: [], commands: [CREATE_VENV] }];
  return dependencies(manager, install, image);
}

function dependencies(manager: PackageManager, install: Install, image: Image): readonly BuildStep[] {
  const files = bind(install.files, image, SOURCE);
  // A folder of its own, beside the service or above it, holds the manifest.
  const inRoot = lockFolder(image, install.root ?? '.');
  switch (manager) {
    case 'uv': {
      if (install.lock === undefined) return pyproject(install, files);
      const member = install.member === undefined ? '' : ` --package ${word(install.member)}`;
      // Members that this one depends on are installed like any package; without them nothing of the workspace is.
      const members = (install.local ?? []).length > 0;
      const project =
        install.member === undefined || members
          ? `--no-install-project${members ? ' --no-editable' : ''}`
          : '--no-install-workspace';
      const sync = `uv sync --locked --no-dev ${project}${member}`;
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

const isRequirements = (install: Install): boolean =>
  !/(?:pyproject\.toml|setup\.(?:py|cfg))$/.test(install.files[0] ?? '');

/** Only what a `-r` would name on the command line: includes and constraints are named by the files themselves. */
function requirements(install: Install, image: Image, files: readonly string[]): readonly BuildStep[] {
  if (!isRequirements(install)) return pyproject(install, files);
  const named = (install.roots ?? install.files.slice(0, 1)).map((file) => `--requirement ${word(file)}`).join(' ');
  if (install.selfPackage !== true)
    return [{ mounts: [PIP_CACHE, ...files], commands: [CREATE_VENV, `${PIP} ${named}`] }];
  // The project itself is installed by the next step: here its own line is taken out of copies of the files.
  const lists = install.files.filter((file) => /\.(?:txt|in|lock)$/.test(file)).map(word);
  const manifest = install.files.find((file) => posix.basename(file) === 'pyproject.toml');
  const commands = [
    CREATE_VENV,
    `cp --recursive /tmp/manifests/. ${SOURCE}`,
    `sed --in-place --regexp-extended '/${SELF.replaceAll("'", `'\\''`)}/d' ${lists.join(' ')}`,
    `${PIP} ${named}`,
  ];
  const extras = (install.selfExtras ?? []).map((extra) => ` --extra ${word(extra)}`).join('');
  const own = uvInstall(manifest ?? '', extras);
  return [
    {
      mounts: [
        PIP_CACHE,
        ...(manifest === undefined ? [] : [UV_CACHE]),
        ...bind(install.files, image, '/tmp/manifests'),
      ],
      commands: manifest === undefined ? commands : [...commands, ...own],
    },
  ];
}

const uvInstall = (manifest: string, more = ''): readonly string[] => [
  `uv pip install --python ${VENV}/bin/python --requirement ${word(manifest)}${more}`,
  UNLOCK,
];

/** A pyproject.toml without a lock file: its dependencies without the project, which pip cannot do and uv can. */
function pyproject(install: Install, files: readonly string[]): readonly BuildStep[] {
  // Dependencies that only the project's own build can tell come with the project, in the next step.
  if (install.dynamic === true) return [{ mounts: [], commands: [CREATE_VENV] }];
  const manifest = install.files.find((file) => posix.basename(file) === 'pyproject.toml') ?? 'pyproject.toml';
  return [
    {
      mounts: [UV_CACHE, ...files],
      commands: [CREATE_VENV, ...uvInstall(manifest)],
    },
  ];
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
