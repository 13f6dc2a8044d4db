import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { backend, fact, frontend } from '../../model/example.js';
import { calls, model, READY } from './ready.js';
import { DIGEST, type Ran, run } from './stage.js';

const LABELS = '--label org.opencontainers.image.revision=abc --label org.opencontainers.image.version=abc';

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
    expect([ran.code, ran.errors]).toEqual([0, '']);
    expect(calls(ran).slice(1, 3)).toEqual([
      `docker build --platform linux/amd64 ${LABELS} --tag us-central1-docker.pkg.dev/acme-orders/orders/orders:abc --file Dockerfile .`,
      'docker push us-central1-docker.pkg.dev/acme-orders/orders/orders:abc',
    ]);
    expect(ran.file('deploy/k8s/overlays/development/kustomization.yaml')).toContain(DIGEST);
  });

  const attest = (driver: string, status: string): Ran =>
    run(
      model({ project: 'acme-orders' }),
      ['deploy', 'development', '--attest'],
      [
        { words: 'buildx inspect', out: `Name:          builder\nDriver:        ${driver}\n\nNodes:\nName: docker` },
        { words: 'docker info', out: status },
        { words: 'rev-parse', out: 'abc' },
        ...READY,
      ],
    );

  test.each([
    ['docker-container', '[[Backing Filesystem extfs]]'],
    ['docker', '[[driver-type io.containerd.snapshotter.v1]]'],
  ])('--attest builds and pushes in one with an SBOM and provenance: %s, %s', (driver, status) => {
    const ran = attest(driver, status);
    expect([ran.code, ran.errors]).toEqual([0, '']);
    expect(calls(ran).filter((call) => /^docker (?:build |buildx build|push)/.test(call))).toEqual([
      `docker buildx build --platform linux/amd64 ${LABELS} --tag us-central1-docker.pkg.dev/acme-orders/orders/orders:abc --file Dockerfile --sbom=true --provenance=mode=max --push .`,
    ]);
  });

  test('--attest says what it needs where the engine would refuse, and builds nothing', () => {
    const ran = attest('docker', '[[Backing Filesystem extfs] [Native Overlay Diff true]]');
    expect([ran.code, ran.errors]).toEqual([
      1,
      expect.stringContaining('--attest needs a buildx builder of the docker-container driver'),
    ]);
    expect(calls(ran).filter((call) => /build |push|gcloud/.test(call))).toEqual([]);
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
