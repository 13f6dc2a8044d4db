import { describe, expect, test } from '@jest/globals';
import { verifyFiles } from '../../../core/verify/verify.js';
import { AT, type Case, GOOD, hits } from '../good.js';

const CASES: readonly Case[] = [
  {
    rule: 'yaml-parses',
    path: AT.network,
    from: '  ports:\n    - name: http',
    to: '  ports:\n\t- name: http',
    on: '\t- name',
  },
  { rule: 'yaml-parses', path: AT.run, from: 'kind: Service', to: 'kind: Service: x', on: 'kind: Service: x' },
  {
    rule: 'yaml-duplicate-key',
    path: AT.scaling,
    from: 'maxReplicas: 4',
    to: 'maxReplicas: 4\n  maxReplicas: 5',
    on: 'maxReplicas: 5',
  },
  {
    rule: 'yaml-trap',
    path: AT.configuration,
    from: 'LOG_FORMAT: json',
    to: 'LOG_FORMAT: no',
    on: 'LOG_FORMAT',
    says: /write "no" or false/,
  },
  { rule: 'yaml-trap', path: AT.deployment, from: 'runAsUser: 65532', to: 'fsGroup: 0644', on: '0644', says: /420/ },
  { rule: 'yaml-trap', path: 'compose.yaml', from: "'127.0.0.1:8080:8080'", to: '22:22', on: '22:22' },
  {
    rule: 'kubernetes-schema',
    path: AT.deployment,
    from: 'terminationGracePeriodSeconds',
    to: 'terminationGracePeriodSecond',
    on: 'terminationGrace',
    says: /write terminationGracePeriodSeconds/,
  },
  {
    rule: 'kubernetes-schema',
    path: AT.deployment,
    from: 'value: "8080"',
    to: 'value: 8080',
    on: 'value: 8080',
    says: /write "8080" in quotes/,
  },
  {
    rule: 'kubernetes-schema',
    path: AT.deployment,
    from: 'imagePullPolicy: Always',
    to: 'imagePullPolicy: Alway',
    on: 'Alway',
    says: /did you mean Always/,
  },
  {
    rule: 'kubernetes-schema',
    path: AT.scaling,
    from: 'autoscaling/v2',
    to: 'autoscaling/v2beta2',
    on: 'v2beta2',
    says: /served no more/,
  },
  {
    rule: 'kubernetes-schema',
    path: AT.scaling,
    from: 'autoscaling/v2',
    to: 'autoscaling/v1',
    on: 'autoscaling/v1',
    says: /write autoscaling\/v2/,
  },
  {
    rule: 'kubernetes-schema',
    path: AT.network,
    from: 'kind: NetworkPolicy',
    to: 'kind: NetworkPolciy',
    on: 'NetworkPolciy',
    says: /write NetworkPolicy/,
  },
  {
    rule: 'kubernetes-schema',
    path: AT.configuration,
    from: 'external-secrets.io/v1',
    to: 'external-secrets.oi/v1',
    says: /external-secrets.io\/v1/,
  },
  {
    rule: 'kubernetes-schema',
    path: AT.configuration,
    from: 'secretKey',
    to: 'secretkey',
    on: 'secretkey',
    says: /write secretKey/,
  },
];

describe('YAML and schemas', () => {
  test.each(CASES)('$rule: $to', (one) => {
    expect(hits(one)).not.toEqual([]);
  });

  const judge = (text: string): readonly string[] =>
    verifyFiles(new Map([['deploy/extra.yaml', text]]), {}).map(({ rule, severity }) => `${severity} ${rule}`);

  test('an anchor inside itself and aliases without end are survived', () => {
    const rows = Array.from(
      { length: 12 },
      (_, row) => `a${row + 1}: &a${row + 1} [${Array(9).fill(`*a${row}`).join(',')}]`,
    );
    expect(judge(`a0: &a0 [x]\n${rows.join('\n')}\n`)).toEqual(['error yaml-parses']);
    expect(() => judge('a: &a\n  b: *a\n')).not.toThrow();
  });

  test('templates of other tools and kinds that nobody knows pass', () => {
    expect(judge('apiVersion: v1\nkind: {{ .Values.kind }}\n')).toEqual([]);
    expect(judge('apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: a }\nspec: { any: thing }\n')).toEqual(
      [],
    );
  });

  test('a file with CRLF and a byte order mark reads as any other', () => {
    const crlf = new Map([...GOOD].map(([path, text]): [string, string] => [path, text.replaceAll('\n', '\r\n')]));
    expect(verifyFiles(crlf, {}).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
