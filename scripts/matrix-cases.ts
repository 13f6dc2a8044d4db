import { resolve } from '../core/answers.js';
import type { Detection } from '../core/detect/detection.js';
import type { Variable } from '../core/detect/fact-values.js';
import type { Fact, Facts, ServiceKind } from '../core/detect/facts.js';
import { buildModel } from '../core/model/build.js';
import type { Model } from '../core/model/model.js';
import { type Case, pairwise } from './pairwise.js';

const DIMENSIONS = {
  service: ['backend', 'agent', 'frontend', 'worker', 'job'],
  platform: ['cloud-run', 'gke', 'hybrid'],
  rollout: ['rolling', 'canary', 'blue-green'],
  tier: ['starter', 'pro', 'growth'],
  exposure: ['public', 'internal'],
  database: ['none', 'cloud-sql-postgres', 'external'],
  environments: ['production', 'development,staging,production'],
  metrics: ['own', 'wrapper'],
  migrations: ['none', 'alembic'],
} as const;

export interface MatrixCase {
  readonly name: string;
  readonly facts: Facts;
  readonly model: Model;
}

const fact = <T>(value: T): Fact<T> => ({
  value,
  confidence: 'certain',
  evidence: [{ file: 'main.py', line: 1, rule: 'matrix', text: '' }],
  others: [],
});
const variable = (name: string, more: Partial<Variable>): Variable => ({
  name,
  required: false,
  secret: false,
  file: 'settings.py',
  line: 1,
  ...more,
});

const WORKER: Facts = {
  worker: fact({ library: 'celery', command: ['celery', '-A', 'shop.tasks', 'worker'] }),
};

const JOB: Facts = { job: fact({ command: ['python', 'report.py'], schedule: '15 3 * * MON-FRI' }) };
const isAlone = (service: string): boolean => service === 'worker' || service === 'job';

/** What the code of one case shows. A site has no database and no metrics of its own, a worker or job no app. */
function factsOf(
  service: ServiceKind | 'worker' | 'job',
  database: string,
  metrics: string,
  migrations: string,
): Facts {
  if (service === 'frontend')
    return {
      service: fact(service),
      name: fact('shop'),
      framework: fact('vite'),
      packageManager: fact('npm'),
      install: fact({ files: ['package.json', 'package-lock.json'], lock: 'package-lock.json' }),
      buildScript: fact('build'),
      outputDir: fact('dist'),
      serves: fact('static'),
      variables: fact([variable('VITE_API_URL', { default: '/api' })]),
    };
  const engine = database === 'cloud-sql-postgres' ? 'postgres' : 'mysql';
  return {
    service: fact(service === 'worker' || service === 'job' ? 'backend' : service),
    name: fact('shop'),
    ...(isAlone(service)
      ? service === 'job'
        ? JOB
        : WORKER
      : { framework: fact('fastapi'), app: fact('shop.api:app'), protocol: fact('asgi') }),
    packageManager: fact('uv'),
    install: fact({ files: ['uv.lock', 'pyproject.toml'], lock: 'uv.lock' }),
    dependencies: fact([{ name: 'fastapi' }, { name: 'uvicorn' }, { name: 'alembic' }]),
    variables: fact([
      variable('LOG_LEVEL', { default: 'info' }),
      ...(database === 'none' ? [] : [variable('DATABASE_URL', { required: true, secret: true })]),
    ]),
    ...(database === 'none' ? {} : { database: fact(engine) }),
    ...(migrations === 'none'
      ? {}
      : { migrations: fact({ tool: 'alembic', folder: 'migrations', config: 'alembic.ini' }) }),
    ...(metrics === 'own' ? { metricsPath: fact('/metrics') } : {}),
  };
}

/** Migrations need a database. Nothing of a worker or job answers HTTP: it has no callers, no metrics of its own, no shares. */
function exists(one: Case<typeof DIMENSIONS>): boolean {
  if (one.migrations !== 'none' && one.database === 'none') return false;
  if (isAlone(one.service) && (one.metrics !== 'wrapper' || one.exposure !== 'internal' || one.rollout !== 'rolling'))
    return false;
  return one.service !== 'frontend' || (one.database === 'none' && one.metrics === 'own');
}

/** Every pair of values of the options that shape the deployment files, each rendered by one case at least. */
export function matrixCases(): readonly MatrixCase[] {
  const chosen = pairwise(DIMENSIONS, exists);
  return chosen.map(({ service, metrics, migrations, environments, ...others }) => {
    const facts = factsOf(service, others.database, metrics, migrations);
    const options = { service: isAlone(service) ? 'backend' : service, ...others };
    const detection: Detection = { facts, candidates: { app: [] }, remarks: [], trace: [] };
    const flags = { ...options, environments: environments.split(','), project: 'acme-shop' };
    const { answers } = resolve({ flags, file: {}, stored: {}, prompts: {} }, detection, 'shop');
    const shown = [service, ...Object.values(others), metrics, migrations, environments.replaceAll(',', '+')];
    const name = shown.join('_');
    return { name, facts, model: buildModel(answers, detection, { folder: '.', aiDocs: false, generator: '0.0.0' }) };
  });
}
