import type { Install } from '../detect/fact-values.js';
import type { Answers } from '../options.js';
import { NODE_MANAGERS } from './stack.js';
import type { BuildStep, NodeBuild, PythonBuild, SiteBuild } from './stack-builds.js';
import { TORCH_INDEX } from './torch-notes.js';

/**
 * What a build may see and no layer keeps: a BuildKit secret, as a file below /run/secrets or in its own place.
 * Absent ones are no error unless `required`.
 */
export interface BuildSecret {
  readonly id: string;
  /** A variable of the builder's environment that holds it, or that names its file where it is not at `file`. */
  readonly variable: string;
  /** The file on the builder's machine; `~/` is the home folder. Absent: the variable holds the secret itself. */
  readonly file?: string;
  /** Where the build reads it; absent: in the environment of the command. */
  readonly target?: string;
  readonly required: boolean;
  /** Variables of the build stage that lead tools to it. */
  readonly environment?: readonly (readonly [string, string])[];
  /** For people: `credentials of npm.example.com`. */
  readonly what: string;
}

/** Each tool of a build has its own name for the file of trusted certificates. */
const CA_VARIABLES = [
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'NODE_EXTRA_CA_CERTS',
  'PIP_CERT',
  'REQUESTS_CA_BUNDLE',
  'SSL_CERT_FILE',
];

/** Files in which package managers look for credentials, the first in the form that all of Python's read. */
const CREDENTIALS = {
  netrc: { variable: 'NETRC', file: '~/.netrc', target: '/root/.netrc' },
  npmrc: { variable: 'NPM_CONFIG_USERCONFIG', file: '~/.npmrc', target: '/root/.npmrc' },
  yarnrc: { variable: 'YARNRC', file: '~/.yarnrc.yml', target: '/root/.yarnrc.yml' },
} as const;

/** The secrets that an install reads, from the package indexes that its files name, and what the answers ask for. */
export function buildSecrets(answers: Answers, install: Install | undefined): readonly BuildSecret[] {
  const { tokens = [], flavour } = install ?? {};
  const indexes = (install?.indexes ?? []).filter((host) => host !== TORCH_INDEX);
  const what = `credentials of ${indexes.length === 0 ? 'the registry' : indexes.join(', ')}`;
  const isNode = NODE_MANAGERS.includes(answers['package-manager']);
  const id = !isNode ? 'netrc' : flavour === 'berry' ? 'yarnrc' : 'npmrc';
  return [
    ...(indexes.length > 0 && tokens.length === 0 ? [{ id, ...CREDENTIALS[id], required: false, what }] : []),
    ...tokens.map((variable) => ({ id: variable, variable, required: true, what })),
    ...(answers['ca-bundle'] ? [CERTIFICATES] : []),
  ];
}

const CERTIFICATES: BuildSecret = {
  id: 'ca',
  variable: 'CA_BUNDLE',
  file: '/etc/ssl/certs/ca-certificates.crt',
  environment: CA_VARIABLES.map((name) => [name, '/run/secrets/ca']),
  required: true,
  what: 'certificates that the build trusts',
};

/** A build each of whose steps sees the secrets. */
export function withSecrets<B extends PythonBuild | SiteBuild | NodeBuild>(
  build: B,
  secrets: readonly BuildSecret[],
): B {
  if (secrets.length === 0) return build;
  const one = (step: BuildStep): BuildStep => withMounts(step, secrets);
  const install = build.install.map(one);
  if (build.stack !== 'python') {
    return { ...build, secrets, install, localBuilds: build.localBuilds.map(one), build: one(build.build) };
  }
  const { itself, runtimeInstall } = build;
  return {
    ...{ ...build, secrets, install },
    ...(itself === undefined ? {} : { itself: one(itself) }),
    ...(runtimeInstall === undefined ? {} : { runtimeInstall: one(runtimeInstall) }),
  };
}

/** A secret of the environment is read from its file, which every builder can mount, before the commands. */
function withMounts(step: BuildStep, secrets: readonly BuildSecret[]): BuildStep {
  const mounts = secrets.map(({ id, target, required }) => {
    const words = [`type=secret,id=${id}`, ...(target === undefined ? [] : [`target=${target}`])];
    return [...words, ...(required ? ['required'] : [])].join(',');
  });
  const held = secrets.filter(({ file }) => file === undefined);
  const read = held.map(({ id, variable }) => `${variable}="$(cat /run/secrets/${id})" && export ${variable}`);
  return { ...step, mounts: [...step.mounts, ...mounts], commands: [...read, ...step.commands] };
}
