import { posix } from 'node:path';
import type { Dependency, Facts, Install } from '../detect/facts.js';
import type { Answers } from '../options.js';
import { DEBIAN, HISHEL, PDM, PIPENV, POETRY, POETRY_EXPORT, UV_IMAGE } from '../versions.js';
import type { BuildStep, Image, PythonBuild, Runtime } from './model.js';

/** Where the locked packages and those of deploy/runtime lie in the image. */
export const VENV = '/opt/venv';
export const RUNTIME_PACKAGES = '/opt/runtime';

/** Working folder of the build stage; it has the layout of the context. */
const BUILD = '/build';

const cache = (target: string): string => `type=cache,target=${target}`;
const PIP_CACHE = cache('/root/.cache/pip');
const UV_CACHE = cache('/root/.cache/uv');
const CREATE_VENV = `python -m venv --without-pip ${VENV}`;
/** Bytecode holds the time of its source: two builds would differ, and a read-only root cannot renew it. */
const PIP = `pip --python ${VENV}/bin/python install --no-compile`;
/** uv leaves its lock behind, writable by everybody. */
const UNLOCK = `rm -f ${VENV}/.lock`;
/** pdm installs into the environment that is active; it runs from one of its own. */
const ACTIVE = `VIRTUAL_ENV=${VENV} PATH=${VENV}/bin:$PATH`;

/** Files of the install, as paths inside the build context. */
function bind(install: Install, image: Image): readonly string[] {
  return install.files.map((file) => {
    const path = posix.normalize(posix.join(image.folder, file));
    return `type=bind,source=${path},target=${posix.join(BUILD, path)}`;
  });
}

/** Where a step runs, when that is not the working folder of the stage. */
const workdir = (folder: string): Pick<BuildStep, 'workdir'> => {
  const at = posix.join(BUILD, folder).replace(/\/$/, '');
  return at === BUILD ? {} : { workdir: at };
};

const tool = (name: string, version: string): string =>
  `python -m venv /opt/${name} && /opt/${name}/bin/pip install ${name}==${version}`;

/**
 * Steps that install the locked run-time dependencies, and never the service itself: the layer then changes with the
 * lock file alone. Each manager refuses a lock file that does not match its manifest.
 */
function steps(manager: Answers['package-manager'], install: Install | undefined, image: Image): readonly BuildStep[] {
  if (install === undefined || install.files.length === 0) return [{ mounts: [], commands: [CREATE_VENV] }];
  const files = bind(install, image);
  const inFolder = workdir(image.folder);
  const inRoot = workdir(posix.join(image.folder, install.root ?? '.'));
  switch (manager) {
    case 'uv': {
      if (install.lock === undefined) return pyproject(install, files, inFolder);
      const member = install.member === undefined ? '' : ` --package ${install.member}`;
      const project = install.member === undefined ? '--no-install-project' : '--no-install-workspace';
      return [
        {
          ...inRoot,
          mounts: [UV_CACHE, ...files],
          commands: [CREATE_VENV, `uv sync --locked --no-dev ${project}${member}`, UNLOCK],
        },
      ];
    }
    case 'poetry':
      return [
        {
          mounts: [PIP_CACHE],
          commands: [`${tool('poetry', POETRY)} poetry-plugin-export==${POETRY_EXPORT}`, CREATE_VENV],
        },
        {
          ...inFolder,
          mounts: [PIP_CACHE, ...files],
          commands: [
            // A stale lock file is refused by name before pip obeys it to the letter.
            '/opt/poetry/bin/poetry check --lock',
            '/opt/poetry/bin/poetry export --only main --output /tmp/requirements.txt',
            `${PIP} --requirement /tmp/requirements.txt`,
          ],
        },
      ];
    case 'pdm':
      return [
        { mounts: [PIP_CACHE], commands: [`${tool('pdm', PDM)} hishel==${HISHEL}`, CREATE_VENV] },
        {
          ...inFolder,
          mounts: [cache('/root/.cache/pdm'), ...files],
          commands: [`${ACTIVE} /opt/pdm/bin/pdm install --check --prod --no-self --no-editable`],
        },
      ];
    case 'pipenv':
      return [
        { mounts: [PIP_CACHE], commands: [tool('pipenv', PIPENV), CREATE_VENV] },
        {
          ...inFolder,
          mounts: [PIP_CACHE, ...files],
          commands: [
            '/opt/pipenv/bin/pipenv verify',
            '/opt/pipenv/bin/pipenv requirements --hash > /tmp/requirements.txt',
            `${PIP} --requirement /tmp/requirements.txt`,
          ],
        },
      ];
    default:
      return requirements(install, files, inFolder);
  }
}

/** Only what a `-r` would name on the command line: includes and constraints are named by the files themselves. */
function requirements(
  install: Install,
  files: readonly string[],
  inFolder: Pick<BuildStep, 'workdir'>,
): readonly BuildStep[] {
  const first = install.files[0] ?? '';
  if (posix.basename(first) === 'pyproject.toml') return pyproject(install, files, inFolder);
  return [{ ...inFolder, mounts: [PIP_CACHE, ...files], commands: [CREATE_VENV, `${PIP} --requirement ${first}`] }];
}

/** A pyproject.toml without a lock file: its dependencies without the project, which pip cannot do and uv can. */
function pyproject(
  install: Install,
  files: readonly string[],
  inFolder: Pick<BuildStep, 'workdir'>,
): readonly BuildStep[] {
  const manifest = install.files.find((file) => posix.basename(file) === 'pyproject.toml') ?? 'pyproject.toml';
  return [
    {
      ...inFolder,
      mounts: [UV_CACHE, ...files],
      commands: [CREATE_VENV, `uv pip install --python ${VENV}/bin/python --requirement ${manifest}`, UNLOCK],
    },
  ];
}

/** Debian packages that building a source distribution needs, by the dependency that has no wheel. */
const BUILD_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  psycopg2: ['gcc', 'libc6-dev', 'libpq-dev'],
  mysqlclient: ['gcc', 'libc6-dev', 'libmariadb-dev', 'pkg-config'],
  uwsgi: ['gcc', 'libc6-dev'],
  'python-ldap': ['gcc', 'libc6-dev', 'libldap-dev', 'libsasl2-dev'],
  pycairo: ['gcc', 'libc6-dev', 'libcairo2-dev', 'pkg-config'],
};

const bySource = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const buildPackages = (dependencies: readonly Dependency[], install: Install | undefined): readonly string[] => {
  const needed = new Set(dependencies.flatMap((dependency) => BUILD_PACKAGES[dependency.name] ?? []));
  if (install?.files.some((file) => file.endsWith('.git')) === true) needed.add('git');
  return [...needed].sort(bySource);
};

/** The image of a Python service. `prefix` is the mirror of the base images, empty or with a slash at its end. */
export function pythonBuild(
  answers: Answers,
  facts: Facts,
  image: Image,
  runtime: Runtime | undefined,
  prefix: string,
): PythonBuild {
  const install = facts.install?.value;
  const manager = answers['package-manager'];
  const installSteps = steps(manager, install, image);
  const usesUv = installSteps.some((step) => step.commands.some((command) => /^uv /.test(command)));
  const roots = facts.importRoots?.value ?? ['.'];
  const pythonPath = roots.map((root) => posix.join(image.workdir, root).replace(/(.)\/$/, '$1'));
  return {
    stack: 'python',
    base: `${prefix}python:${answers['python-version']}-slim-${DEBIAN}`,
    version: answers['python-version'],
    manager,
    install: installSteps,
    ...(runtime !== undefined && runtime.packages.length > 0 ? { runtimeInstall: runtimeInstall(image) } : {}),
    systemPackages: facts.systemPackages?.value ?? [],
    buildPackages: buildPackages(facts.dependencies?.value ?? [], install),
    pythonPath,
    localPackages: (install?.local ?? []).map((path) => posix.normalize(posix.join(image.folder, path))),
    ...(usesUv ? { uv: `${prefix}${UV_IMAGE}` } : {}),
    environment: [
      ['PATH', `${VENV}/bin:$PATH`],
      ['PYTHONPATH', pythonPath.join(':')],
      // The root file system is read-only: a .pyc could not be written. Logs must not wait in a buffer.
      ['PYTHONDONTWRITEBYTECODE', '1'],
      ['PYTHONUNBUFFERED', '1'],
      ['PORT', String(answers.port)],
    ],
  };
}

function runtimeInstall(image: Image): BuildStep {
  const source = posix.normalize(posix.join(image.folder, 'deploy/runtime/requirements.txt'));
  return {
    mounts: [PIP_CACHE, `type=bind,source=${source},target=/tmp/runtime.txt`],
    commands: [`${PIP} --require-hashes --no-deps --target ${RUNTIME_PACKAGES} --requirement /tmp/runtime.txt`],
  };
}
