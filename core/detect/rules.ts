import type { FactName } from './facts.js';

/** Families of rules; a rule belongs to `procfile` when it is called that or `procfile-…`. */
type Families = readonly string[];

interface Tried {
  readonly both?: Families;
  readonly python?: Families;
  readonly node?: Families;
}

/**
 * Every rule that is tried for a fact, in the order in which they count, by the reader that tries it. What is in this
 * table and neither fired nor was outranked was silent. A new rule of detection belongs in here.
 */
const TRIED: Readonly<Partial<Record<FactName, Tried>>> = {
  app: {
    python: [
      'fastapi',
      'starlette',
      'litestar',
      'quart',
      'flask',
      'django',
      'factory',
      'langgraph-json',
      'agent',
      'app-not-importable',
    ],
  },
  port: {
    both: [
      'dockerfile-cmd',
      'dockerfile-entrypoint',
      'dockerfile-expose',
      'compose',
      'procfile',
      'app-yaml',
      'kubernetes',
      'fly',
      'render',
      'platform',
      'package-script',
    ],
    python: [
      'uvicorn',
      'hypercorn',
      'gunicorn',
      'granian',
      'waitress',
      'wsgi-server',
      'app-run',
      'port-constant',
      'port-environment-default',
      'settings-default',
      'server-default-port',
    ],
    node: ['dockerfile-env-port', 'start-script-port', 'listen'],
  },
  packageManager: {
    both: ['lock-file'],
    python: ['uv-workspace-member', 'tool-uv', 'tool-poetry', 'tool-pdm', 'build-backend', 'requirements-file'],
    node: ['package-json', 'dockerfile', 'several-locks'],
  },
  pythonVersion: {
    python: [
      'python-version-file',
      'dockerfile-from',
      'dockerfile-env',
      'runtime-txt',
      'requires-python',
      'pipfile-requires',
      'tool-versions',
      'tool-setting',
      'app-yaml-runtime',
      'conda-environment',
      'langgraph-python',
    ],
  },
  nodeVersion: { node: ['node-version-file', 'tool-versions', 'dev-engines', 'engines', 'volta', 'dockerfile-node'] },
  healthPath: {
    both: ['dockerfile-healthcheck', 'compose-healthcheck', 'kubernetes-probe', 'platform-health-check'],
    python: ['health-route'],
    node: ['route-file', 'route-call', 'nest-route'],
  },
  readyPath: {
    both: ['kubernetes-readiness-probe'],
    python: ['ready-route'],
    node: ['route-file', 'route-call', 'nest-route'],
  },
  metricsPath: { python: ['metrics-route'], node: ['route-file', 'route-call', 'nest-route'] },
  buildScript: { node: ['build-script', 'nx-target'] },
  outputDir: {
    node: [
      'vite',
      'next',
      'nuxt',
      'astro',
      'sveltekit',
      'angular',
      'cra',
      'router',
      'vue-cli',
      'nx-output-path',
      'start-script',
    ],
  },
  basePath: { node: ['vite-base', 'next-basepath', 'nuxt-base', 'astro-base', 'sveltekit-base', 'cra-homepage'] },
  systemPackages: { python: ['dockerfile-apt', 'apt-list', 'dependency-needs'] },
  env: { python: ['environment-read'], node: ['env'] },
  database: {
    both: ['compose-image', 'database-driver'],
    python: ['database-address', 'settings-type', 'driver-import', 'declared-package'],
    node: ['prisma-provider', 'drizzle-dialect', 'database-connection'],
  },
  user: { both: ['dockerfile-user'] },
  ownImage: { both: ['dockerfile-own'] },
  agentLibrary: { python: ['agent'] },
  context: { both: ['import-outside', 'lock-file', 'local-package'] },
  service: { python: ['fastapi', 'starlette', 'litestar', 'quart', 'flask', 'django', 'agent'], node: ['node-site'] },
  name: { python: ['project-name'], node: ['package-name'] },
};

/** Names of the rules that are tried for a fact where a folder is read as Python or as JavaScript. */
export function rulesTried(fact: FactName, language: 'python' | 'node'): readonly string[] {
  const tried = TRIED[fact];
  return [...(tried?.[language] ?? []), ...(tried?.both ?? [])];
}

/** Whether a rule that spoke is one of the family. */
export function isOfFamily(rule: string, family: string): boolean {
  return rule === family || rule.startsWith(`${family}-`);
}
