import { describe, expect, test } from '@jest/globals';
import { onCloudRun, onGke } from '../../core/model/sizes.js';
import { sizing } from '../../core/model/sizing.js';
import { backend, fact } from './example.js';

const TIERS = ['starter', 'pro', 'growth'] as const;
const CASES = (['backend', 'agent', 'frontend'] as const).flatMap((kind) => TIERS.map((tier) => ({ kind, tier })));

describe.each(CASES)('$kind, $tier', ({ kind, tier }) => {
  const { resources, scaling } = sizing(kind, tier);

  test('is a size that Cloud Run offers and Autopilot takes', () => {
    const { cpuMillis, memoryMiB } = resources;
    expect(onCloudRun(cpuMillis, memoryMiB)).toEqual({ cpuMillis, memoryMiB });
    expect(onGke(cpuMillis, memoryMiB, resources)).toEqual(resources);
  });

  test('holds a worker with 256 MiB at least, and takes no more requests than Cloud Run lets in', () => {
    expect(resources.memoryMiB).toBeGreaterThanOrEqual(256);
    expect(scaling.concurrency).toBeLessThanOrEqual(1000);
    expect(scaling.inFlight ?? 1).toBeLessThan(scaling.concurrency);
  });
});

describe('a library of machine learning', () => {
  const service = (answers: object, ...names: readonly string[]) =>
    backend(
      { 'package-manager': 'pip', platform: 'gke', ...answers },
      { install: fact({ files: ['requirements.txt'] }), dependencies: fact(names.map((name) => ({ name }))) },
    );

  test.each([
    ['PyTorch', 'torch', 'starter', 512],
    ['PyTorch', 'sentence-transformers', 'pro', 1024],
    ['TensorFlow', 'tensorflow-cpu', 'starter', 512],
  ])('%s by %s has more memory than %s gives, in sizes that both platforms take', (library, name, tier, usual) => {
    const { resources, notes } = service({ tier }, 'fastapi', name);
    const { cpuMillis, memoryMiB } = resources;
    expect(memoryMiB).toBe(2048);
    expect(onCloudRun(cpuMillis, memoryMiB)).toEqual({ cpuMillis, memoryMiB });
    expect(onGke(cpuMillis, memoryMiB, resources)).toEqual(resources);
    const note = notes.find((text) => text.includes('2048 MiB'));
    expect(note).toContain(`${name} (requirements.txt) brings ${library}`);
    expect(note).toContain(`not the ${usual} of ${tier}`);
  });

  test('has what growth gives where that is enough, and nothing where the image leaves it out', () => {
    const growth = service({ tier: 'growth' }, 'torch');
    expect(growth.resources).toEqual(sizing('backend', 'growth').resources);
    expect(growth.notes.join('\n')).not.toContain('MiB');
    const selection = fact({ imported: ['fastapi'], unimported: ['torch'] });
    const left = backend(
      { 'package-manager': 'pip', packages: 'imported' },
      { dependencies: fact([{ name: 'fastapi' }, { name: 'torch' }]), selection },
    );
    expect(left.resources).toEqual(sizing('backend', 'starter').resources);
  });
});

describe('derived numbers', () => {
  test('growth reaches 1,000 instances, and the address space that they need is named', () => {
    const { growth, environments } = backend({ tier: 'growth' });
    expect(growth.instances).toBeGreaterThanOrEqual(1000);
    expect(2 ** (32 - growth.egressPrefix)).toBeGreaterThanOrEqual(2 * growth.instances);
    const pods = Math.max(...environments.map(({ peakPods }) => peakPods));
    expect(2 ** (32 - growth.podPrefix) / 64).toBeGreaterThanOrEqual(pods / 32);
    expect([growth.cpus, growth.memoryGiB]).toEqual([2000, 2000]);
  });

  test('connections are instances × workers × pool, the pool as the code sets it', () => {
    const hybrid = backend({ platform: 'hybrid' }).growth.connections;
    expect(hybrid).toMatchObject({ instances: 20, most: 300, needed: 320 });
    const assumed = backend({ platform: 'gke' }).growth.connections;
    expect(assumed).toMatchObject({ pool: 15, most: 150, reserve: 20, needed: 170, pooled: false });
    expect(assumed?.evidence).toBeUndefined();
    const set = backend({ platform: 'gke' }, { pool: fact({ size: 3, most: 5 }, 'db.py', 12) }).growth.connections;
    expect(set).toMatchObject({ pool: 5, most: 50, needed: 70, evidence: 'db.py:12' });
    expect(backend({ tier: 'growth' }).growth.connections?.pooled).toBe(true);
  });

  test.each(['rolling', 'canary', 'blue-green'] as const)('a quota holds a %s release at its most pods', (rollout) => {
    const { environments, resources } = backend({ rollout, tier: 'pro' });
    for (const { quota, maxReplicas, peakPods } of environments) {
      expect(peakPods).toBeGreaterThanOrEqual(
        rollout === 'blue-green' ? 2 * maxReplicas : Math.ceil(1.25 * maxReplicas),
      );
      expect(quota.pods).toBeGreaterThan(peakPods);
      expect(quota.requestCpuMillis).toBe(quota.pods * resources.requestCpuMillis);
      expect(quota.limitMemoryMiB).toBe(quota.pods * resources.memoryMiB);
    }
  });
});
