import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { Answers } from '../../../core/options.js';
import { PACKAGE_ROOT } from '../../../core/package-root.js';
import { backend, fact, frontend } from '../../model/example.js';
import { type Answer, DIGEST, type Ran, run } from './stage.js';

interface Table {
  readonly wide: readonly string[];
  readonly commands: Readonly<Record<string, readonly string[]>>;
}
/** Made by scripts/command-table.ts from the help of a real gcloud and kubectl. */
const known = (tool: string): Table =>
  JSON.parse(readFileSync(join(PACKAGE_ROOT, 'test', 'data', `${tool}.json`), 'utf8')) as Table;
const TABLES: Readonly<Record<string, Table>> = { gcloud: known('gcloud'), kubectl: known('kubectl') };

/** What the real tools would not take: an unknown command, or a flag that it does not have. */
function unknownWords(calls: Ran['calls']): readonly string[] {
  return calls.flatMap(([tool = '', ...words]) => {
    const table = TABLES[tool];
    if (table === undefined) return [];
    const plain = words.join(' ').replace(/^(?:--(?:context|namespace) \S+ )*/, '');
    const command = Object.keys(table.commands)
      .filter((name) => plain === name || plain.startsWith(`${name} `))
      .sort((a, b) => b.length - a.length)[0];
    if (command === undefined) return [`${tool} ${plain}: no such command`];
    const taken = new Set([...(table.commands[command] ?? []), ...table.wide]);
    const flags = words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.replace(/=.*/s, ''));
    return flags.filter((flag) => !taken.has(flag)).map((flag) => `${tool} ${command} ${flag}`);
  });
}

const READY: readonly Answer[] = [
  { words: 'revisions list', out: 'orders-3\norders-2\norders-1' },
  { words: 'services list', out: 'orders' },
  { words: 'status.conditions.type', out: 'Ready,True\nRoutesReady,True' },
  { words: 'status.traffic.percent,status.traffic.revisionName', out: '100,orders-2\n0,orders-3' },
  { words: 'status.traffic.tag,status.traffic.revisionName', out: 'canary,orders-3,0\ngreen,orders-3,0' },
  { words: 'value(status.latestCreatedRevisionName)', out: 'orders-3' },
  { words: 'value(status.url)', out: 'https://orders.example' },
  { words: 'status.traffic.tag,status.traffic.url', out: 'canary,https://canary---orders.example' },
  { words: 'images describe', out: DIGEST },
  { words: 'get replicasets', out: '2 image@sha256:22\n1 image@sha256:11' },
  { words: 'get rollout/orders', out: '2 2 Healthy' },
];
const calls = (ran: Ran): readonly string[] => ran.calls.map((words) => words.join(' '));
const mutating = /services replace|update-traffic|kubectl .*(?:apply|patch|undo)|docker push/;

const ROLLOUTS = ['rolling', 'canary', 'blue-green'] as const;
const PLATFORMS = ['cloud-run', 'gke', 'hybrid'] as const;
const CASES = ROLLOUTS.flatMap((rollout) => PLATFORMS.map((platform) => ({ rollout, platform })));
const model = (given: Partial<Answers>) => backend({ project: 'acme-orders', ...given });

describe.each(CASES)('$rollout on $platform', (given) => {
  test('calls only commands and flags that the tools have', () => {
    const exposure = given.platform === 'hybrid' ? 'internal' : 'public';
    const orders = model({ ...given, exposure });
    const commands = [
      ['deploy', 'staging', DIGEST],
      ['promote', given.rollout === 'rolling' ? 'staging' : 'development'],
      ['rollback', 'staging'],
      ['smoke', 'staging'],
    ];
    for (const words of commands) {
      const ran = run(orders, words, READY);
      expect([words, unknownWords(ran.calls)]).toEqual([words, []]);
      // Nothing was deployed to the environment before, which promote.sh of a rolling release says.
      const refused = words[0] === 'promote' && given.rollout === 'rolling';
      expect([words, ran.code, ran.errors]).toEqual([words, refused ? 1 : 0, refused ? ran.errors : '']);
    }
  });

  test('with --dry-run changes nothing and says what it would do', () => {
    const orders = model(given);
    for (const name of ['deploy', 'rollback'] as const) {
      const ran = run(orders, [name, '--dry-run', 'production']);
      expect([name, ran.code, ran.errors]).toEqual([name, 0, '']);
      expect(calls(ran).filter((call) => !call.startsWith('git'))).toEqual([]);
      expect(ran.out).toMatch(mutating);
    }
  });
});

const WORKER = fact({ library: 'celery' as const, command: ['celery', '-A', 'jobs', 'worker'] });
const worker = (platform: Answers['platform']) =>
  backend(
    { project: 'acme-orders', platform, process: 'worker', command: 'celery -A jobs worker' },
    { worker: WORKER },
  );
const migrating = () =>
  backend(
    { project: 'acme-orders', platform: 'hybrid' },
    {
      migrations: fact({ tool: 'alembic', folder: 'migrations', config: 'alembic.ini' }),
      dependencies: fact([{ name: 'alembic' }]),
    },
  );

describe.each(PLATFORMS)('a worker on %s', (platform) => {
  test.each(
    [['deploy'], ['smoke'], ['rollback', '--revision', 'orders-1']].filter(
      ([name]) => platform !== 'gke' || name !== 'rollback',
    ),
  )('%s calls only commands and flags that the tools have, and sends no request', (...words) => {
    const digest = words[0] === 'deploy' ? [DIGEST] : [];
    const ran = run(worker(platform), [...words, 'staging', ...digest], READY);
    expect([ran.code, ran.errors, unknownWords(ran.calls)]).toEqual([0, '', []]);
    expect(calls(ran).join('\n')).not.toMatch(/curl|run services/);
    expect(calls(ran).join('\n')).toMatch(platform === 'gke' ? /kubectl/ : /gcloud beta run worker-pools/);
  });
});

const LABELS = '--label org.opencontainers.image.revision=abc --label org.opencontainers.image.version=abc';

describe('migrations', () => {
  const order = /jobs replace|jobs execute|services replace|create job|condition=complete|apply /g;
  const found = (ran: Ran): readonly string[] => calls(ran).flatMap((call) => call.match(order) ?? []);

  test('run to their end before each platform takes the release', () => {
    const ran = run(migrating(), ['deploy', '--no-smoke', 'staging', DIGEST], READY);
    expect([ran.code, ran.errors, unknownWords(ran.calls)]).toEqual([0, '', []]);
    expect(found(ran)).toEqual([
      'jobs replace',
      'jobs execute',
      'services replace',
      'apply ',
      'create job',
      'condition=complete',
      'apply ',
    ]);
    expect(ran.file('deploy/cloud-run/staging/migrate-job.yaml')).toContain(`orders@${DIGEST}`);
  });

  test.each([
    ['jobs execute', ['jobs replace', 'jobs execute']],
    [
      'condition=complete',
      ['jobs replace', 'jobs execute', 'services replace', 'apply ', 'create job', 'condition=complete'],
    ],
  ])('one that fails at %s releases nothing after it', (words, seen) => {
    const ran = run(migrating(), ['deploy', 'staging', DIGEST], [{ words, out: '', code: 1 }, ...READY]);
    expect(ran.code).toBe(1);
    expect(ran.errors).toContain('nothing was released');
    expect(found(ran)).toEqual(seen);
  });
});

describe('deploy.sh', () => {
  test('sets the digest in the files of one environment and no other', () => {
    const ran = run(model({ platform: 'hybrid' }), ['deploy', 'staging', DIGEST], READY);
    expect(ran.file('deploy/cloud-run/staging/service.yaml')).toContain(`/acme-orders/orders/orders@${DIGEST}`);
    expect(ran.file('deploy/k8s/overlays/staging/kustomization.yaml')).toContain(`digest: ${DIGEST}`);
    expect(ran.file('deploy/cloud-run/production/service.yaml')).not.toContain(DIGEST);
    expect(ran.file('deploy/k8s/overlays/production/kustomization.yaml')).not.toContain(DIGEST);
  });

  test('builds, pushes and takes the digest of that where none is given', () => {
    const ran = run(
      model({ platform: 'gke' }),
      ['deploy', 'development'],
      [...READY, { words: 'rev-parse', out: 'abc' }],
    );
    expect(calls(ran).slice(1, 3)).toEqual([
      `docker build --platform linux/amd64 ${LABELS} --tag us-central1-docker.pkg.dev/acme-orders/orders/orders:abc --file Dockerfile .`,
      'docker push us-central1-docker.pkg.dev/acme-orders/orders/orders:abc',
    ]);
    expect(ran.file('deploy/k8s/overlays/development/kustomization.yaml')).toContain(DIGEST);
  });

  test('--attest builds and pushes in one with an SBOM and provenance', () => {
    const ran = run(
      model({ project: 'acme-orders' }),
      ['deploy', 'development', '--attest'],
      [...READY, { words: 'rev-parse', out: 'abc' }],
    );
    expect(calls(ran)[1]).toBe(
      `docker buildx build --platform linux/amd64 ${LABELS} --tag us-central1-docker.pkg.dev/acme-orders/orders/orders:abc --file Dockerfile --sbom=true --provenance=mode=max --push .`,
    );
    expect(calls(ran).some((call) => call.startsWith('docker push'))).toBe(false);
  });

  test('hands the credentials of another index to the build, and only where there are any', () => {
    const install = fact({ files: ['requirements.txt'], indexes: ['pypi.example.com'] });
    const build = (): string =>
      calls(run(backend({ project: 'acme-orders' }, { install }), ['deploy', 'development'], READY)).find((call) =>
        call.startsWith('docker build'),
      ) ?? '';
    const before = process.env.NETRC;
    try {
      process.env.NETRC = fileURLToPath(import.meta.url);
      expect(build()).toContain(`--platform linux/amd64 --secret id=netrc,src=${process.env.NETRC} --tag`);
      process.env.NETRC = '/nowhere/netrc';
      expect(build()).toContain('--platform linux/amd64 --tag');
    } finally {
      if (before === undefined) delete process.env.NETRC;
      else process.env.NETRC = before;
    }
  });

  test('hands a token of the environment to the build, and asks for one that is not set', () => {
    const install = fact({ files: ['package.json', '.npmrc'], lock: 'package-lock.json', tokens: ['NPM_TOKEN'] });
    const build = (): ReturnType<typeof run> =>
      run(frontend({ project: 'acme-orders' }, { install }), ['deploy', 'development'], READY);
    const before = process.env.NPM_TOKEN;
    try {
      process.env.NPM_TOKEN = 'x';
      expect(calls(build()).some((call) => call.includes('--secret id=NPM_TOKEN,env=NPM_TOKEN --tag'))).toBe(true);
      process.env.NPM_TOKEN = '';
      const { code, errors } = build();
      expect([code, errors]).toEqual([
        1,
        expect.stringMatching(/the build needs NPM_TOKEN, credentials of the registry/),
      ]);
    } finally {
      if (before === undefined) delete process.env.NPM_TOKEN;
      else process.env.NPM_TOKEN = before;
    }
  });

  test.each([
    [['deploy'], /name an environment/],
    [['deploy', 'test'], /no such environment: test \(development, staging, production\)/],
    [['deploy', 'staging', 'sha256:12'], /64 digits/],
    [['deploy', 'staging', 'sha256:; rm -rf'], /not a digest/],
    [['deploy', '--what', 'staging'], /no such option: --what/],
    [['smoke', '--url'], /--url takes an address/],
    [['promote', 'development'], /nothing comes before development/],
  ])('%j is refused', (words, message) => {
    const ran = run(model({}), words as readonly string[]);
    expect(ran.code).toBe(1);
    expect(ran.errors).toMatch(message as RegExp);
    expect(ran.calls).toEqual([]);
  });

  test('a project that nobody has named is refused by every script', () => {
    for (const name of ['deploy', 'promote', 'rollback', 'smoke']) {
      const ran = run(backend(), [name, 'production']);
      expect([name, ran.code, ran.calls]).toEqual([name, 1, []]);
      expect(ran.errors).toContain('saasfactory container --project NAME');
    }
  });

  test('--help of every script ends with 0 and names the environments', () => {
    for (const name of ['deploy', 'promote', 'rollback', 'smoke']) {
      const ran = run(backend(), [name, '--help']);
      expect([name, ran.code, ran.calls]).toEqual([name, 0, []]);
      expect(ran.out).toMatch(/production/);
    }
  });

  test('a failed check ends with 1 and names rollback.sh', () => {
    const down = [{ words: 'curl', out: '', code: 22 }, ...READY];
    const ran = run(model({ platform: 'cloud-run', exposure: 'public' }), ['deploy', 'staging', DIGEST], down);
    expect(ran.code).toBe(1);
    expect(ran.errors).toContain('deploy/scripts/rollback.sh staging');
  });
});

describe('promote.sh', () => {
  test('moves a canary from 10 to 50 to 100 percent, each after a check', () => {
    const ran = run(
      model({ platform: 'cloud-run', rollout: 'canary', exposure: 'public' }),
      ['promote', 'staging'],
      READY,
    );
    const steps = calls(ran).filter((call) => /update-traffic|^curl|logging/.test(call));
    expect(steps.map((call) => /canary=\d+|^curl|logging/.exec(call)?.[0])).toEqual(
      [10, 50, 100].flatMap((percent) => ['curl', `canary=${percent}`, 'logging']),
    );
  });

  test('takes a release back that fails its check', () => {
    const down = [{ words: 'curl', out: '', code: 22 }, ...READY];
    const ran = run(
      model({ platform: 'cloud-run', rollout: 'canary', exposure: 'public' }),
      ['promote', 'staging'],
      down,
    );
    expect(ran.code).toBe(1);
    expect(calls(ran).filter((call) => call.includes('update-traffic'))).toEqual([
      expect.stringContaining('--to-revisions orders-2=100') as unknown as string,
    ]);
  });

  test('carries the digest of a rolling release one environment on', () => {
    const orders = model({ platform: 'cloud-run' });
    const deployed = {
      ...orders,
      environments: orders.environments.map((one) => ({ ...one, image: `${one.repository}@${DIGEST}` })),
    };
    const ran = run(deployed, ['promote', 'production'], READY);
    expect([ran.code, ran.errors]).toEqual([0, '']);
    expect(calls(ran)[0]).toMatch(/services replace deploy\/cloud-run\/production\/service.yaml/);
  });
});

describe('rollback.sh', () => {
  const back = (percents: string, newest: string, ready: string): string => {
    const ran = run(
      model({ platform: 'cloud-run' }),
      ['rollback', 'production'],
      [
        { words: 'status.traffic.percent,status.traffic.revisionName', out: percents },
        { words: 'value(status.latestCreatedRevisionName)', out: newest },
        { words: 'revisions list', out: ready },
      ],
    );
    return /--to-revisions (\S+)=100/.exec(calls(ran).at(-1) ?? '')?.[1] ?? ran.errors;
  };

  test('goes to the revision before the one that serves', () => {
    expect(back('100,orders-3', 'orders-3', 'orders-3\norders-2\norders-1')).toBe('orders-2');
  });
  test('stays where the newest revision never became ready', () => {
    expect(back('100,orders-2', 'orders-3', 'orders-2\norders-1')).toBe('orders-2');
  });
  test('goes to the older of two that share the traffic', () => {
    expect(back('10,orders-3\n90,orders-2', 'orders-3', 'orders-3\norders-2\norders-1')).toBe('orders-2');
  });
  test('says so where there is none', () => {
    expect(back('100,orders-1', 'orders-1', 'orders-1')).toMatch(/no revision before/);
  });
});

test('a path of the service that a shell could read never reaches a script', () => {
  const site = frontend({}, { basePath: { value: '/$(id)/', confidence: 'certain', evidence: [], others: [] } });
  expect(site.rollout.smokePath).toBe('/health/live');
});
