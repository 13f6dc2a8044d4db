import { describe, expect, test } from '@jest/globals';
import { twoWay } from '../../core/plan/two-way.js';

function adopt(kind: Parameters<typeof twoWay>[0], yours: string, next: string) {
  const taken = twoWay(kind, Buffer.from(yours), next);
  const text = taken.is === 'merged' ? Buffer.from(taken.bytes).toString('utf8') : undefined;
  return { is: taken.is, text, differences: taken.differences };
}

describe('twoWay of YAML', () => {
  const head = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n';

  test('adds entries, keeps every byte of yours, and tells where both say something', () => {
    const yours = `# mine\n${head}spec:\n    type: NodePort   # why\n`;
    const taken = adopt(
      'yaml',
      yours,
      `${head}  labels:\n    app: a\nspec:\n  type: ClusterIP\n  sessionAffinity: None\n`,
    );
    expect(taken.text).toBe(
      '# mine\napiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  labels:\n    app: a\nspec:\n    type: NodePort   # why\n    sessionAffinity: None\n',
    );
    expect(taken.differences).toEqual([{ at: 'spec.type', yours: '"NodePort"', new: '"ClusterIP"' }]);
  });

  test('leaves another object alone', () => {
    const taken = adopt('yaml', `${head}spec: {}\n`, head.replace('name: a', 'name: b'));
    expect(taken.is).toBe('edited');
    expect(taken.differences[0]?.at).toBe('whole file');
  });

  test('a probe or a list of yours is never mixed with ours', () => {
    const pod = (inside: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - name: a\n${inside}`;
    const yours = pod(
      '      livenessProbe:\n        tcpSocket:\n          port: 80\n      env:\n        - name: X\n          value: "1"\n',
    );
    const next = pod(
      '      livenessProbe:\n        httpGet:\n          path: /a\n      env:\n        - name: X\n          valueFrom: {}\n      workingDir: /app\n',
    );
    const { text, differences } = adopt('yaml', yours, next);
    expect(text).toBe(yours.replace('- name: a\n', '- name: a\n      workingDir: /app\n'));
    expect(differences.map(({ at }) => at)).toEqual(['spec.containers[a].livenessProbe', 'spec.containers[a].env']);
  });

  describe('ports that what comes in asks by name', () => {
    const pod = (ports: string, rest = ''): string =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - name: a\n${ports}${rest}`;
    const port = (name: string, number: number): string =>
      `${name === '' ? '        - ' : `        - name: ${name}\n          `}containerPort: ${number}\n`;
    const list = (...ports: string[]): string => `      ports:\n${ports.join('')}`;
    const next = pod(list(port('http', 8080)), '      livenessProbe:\n        httpGet:\n          port: http\n');
    test.each([
      ['its own name', list(port('web', 8080), port('admin', 9000)), 'web'],
      ['the name of its only port', list(port('web', 9001)), 'web'],
      ['the number of a port without a name', list(port('', 8080), port('admin', 9000)), '8080'],
      ['our number where none of several is it', list(port('a', 1), port('b', 2)), '8080'],
      ['the same name', list(port('admin', 8080), port('http', 9000)), 'http'],
      ['our own port where it has none', '', 'http'],
    ])('%s', (_, ports, asked) => {
      const { text } = adopt('yaml', pod(ports), next);
      expect(text).toContain(`httpGet:\n          port: ${asked}\n`);
    });
  });

  describe('comments above the first entry of a map', () => {
    const spec = (inside: string): string => `${head}spec:\n${inside}`;
    test.each([
      ['one on what is left out stays away where yours has it', '  # No replicas here: x\n  a: 1\n', '', false],
      ['and comes along where yours has not', '  # No sizes here: x\n  a: 1\n', '', true],
      ['one on an entry that yours has itself stays away', '  # x\n  replicas: 1\n  a: 1\n', '', false],
      ['one on an entry that comes in comes along', '  # x\n  a: 1\n  replicas: 1\n', '', true],
      ['one on another entry that is left out', '  b: 1\n  # No replicas here: x\n  a: 1\n', '  b: 2\n', false],
    ])('%s', (_, theirs, more, comes) => {
      const { text } = adopt('yaml', spec(`${more}  replicas: 3\n`), spec(theirs));
      expect(text).toContain('  a: 1\n');
      expect(text?.includes('#')).toBe(comes);
    });
  });

  test('a compose service of another name takes what it lacks, and keeps its image or build', () => {
    const yours = 'services:\n  web:\n    build: .\n    ports: ["80:80"]\n';
    const next =
      'services:\n  app:\n    build:\n      context: .\n    image: x\n    read_only: true\n  database:\n    image: postgres:16\n';
    const { text } = adopt('yaml', yours, next);
    expect(text).toBe(
      'services:\n  web:\n    build: .\n    ports: ["80:80"]\n    read_only: true\n  database:\n    image: postgres:16\n',
    );
  });

  test('what does not parse stays byte for byte', () => {
    expect(adopt('yaml', 'a: [\n', 'a: 1\n').is).toBe('edited');
  });
});

describe('twoWay of other files', () => {
  test('variables of .env.example: yours stay, missing ones are added', () => {
    const { text, differences } = adopt('set', '# mine\nA=1\n', 'A=2\nB=3\n');
    expect(text).toBe('# mine\nA=1\nB=3\n');
    expect(differences).toEqual([{ at: expect.any(String), yours: 'A=1', new: 'A=2' }]);
  });

  test('patterns that let only some files in are not added to yours', () => {
    expect(adopt('set', 'node_modules\n', '*\n!src\n').is).toBe('edited');
  });

  test('JSON by keys', () => {
    const { text } = adopt('json', '{\n  "a": 1\n}\n', '{ "a": 2, "b": { "c": 3 } }\n');
    expect(JSON.parse(text ?? '')).toEqual({ a: 1, b: { c: 3 } });
  });

  test('a Dockerfile stays, and its differences are those of the image that runs', () => {
    const yours = 'FROM a AS build\nUSER root\nFROM a\nUSER app\nCMD ["x"]\n';
    const { is, differences } = adopt('dockerfile', yours, 'FROM b AS run\nUSER 1\nFROM run\nCMD ["x"]\n');
    expect(is).toBe('edited');
    expect(differences).toEqual([
      { at: 'FROM', yours: 'a', new: 'b' },
      { at: 'USER', yours: 'app', new: '1' },
    ]);
  });

  test('scripts stay, the same file is the same, CRLF stays CRLF', () => {
    expect(adopt('lines', 'echo a\n', 'echo b\n').is).toBe('edited');
    expect(adopt('lines', 'a\n', 'a\n').is).toBe('same');
    expect(adopt('set', 'A=1\r\n', 'B=3\n').text).toBe('A=1\r\nB=3\r\n');
  });
});
