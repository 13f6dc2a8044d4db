import { expect, test } from '@jest/globals';
import type { Facts } from '../../core/detect/facts.js';
import { processOf, runtimeOf } from '../../core/model/runtime.js';
import { settingsOf } from '../../core/model/settings.js';
import type { Answers } from '../../core/options.js';
import { backend, fact, variable } from './example.js';

const ANSWERS = { service: 'backend', app: 'm:app', port: 8080 } as Answers;
const HTTP = { port: 8080, live: { path: '/l', by: 'app' }, ready: { path: '/r', by: 'app' }, smoke: '/r' } as const;
const DEPENDENCIES = fact([{ name: 'uvicorn' }]);
const made = (facts: Facts) =>
  processOf(ANSWERS, facts, HTTP, undefined, 8, { image: '/app/api', process: '/app/api' });

test('what is written at start gets a place; files of the image, system folders and nested ones do not', () => {
  const writes = fact([
    { folder: 'logs', when: 'import' as const },
    { folder: 'logs/old', when: 'start' as const },
    { folder: '/data', when: 'import' as const },
    { folder: 'static', when: 'import' as const, occupied: true as const },
    { folder: '/usr/share', when: 'import' as const },
    { folder: '.', when: 'import' as const },
  ]);
  expect(made({ writes }).writable.map(({ path }) => path)).toEqual(['/tmp', '/app/api/logs', '/data']);
  expect(made({}).writable).toHaveLength(1);
});

test('PORT is kept from settings that mean a database by it', () => {
  const captured: Facts = {
    variables: fact([variable('PORT', { captures: true, default: '5432' })]),
    dependencies: DEPENDENCIES,
  };
  const own: Facts = { variables: fact([variable('PORT', { default: '8080' })]), dependencies: DEPENDENCIES };
  expect(made(captured).command.join(' ')).toContain("os.environ.pop('PORT')");
  expect(made(own).command.join(' ')).not.toContain('pop');
  const lacking = { ...HTTP, live: { path: '/l', by: 'wrapper' } } as const;
  expect(runtimeOf(ANSWERS, captured, lacking, [])?.hidesPort).toBe(true);
  expect(runtimeOf(ANSWERS, own, lacking, [])?.hidesPort).toBeUndefined();
});

test('a captured HOST is the service’s to set, PORT never is', () => {
  const names = (captures: boolean) =>
    settingsOf(
      ['HOST', 'PORT'].map((name) => variable(name, captures ? { captures } : {})),
      {},
    ).map((one) => one.name);
  expect(names(true)).toEqual(['HOST']);
  expect(names(false)).toEqual([]);
});

test('settings that cannot be made without HOST get the address that the server listens on', () => {
  const inImage = (more: object) => {
    const { build } = backend({}, { variables: fact([variable('HOST', more)]) });
    return build.stack === 'python' ? build.environment.find(([name]) => name === 'HOST')?.[1] : undefined;
  };
  expect(inImage({ required: true })).toBe('0.0.0.0');
  expect(inImage({ required: false })).toBeUndefined();
  expect(inImage({ required: true, captures: true })).toBeUndefined();
});

test('an app of aiohttp is started by the launcher whatever it answers itself, and needs no other server', () => {
  const facts: Facts = { protocol: fact('aiohttp'), app: fact('m:app'), dependencies: DEPENDENCIES };
  expect(runtimeOf(ANSWERS, facts, HTTP, [])).toMatchObject({ protocol: 'aiohttp', app: 'm:app', packages: [] });
  const metrics = { ...HTTP, metrics: { path: '/metrics', by: 'wrapper' } } as const;
  expect(runtimeOf(ANSWERS, facts, metrics, [])?.packages).toEqual(['prometheus-client']);
  expect(runtimeOf(ANSWERS, { ...facts, protocol: fact('asgi') }, HTTP, [])).toBeUndefined();
});
