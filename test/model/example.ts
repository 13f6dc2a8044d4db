import type { Detection } from '../../core/detect/detection.js';
import type { Variable } from '../../core/detect/fact-values.js';
import type { Fact, Facts } from '../../core/detect/facts.js';
import { buildModel } from '../../core/model/build.js';
import type { Model } from '../../core/model/model.js';
import type { Answers } from '../../core/options.js';

/** A certain fact with one line of evidence. */
export const fact = <T>(value: T, file = 'main.py', line = 1): Fact<T> => ({
  value,
  confidence: 'certain',
  evidence: [{ file, line, rule: 'test', text: '' }],
  others: [],
});

export const variable = (name: string, more: Partial<Variable> = {}): Variable => ({
  name,
  required: false,
  secret: false,
  file: 'src/orders/settings.py',
  line: 9,
  ...more,
});

export const ANSWERS: Answers = {
  service: 'backend',
  platform: 'hybrid',
  name: 'orders',
  port: 8093,
  app: 'orders.api:app',
  process: 'web',
  context: '.',
  base: 'slim',
  architecture: 'amd64',
  'python-version': '3.12',
  'node-version': '24',
  'package-manager': 'uv',
  'health-path': '/internal/alive',
  'ready-path': '/health/ready',
  'metrics-path': '/metrics',
  database: 'cloud-sql-postgres',
  rollout: 'rolling',
  tier: 'starter',
  exposure: 'internal',
  environments: ['development', 'staging', 'production'],
  project: 'your-project-id',
  region: 'us-central1',
  network: 'none',
  repository: 'orders',
  compose: true,
  task: true,
  teams: ['devops', 'backend'],
  'upgrade-workflow': false,
  'web-vitals': false,
  packages: 'all',
  'ca-bundle': false,
  timeline: 3,
};

const BACKEND: Facts = {
  service: fact('backend'),
  framework: fact('fastapi'),
  app: fact('orders.api:app', 'src/orders/api.py', 14),
  protocol: fact('asgi'),
  importRoots: fact(['src']),
  port: fact(8093, 'src/orders/settings.py', 9),
  packageManager: fact('uv'),
  install: fact({ files: ['uv.lock', 'pyproject.toml'], lock: 'uv.lock' }),
  dependencies: fact([{ name: 'fastapi' }, { name: 'uvicorn' }, { name: 'asyncpg' }]),
  healthPath: fact('/internal/alive', 'src/orders/status.py', 8),
  database: fact('postgres'),
  variables: fact([
    variable('DATABASE_URL', { required: true, secret: true }),
    variable('LOG_LEVEL', { default: 'info' }),
    variable('REGION', { required: true }),
    variable('STRIPE_API_KEY', { secret: true }),
  ]),
};

const SITE: Facts = {
  service: fact('frontend', 'package.json', 8),
  framework: fact('vite'),
  packageManager: fact('npm'),
  install: fact({ files: ['package.json', 'package-lock.json'], lock: 'package-lock.json' }),
  buildScript: fact('build'),
  buildCommand: fact('tsc -b && vite build'),
  outputDir: fact('dist'),
  serves: fact('static'),
  variables: fact([variable('VITE_API_URL', { default: '/api' }), variable('VITE_TENANT', { required: true })]),
};

const detection = (facts: Facts): Detection => ({ facts, candidates: { app: [] }, remarks: [], trace: [] });
const PLACE = { folder: 'services/orders', aiDocs: false, generator: '0.0.0' };

/** The model of a FastAPI backend, with changed answers and facts. */
export const backend = (answers: Partial<Answers> = {}, facts: Partial<Facts> = {}): Model =>
  buildModel({ ...ANSWERS, ...answers }, detection({ ...BACKEND, ...facts }), PLACE);

type Changed = { readonly [name in keyof Facts]?: Facts[name] | undefined };

/** Facts that a test sets to undefined were not found. */
const without = (facts: Changed): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));

/** The model of a Vite site. */
export const frontend = (answers: Partial<Answers> = {}, facts: Changed = {}): Model => {
  const { app: _app, ...rest } = ANSWERS;
  return buildModel(
    {
      ...rest,
      service: 'frontend',
      name: 'storefront',
      repository: 'storefront',
      port: 8080,
      database: 'none',
      'package-manager': 'npm',
      'health-path': '/health/live',
      exposure: 'public',
      teams: ['devops', 'frontend'],
      ...answers,
    },
    detection(without({ ...SITE, ...facts })),
    { ...PLACE, folder: 'web/storefront' },
  );
};
