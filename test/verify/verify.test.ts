import { describe, expect, test } from '@jest/globals';
import { RULES } from '../../core/verify/rules/all.js';
import { verifyFiles } from '../../core/verify/verify.js';
import { FACTS, GOOD } from './good.js';

describe('verifyFiles', () => {
  test('has nothing to say about a good scaffold', () => {
    expect(verifyFiles(GOOD, FACTS)).toEqual([]);
  });

  test('judges any part of it without the rest', () => {
    for (const [path, text] of GOOD) {
      const alone = verifyFiles(new Map([[path, text]]), {}).filter(({ severity }) => severity === 'error');
      expect(alone.map(({ rule, line }) => `${path}:${line} ${rule}`)).toEqual([]);
    }
  });

  test('sorts by path, line and rule, and says once what overlays share', () => {
    const broken = (GOOD.get('deploy/k8s/base/deployment.yaml') ?? '').replace(
      'runAsNonRoot: true',
      'runAsNonRoot: false',
    );
    const second = [...GOOD]
      .filter(([path]) => path.includes('overlays'))
      .map(([path, text]): [string, string] => [path.replace('production', 'staging'), text]);
    const files = new Map([
      ...GOOD,
      ...second,
      ['deploy/k8s/base/deployment.yaml', broken],
      ['Dockerfile', 'FORM x\n'],
    ] as const);
    const found = verifyFiles(files, FACTS);
    expect(found.filter(({ rule }) => rule === 'k8s-non-root')).toHaveLength(1);
    const keys = found.map(({ path, line, rule }) => `${path} ${String(line ?? 0).padStart(5, '0')} ${rule}`);
    expect(keys).toEqual([...keys].sort());
  });

  test('every rule has an id of its own, a sentence and a source', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    for (const { id, about, source } of RULES) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
      expect(about.length).toBeGreaterThan(10);
      expect(source.length).toBeGreaterThan(3);
    }
  });
});
