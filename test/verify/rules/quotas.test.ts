import { describe, expect, test } from '@jest/globals';
import { render } from '../../../core/render.js';
import { verifyFiles } from '../../../core/verify/verify.js';
import { backend } from '../../model/example.js';

const QUOTA = 'deploy/k8s/overlays/production/quota.yaml';
const OVERLAY = 'deploy/k8s/overlays/production/kustomization.yaml';
const DEPLOYMENT = 'deploy/k8s/base/deployment.yaml';
const emitted = new Map([...render(backend({ platform: 'gke' })).values()].map(({ path, text }) => [path, text]));

function found(path: string, from: RegExp | string, to: string): readonly string[] {
  const text = emitted.get(path) ?? '';
  const edited = text.replace(from, to);
  if (edited === text) throw new Error(`${path} has no ${from}`);
  return verifyFiles(new Map(emitted).set(path, edited), {})
    .filter(({ rule }) => rule === 'k8s-quota')
    .map(({ path: at, message }) => `${at}: ${message}`);
}

describe('the quota of a namespace', () => {
  test('as emitted lets all pods start', () => {
    expect(verifyFiles(emitted, {}).filter(({ rule }) => rule === 'k8s-quota')).toEqual([]);
  });

  test.each([
    ['fewer pods than the autoscaler may start', QUOTA, 'pods: 21', 'pods: 9', /pods 9 of ResourceQuota orders/],
    ['less CPU', QUOTA, /requests\.cpu: \d+m/, 'requests.cpu: 2400m', /requests\.cpu 2400m/],
    ['less memory', QUOTA, /limits\.memory: \d+Mi/, 'limits.memory: 5000Mi', /limits\.memory 5000Mi/],
    ['more pods than the quota', OVERLAY, 'value: 10', 'value: 50', /less than 50 pods/],
    ['a container above the limit', QUOTA, 'cpu: 8000m', 'cpu: 500m', /cpu 1000m of orders is above 500m/],
    ['a container below the least', DEPLOYMENT, 'cpu: 250m', 'cpu: 20m', /cpu 20m of orders is below 50m/],
  ])('%s', (_, path, from, to, message) => {
    expect(found(path, from, to)).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
  });

  test.each([
    ['as many pods as the autoscaler may start', QUOTA, 'pods: 21', 'pods: 10'],
    ['exactly their CPU', QUOTA, /requests\.cpu: \d+m/, 'requests.cpu: 2500m'],
    ['a quota without CPU', QUOTA, /\n {4}requests\.cpu: .*/, ''],
  ])('%s is enough', (_, path, from, to) => {
    expect(found(path, from, to)).toEqual([]);
  });
});
