import { posix } from 'node:path';
import type { Facts } from '../detect/facts.js';
import { Failure } from '../errors.js';
import type { Answers } from '../options.js';
import { DEBIAN, DISTROLESS_IMAGE, UV_IMAGE } from '../versions.js';
import type { Image, Runtime } from './model.js';
import { nativePackages } from './native.js';
import { PIP, PIP_CACHE, VENV } from './python-environment.js';
import { installSteps, itselfStep } from './python-install.js';
import { selectedWords } from './python-selection.js';
import type { BuildStep, PythonBuild } from './stack-builds.js';
import { cacheEnvironment } from './writable.js';

/** Where those of deploy/runtime lie in the build stage. */
export const RUNTIME_PACKAGES = '/opt/runtime';

const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort((a, b) => (a < b ? -1 : 1));

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
  const steps = installSteps(manager, install, image, selectedWords(answers, facts));
  const itself = itselfStep(manager, install, image);
  const usesUv = steps.some((step) => step.commands.some((command) => /^uv /.test(command)));
  const python = answers['python-version'];
  const dependencies = facts.dependencies?.value ?? [];
  const native = nativePackages(dependencies, python);
  const systemPackages = sorted([...(facts.systemPackages?.value ?? []), ...native.run]);
  const distroless = answers.base === 'distroless';
  // Programs and data files of a Debian package cannot be told from its libraries' needs: only libraries are copied.
  const own = facts.systemPackages?.value ?? [];
  if (distroless && own.length > 0) {
    throw new Failure(`--base distroless: the service needs ${own.join(', ')}, which a distroless image cannot hold`, {
      code: 'distroless-packages',
      file: '--base',
      hint: 'take --base slim',
    });
  }
  const roots = facts.importRoots?.value ?? ['.'];
  const pythonPath = roots.map((root) => posix.join(image.workdir, root).replace(/(.)\/$/, '$1'));
  return {
    stack: 'python',
    secrets: [],
    base: `${prefix}python:${python}-slim-${DEBIAN}`,
    ...(distroless
      ? { final: `${answers['base-registry'] === undefined ? 'gcr.io/' : prefix}${DISTROLESS_IMAGE}` }
      : {}),
    libraries: `/usr/lib/${image.platform === 'linux/arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`,
    version: python,
    manager,
    install: steps,
    ...(itself === undefined ? {} : { itself }),
    ...(runtime !== undefined && runtime.packages.length > 0 ? { runtimeInstall: runtimeInstall(image) } : {}),
    finish: finishStep(image),
    systemPackages,
    buildPackages: sorted([...native.build, ...(install?.git === true ? ['git'] : [])]),
    pythonPath,
    localPackages: (install?.local ?? [])
      .filter((path) => path !== '.')
      .map((path) => posix.normalize(posix.join(image.folder, path))),
    ...(usesUv ? { uv: `${prefix}${UV_IMAGE}` } : {}),
    environment: [
      ['PATH', `${VENV}/bin:$PATH`],
      ['PYTHONPATH', pythonPath.join(':')],
      // The root file system is read-only: a .pyc could not be written. Logs must not wait in a buffer.
      ['PYTHONDONTWRITEBYTECODE', '1'],
      ['PYTHONUNBUFFERED', '1'],
      ...(distroless ? ([['LD_LIBRARY_PATH', '/usr/local/lib']] as const) : []),
      ...cacheEnvironment(dependencies),
      // The address to listen on: of the platform, and some settings cannot be made without it.
      ...(isAsked(facts, 'HOST') ? ([['HOST', '0.0.0.0']] as const) : []),
      // A job opens no port.
      ...(runtime?.protocol === 'job' ? [] : ([['PORT', String(answers.port)]] as const)),
    ],
  };
}

/** A variable that the code cannot start without, unless it means something else by the name. */
const isAsked = (facts: Facts, wanted: string): boolean =>
  (facts.variables?.value ?? []).some(({ name, required, captures }) => name === wanted && required && !captures);

function runtimeInstall(image: Image): BuildStep {
  const source = posix.normalize(posix.join(image.folder, 'deploy/runtime/requirements.txt'));
  return {
    mounts: [PIP_CACHE, `type=bind,source=${source},target=/tmp/runtime.txt`],
    commands: [`${PIP} --require-hashes --no-deps --target ${RUNTIME_PACKAGES} --requirement /tmp/runtime.txt`],
  };
}

/**
 * Wheels with debug information are common (uvloop, asyncpg, zstandard: nine tenths of their size), and none needs it;
 * a start that compiles what it loads of hundreds of megabytes takes twice as long as one that does not.
 */
function finishStep(image: Image): BuildStep {
  const source = posix.normalize(posix.join(image.folder, 'deploy/build/finish_packages.py'));
  return {
    mounts: [`type=bind,source=${source},target=/tmp/finish_packages.py`],
    commands: [`python /tmp/finish_packages.py ${VENV} ${RUNTIME_PACKAGES}`],
  };
}
