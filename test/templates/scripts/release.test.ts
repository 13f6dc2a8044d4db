import { describe, expect, test } from '@jest/globals';
import { calls, model, READY } from './ready.js';
import { DIGEST, run } from './stage.js';

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
