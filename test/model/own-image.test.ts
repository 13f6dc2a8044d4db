import { describe, expect, test } from '@jest/globals';
import type { Http } from '../../core/model/model.js';
import { ownHttp, ownImageNotes } from '../../core/model/own-image.js';
import { probesOf } from '../../core/model/probes.js';
import { render } from '../../core/render.js';
import { backend, fact } from './example.js';

const OFFERED: Http = {
  port: 8080,
  live: { path: '/health/live', by: 'wrapper' },
  ready: { path: '/health/ready', by: 'wrapper' },
  metrics: { path: '/metrics', by: 'wrapper' },
  smoke: '/health/live',
};
const ownImage = fact('/srv', 'Dockerfile', 5);

describe('what an image of somebody’s own answers', () => {
  test('without a route: the port is opened, and nothing is collected', () => {
    const http = ownHttp(OFFERED);
    expect([http.live.by, http.ready.by, http.metrics, http.smoke]).toEqual(['nobody', 'nobody', undefined, '/']);
    const { cloudRun, kubernetes } = probesOf(http, true);
    expect([cloudRun.startup?.path, cloudRun.live, kubernetes.startup?.path, kubernetes.ready?.path]).toEqual(
      Array(4).fill(undefined),
    );
    expect(kubernetes.live).toBeUndefined();
    expect(ownImageNotes({ ownImage }, OFFERED, http, true)).toEqual([
      'Dockerfile:5 is yours and does not start deploy/runtime, which would answer /health/live, /health/ready, /metrics: the platforms ask whether the port is open instead',
    ]);
  });

  test('one route of the code serves start and readiness, and never kills a pod', () => {
    const http = ownHttp({ ...OFFERED, live: { path: '/up', by: 'app' } });
    expect([http.ready, http.smoke]).toEqual([{ path: '/up', by: 'app' }, '/up']);
    const { cloudRun, kubernetes } = probesOf(http, true);
    expect([cloudRun.startup?.path, cloudRun.live?.path, kubernetes.ready?.path]).toEqual(['/up', '/up', '/up']);
    expect(kubernetes.live).toMatchObject({ failures: 3 });
    expect(kubernetes.live?.path).toBeUndefined();
  });

  test('a path that a person gave is asked; the scaffold’s own are not', () => {
    const http = ownHttp({ ...OFFERED, ready: { path: '/ready', by: 'wrapper' } });
    expect([http.live.by, http.ready.by, http.smoke]).toEqual(['nobody', 'app', '/ready']);
  });

  test('a path that Google’s front end keeps is no smoke test', () => {
    expect(ownHttp({ ...OFFERED, live: { path: '/healthz', by: 'app' } }).smoke).toBe('/');
  });

  test('any web server of a site has the first page', () => {
    const site: Http = {
      ...OFFERED,
      live: { path: '/h', by: 'server' },
      ready: { path: '/r', by: 'server' },
      smoke: '/x/',
    };
    expect(ownHttp(site)).toMatchObject({ live: { path: '/x/', by: 'app' }, ready: { path: '/x/', by: 'app' } });
  });
});

test('liveness and readiness of their own are asked by their paths', () => {
  const { kubernetes } = probesOf(OFFERED, true);
  expect([kubernetes.startup?.path, kubernetes.ready?.path, kubernetes.live?.path]).toEqual([
    '/health/live',
    '/health/ready',
    '/health/live',
  ]);
});

test('the written folders of a hand-written Dockerfile lie below its own working directory', () => {
  const writes = fact([{ folder: 'logs', when: 'import' as const }]);
  const model = backend({}, { ownImage, writes });
  expect(model.process.writable.map(({ path }) => path)).toEqual(['/tmp', '/srv/logs']);
  expect(model.image).toMatchObject({ own: true, workdir: '/app' });
});

test('a worker that is started without the launcher is asked nothing, and declares no port', () => {
  const worker = fact({ library: 'celery' as const, command: ['celery', '-A', 'jobs', 'worker'] });
  const given = { process: 'worker', command: 'celery -A jobs worker' } as const;
  const { probes, notes } = backend(given, { ownImage, worker });
  expect([probes.cloudRun, probes.kubernetes]).toEqual([{}, {}]);
  expect(notes).toContain(
    'Dockerfile:5 is yours and does not start deploy/runtime, which would answer /health/live, /health/ready: the platforms see no more than whether it runs',
  );
  const files = [...render(backend(given, { ownImage, worker })).values()];
  const workloads = files.filter(({ path }) => /deployment\.yaml|worker-pool\.yaml/.test(path));
  expect(workloads).toHaveLength(4);
  for (const { text } of workloads) expect(text).not.toMatch(/Probe:|containerPort/);
  expect(backend(given, { worker }).probes.kubernetes.ready?.path).toBe('/health/ready');
});
