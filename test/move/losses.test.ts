import { describe, expect, test } from '@jest/globals';
import { onCloudRun, onGke } from '../../core/model/sizes.js';
import { losses } from '../../core/move/losses.js';
import { render } from '../../core/render.js';
import { backend } from '../model/example.js';

const PLATFORMS = ['cloud-run', 'gke', 'hybrid'] as const;
const PAIRS = PLATFORMS.flatMap((from) => PLATFORMS.filter((to) => to !== from).map((to) => ({ from, to })));

describe.each(PAIRS)('from $from to $to', ({ from, to }) => {
  test.each(['rolling', 'canary'] as const)('%s: names files that are written', (rollout) => {
    const model = backend({ platform: to, rollout });
    const found = losses(from, to, model);
    const paths = new Set([...render(model).values()].map(({ path }) => path));
    expect(found.filter(({ path }) => !paths.has(path))).toEqual([]);
    expect(found.length > 0).toBe(from !== 'hybrid');
  });
});

test('only what the model uses is a loss', () => {
  const text = (model: ReturnType<typeof backend>): string =>
    losses('cloud-run', 'gke', model)
      .map(({ message }) => message)
      .join('\n');
  const plain = text(backend({ platform: 'gke', environments: ['production'], database: 'none' }));
  expect(plain).not.toMatch(/scale to zero|cloudsql|session affinity|traffic tag/);
  expect(text(backend({ platform: 'gke' }))).toMatch(/scale to zero[\s\S]*\/cloudsql/);
  expect(text(backend({ platform: 'gke', rollout: 'canary' }))).toContain('traffic tag canary');
  expect(text(backend({ platform: 'gke', tier: 'growth' }))).not.toContain('CPU during requests only');
});

test('a clock of Cloud Scheduler goes on, and it knows no run that still does', () => {
  const job = (platform: 'gke' | 'cloud-run', schedule: string) =>
    losses(
      platform === 'gke' ? 'cloud-run' : 'gke',
      platform,
      backend({ platform, process: 'job', command: 'python a.py', schedule }),
    )
      .map(({ path, message }) => `${path} ${message}`)
      .join('\n');
  expect(job('gke', '0 1 * * *')).toMatch(/base\/cronjob\.yaml .*gcloud scheduler jobs delete orders/);
  expect(job('gke', '0 1 * * *')).not.toContain('deployment.yaml');
  expect(job('cloud-run', '0 1 * * *')).toMatch(/production\/job\.yaml .*concurrencyPolicy Forbid/);
  expect(job('cloud-run', 'none')).not.toContain('concurrencyPolicy');
});

test.each([
  [500, 256, { cpuMillis: 1000, memoryMiB: 512 }],
  [1500, 1024, { cpuMillis: 2000, memoryMiB: 1024 }],
  [1000, 6000, { cpuMillis: 2000, memoryMiB: 6000 }],
  [3000, 1024, { cpuMillis: 4000, memoryMiB: 2048 }],
  [16_000, 1024, undefined],
])('%dm and %d MiB on Cloud Run', (cpu, memory, expected) => {
  expect(onCloudRun(cpu, memory)).toEqual(expected);
});

test('a pod asks for its memory in full and for CPU enough for Autopilot’s ratio', () => {
  const { resources } = backend();
  expect(onGke(2000, 512, resources)).toMatchObject({ requestCpuMillis: 500, requestMemoryMiB: 512 });
  expect(onGke(1000, 4096, resources)).toMatchObject({ requestCpuMillis: 616, requestMemoryMiB: 4096 });
});
