import { expect, test } from '@jest/globals';
import { packageOf, provides, withCompanions } from '../../../core/detect/packaging/import-names.js';
import { coverage, undeclaredImports } from '../../../core/detect/packaging/undeclared.js';
import type { ThirdPartyImport } from '../../../core/detect/python/third-party.js';

const imported = (dotted: string, isOptional = false): ThirdPartyImport => ({
  dotted,
  file: 'index.py',
  line: 5,
  isOptional,
});
const messages = (imports: readonly ThirdPartyImport[], names: readonly string[], locked = true) =>
  undeclaredImports(imports, {
    dependencies: names.map((name) => ({ name })),
    locked,
    manifest: 'requirements.txt',
  }).map((remark) => remark.message);

test('an import that nothing brings is named with its place and what to add', () => {
  expect(
    undeclaredImports([imported('opensearchpy')], {
      dependencies: [{ name: 'fastapi' }],
      locked: false,
      manifest: 'requirements.txt',
    }),
  ).toEqual([
    {
      rule: 'import-undeclared',
      severity: 'warning',
      file: 'index.py',
      line: 5,
      message: 'imports opensearchpy, which requirements.txt does not declare',
      fix: 'add opensearch-py',
    },
  ]);
});

test('one remark a module, none for an import that may fail', () => {
  expect(messages([imported('yaml'), imported('yaml.nodes'), imported('boto3', true)], [])).toHaveLength(1);
});

test('without a lock what a package always brings counts, with one the lock alone', () => {
  expect(messages([imported('starlette.requests'), imported('pydantic')], ['fastapi'], false)).toEqual([]);
  expect(messages([imported('pydantic')], ['fastapi'], true)).toHaveLength(1);
});

test.each([
  ['PIL', 'pillow'],
  ['cv2', 'opencv-python-headless'],
  ['google.cloud.storage', 'google-cloud-storage'],
  ['opentelemetry.sdk', 'opentelemetry-sdk'],
  ['flask_login', 'flask-login'],
  ['chatkit', 'openai-chatkit'],
  ['psycopg2', 'psycopg2-binary'],
])('%s comes with %s', (module, name) => {
  expect(provides(new Set([name]), module)).toBe(true);
});

test('a package of another name does not bring it', () => {
  expect(provides(new Set(['pillow-heif', 'yamllint']), 'yaml')).toBe(false);
  expect(packageOf('my_thing.sub')).toBe('my-thing');
});

test('extras count by what they add', () => {
  const names = withCompanions([
    { name: 'fastapi', extras: ['standard'] },
    { name: 'celery', extras: ['redis'] },
  ]);
  expect(['uvicorn', 'httptools', 'redis', 'starlette'].every((name) => names.has(name))).toBe(true);
});

test('coverage counts modules, each once', () => {
  expect(coverage([imported('fastapi'), imported('fastapi.routing'), imported('redis')], [{ name: 'fastapi' }])).toBe(
    1,
  );
});
