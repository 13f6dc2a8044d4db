import type { FactName } from './facts.js';
import { APPS, type Families, NODE_MANIFESTS, NODE_ROUTES, PYTHON_MANIFESTS, SITE_BUILDS } from './rule-families.js';

interface Tried {
  readonly both?: Families;
  readonly python?: Families;
  readonly node?: Families;
}

/**
 * Every rule that is tried for a fact, in the order in which they count, by the reader that tries it. What is in this
 * table and neither fired nor was outranked was silent. A new rule of detection belongs in here.
 */
const TRIED: Readonly<Record<FactName, Tried>> = {
  app: {
    python: [
      'fastapi',
      'starlette',
      'litestar',
      'quart',
      'flask',
      'django',
      'aiohttp',
      'asgi',
      'wsgi',
      'factory',
      'langgraph-json',
      'agent',
      'app-not-importable',
      'uvicorn',
      'hypercorn',
      'granian',
      'waitress',
      'wsgi-server',
      'app-run',
      'aiohttp',
      'entry-script',
    ],
    both: ['dockerfile-cmd', 'dockerfile-entrypoint', 'compose', 'procfile', 'app-yaml', 'kubernetes'],
  },
  port: {
    both: [
      'dockerfile-cmd',
      'dockerfile-entrypoint',
      'dockerfile-expose',
      'dockerfile-env-port',
      'dockerfile-base-image',
      'compose',
      'procfile',
      'app-yaml',
      'kubernetes',
      'terraform',
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
      'aiohttp',
      'tornado',
      'port-constant',
      'port-environment-default',
      'settings-default',
      'server-default-port',
    ],
    node: ['start-script-port', 'listen', 'strapi-port', 'medusa-port', 'keystone-port'],
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
    both: [
      'dockerfile-healthcheck',
      'compose-healthcheck',
      'kubernetes-probe',
      'platform-health-check',
      'terraform-probe',
    ],
    python: ['health-route'],
    node: NODE_ROUTES,
  },
  readyPath: {
    both: ['kubernetes-readiness-probe', 'terraform-probe'],
    python: ['ready-route'],
    node: NODE_ROUTES,
  },
  metricsPath: { python: ['metrics-route'], node: NODE_ROUTES },
  buildScript: { node: ['build-script', 'nx-target'] },
  outputDir: { node: SITE_BUILDS },
  basePath: { node: ['vite-base', 'next-basepath', 'nuxt-base', 'astro-base', 'sveltekit-base', 'cra-homepage'] },
  systemPackages: { python: ['dockerfile-apt', 'apt-list', 'dependency-needs'] },
  selection: { python: ['requirement-unimported'] },
  env: { python: ['environment-read'], node: ['env'] },
  database: {
    both: ['compose-image', 'database-driver'],
    python: ['database-address', 'settings-type', 'driver-import', 'declared-package'],
    node: ['prisma-provider', 'drizzle-dialect', 'database-connection'],
  },
  user: { both: ['dockerfile-user'] },
  ownImage: { both: ['dockerfile-own'] },
  agentLibrary: { python: ['agent'] },
  context: {
    both: ['import-outside', 'lock-file', 'local-package', 'workspace'],
    python: ['uv-workspace-member', 'setup-py', ...APPS],
  },
  shared: { both: ['import-outside', 'local-package', 'workspace'] },
  service: { python: APPS, node: ['node-site'] },
  framework: { python: APPS, node: ['configuration', 'build-script'] },
  protocol: { python: APPS },
  importRoots: { python: APPS },
  install: { python: PYTHON_MANIFESTS, node: NODE_MANIFESTS },
  dependencies: { python: PYTHON_MANIFESTS, node: NODE_MANIFESTS },
  locked: { python: PYTHON_MANIFESTS, node: NODE_MANIFESTS },
  variables: { python: ['environment-read', 'library'], node: ['env'] },
  migrations: { python: ['alembic-ini', 'alembic-environment', 'django-migration', 'sql-migrations'] },
  pool: { python: ['pool-size'] },
  tenancy: { python: ['tenant-module'] },
  pgvector: { python: ['pgvector-import', 'pgvector-extension', 'declared-package'] },
  writes: { python: ['makes-folder', 'writes-file', 'log-file', 'sqlite-file'] },
  worker: {
    python: [
      'procfile',
      'compose',
      'dockerfile',
      'celery',
      'arq',
      'rq',
      'dramatiq',
      'huey',
      'taskiq',
      'livekit',
      'schedule',
      'endless-loop',
    ],
  },
  job: { python: ['procfile', 'compose', 'dockerfile', 'cron-job', 'cloud-run-job', 'main-script'] },
  buildCommand: { node: ['build-script', 'nx-target'] },
  imageScript: { node: ['dockerfile-build'] },
  serves: {
    node: ['vite', 'next', 'nuxt', 'astro', 'sveltekit', 'angular', 'rollup', 'nitro', 'start-script', 'http-server'],
  },
  fallbackPage: { node: ['sveltekit', 'angular', 'vite'] },
  proxyPort: { node: ['vite-proxy'] },
  neighbours: { both: ['neighbour-scaffold'] },
  startCommand: { node: ['start-script', 'dockerfile', 'http-server', 'npm-start-default'] },
  name: { python: ['project-name'], node: ['package-name'] },
};

/** Names of the rules that are tried for a fact where a folder is read as Python or as JavaScript. */
export function rulesTried(fact: FactName, language: 'python' | 'node'): readonly string[] {
  const tried = TRIED[fact];
  return [...(tried[language] ?? []), ...(tried.both ?? [])];
}

/** Whether a rule that spoke is one of the family. */
export function isOfFamily(rule: string, family: string): boolean {
  return rule === family || rule.startsWith(`${family}-`);
}

/** Every fact, for those who ask how one was found. */
export const EXPLAINED = Object.keys(TRIED) as readonly FactName[];
