import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { render } from '../../core/render.js';
import { backend } from '../model/example.js';

interface Template {
  readonly spec: { readonly metrics: readonly { readonly provider: { readonly web: unknown } }[] };
}
const analysis = (rollout: 'rolling' | 'canary' | 'blue-green'): string | undefined =>
  [...render(backend({ platform: 'gke', rollout })).values()].find(({ path }) => path.endsWith('/analysis.yaml'))?.text;

// Argo Rollouts shares one client among its analyses, which asks a kept connection before the Service.
test.each(['canary', 'blue-green'] as const)('each measurement of a %s asks by a connection of its own', (rollout) => {
  const { metrics } = (parse(analysis(rollout) ?? '') as Template).spec;
  expect(metrics.map(({ provider }) => provider.web)).toEqual([
    expect.objectContaining({ headers: [{ key: 'Connection', value: 'close' }] }),
  ]);
});

test('a rolling release is not analysed', () => {
  expect(analysis('rolling')).toBeUndefined();
});
