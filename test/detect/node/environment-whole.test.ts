import { describe, expect, test } from '@jest/globals';
import { manifest, value, vite } from './read.js';

const server = (files: Record<string, string>, more: Record<string, string> = {}): Record<string, string> => ({
  'package.json': manifest({ start: 'node server.js' }, { express: '5', ...more }),
  'server.js': '',
  ...files,
});
const env = (files: Record<string, string>, path = '.'): Promise<unknown> => value('env', files, { path });

describe('an environment that is handed on as a whole', () => {
  const example = { '.env.example': '# DB_NAME=x\nDB_URL=\nexport API_KEY=x\nUNUSED=1\n' };
  test.each([
    ["const config = new Proxy(process.env, h); config.DB_URL; f('API_KEY')", ['API_KEY', 'DB_URL']],
    ['const get = (k) => { const e = { ...process.env }; return e[k] }; get(DB_URL)', ['DB_URL']],
    ['for (const k of keys) use(process.env[k]); names.DB_URL', ['DB_URL']],
    ['Object.entries(process.env); x.DB_URL', ['DB_URL']],
    // Nothing is handed on: what the file lists is not read.
    ['x.DB_URL; process.env.PORT', ['PORT']],
    ["x.DB_URL; process.env['PORT']", ['PORT']],
    ['// Object.entries(process.env)\nx.DB_URL', undefined],
  ])('%s', async (source, names) => {
    expect(await env(server({ 'server.js': source, ...example }))).toEqual(names);
  });
  test('names without the prefix that the code takes off', async () => {
    const source =
      "for (const [k, v] of Object.entries(import.meta.env)) if (k.startsWith('VITE_APP_')) set(k, v); schema({ API_URL: 1 })";
    const listed = { '.env.example': 'VITE_APP_API_URL=x\nAPI_URL=y\nVITE_APP_OTHER=z\n', 'src/env.ts': source };
    expect(await env(vite('', listed))).toEqual(['VITE_APP_API_URL']);
  });
  test('evidence is the line of the file', async () => {
    const files = server({ 'server.js': 'f(process.env); x.DB_URL', '.env.example': '\n# a\nDB_URL=\n' });
    expect(await value('variables', files)).toEqual([
      { name: 'DB_URL', required: false, secret: true, file: '.env.example', line: 3 },
    ]);
  });
});

describe('a module that hands the environment on', () => {
  const user =
    "import environment from './env.js'; export class E { A = environment.APP_SECRET; B = this.read(environment.SMTP_HOST) }";
  test.each([
    ['export default wrapped(process.env)', ['APP_SECRET', 'SMTP_HOST']],
    ['export default process.env', ['APP_SECRET', 'SMTP_HOST']],
    ['const e = { ...process.env }; export default e', ['APP_SECRET', 'SMTP_HOST']],
    ['export default { APP_SECRET: process.env.REAL_NAME }', ['REAL_NAME']],
    ['export const other = process.env', undefined],
  ])('%s', async (source, names) => {
    expect(await env(server({ 'env.js': source, 'user.js': user }))).toEqual(names);
  });
});

describe('schemas of Joi', () => {
  test.each([
    [
      'const s = Joi.object().keys({ MONGODB_URL: Joi.string().required() }).unknown(); s.prefs({}).validate(process.env)',
      ['MONGODB_URL'],
    ],
    ['const s = Joi.object({ MONGODB_URL: Joi.string() }); s.validate(process.env)', ['MONGODB_URL']],
    ['const s = Joi.object().keys({ MONGODB_URL: Joi.string() }); s.validate(req.body)', undefined],
  ])('%s', async (source, names) => {
    expect(await env(server({ 'server.js': source }))).toEqual(names);
  });
});

describe('packages of the workspace', () => {
  const files = {
    'package.json': manifest(
      { build: 'next build' },
      { next: '15', '@x/auth': 'workspace:*', '@x/unused': 'workspace:*' },
    ),
    'app/page.tsx': "import { auth } from '@x/auth/env'; process.env.OWN_KEY",
    '../../pnpm-workspace.yaml': 'packages: ["apps/*", "packages/*"]',
    '../../packages/auth/package.json': '{ "name": "@x/auth", "exports": { "./*": "./src/*.ts" } }',
    '../../packages/auth/src/env.ts': "import './deep'; createEnv({ server: { AUTH_SECRET: z.string() } })",
    '../../packages/auth/src/deep.ts': 'process.env.DEEP_KEY',
    '../../packages/auth/src/script.ts': 'process.env.SCRIPT_KEY',
    '../../packages/unused/package.json': '{ "name": "@x/unused" }',
    '../../packages/unused/src/index.ts': 'process.env.UNUSED_KEY',
  };
  test('count as far as imports lead', async () => {
    expect(await env(files, 'apps/web')).toEqual(['AUTH_SECRET', 'DEEP_KEY', 'OWN_KEY']);
  });
  test('their database is the service’s where it has none', async () => {
    const db = { ...files, '../../packages/auth/package.json': '{ "name": "@x/auth", "dependencies": { "pg": "8" } }' };
    expect(await value('database', db, { path: 'apps/web' })).toBe('postgres');
    expect(await value('database', files, { path: 'apps/web' })).toBeUndefined();
  });
});

describe('configurations of a static site', () => {
  test.each([
    ['export default { base: process.env.BASE_PATH }', ['BASE_PATH']],
    ['export default { build: { outDir: process.env.OUT_DIR ?? "dist" } }', ['OUT_DIR']],
    ['export default { server: { proxy: { "/api": process.env.DEV_PROXY } } }', undefined],
    ['if (process.env.DEV_PROXY) f(); export default {}', undefined],
  ])('%s', async (config, names) => {
    expect(await env(vite(config))).toEqual(names);
  });
  test('the whole of process.env put in by define', async () => {
    const config =
      "export default defineConfig(({ mode }) => ({ define: { 'process.env': loadEnv(mode, '.', 'VITE') } }))";
    const source = { 'src/a.ts': 'process.env.VITE_TOKEN; process.env.OTHER' };
    expect(await env(vite(config, source))).toEqual(['VITE_TOKEN']);
    expect(await env(vite('export default {}', source))).toBeUndefined();
  });
});

describe('the database of a server', () => {
  const database = (source: string, drivers: Record<string, string>): Promise<unknown> =>
    value('database', server({ 'server.js': source }, drivers));
  const many = { pg: '8', mysql2: '3', mongodb: '6' };
  test('what the code connects with goes before the drivers', async () => {
    expect(await database("knex({ client: 'better-sqlite3' })", many)).toBe('sqlite');
    expect(await database("new Sequelize(u, { dialect: 'mysql' })", { pg: '8' })).toBe('mysql');
    expect(await database("TypeOrmModule.forRoot({ type: 'mariadb' })", { pg: '8' })).toBe('mysql');
    expect(await database("// knex({ client: 'mysql' })", { pg: '8' })).toBe('postgres');
    expect(await database("other({ client: 'mysql' })", { pg: '8' })).toBe('postgres');
  });
  test('a dialect of knex by its module', async () => {
    const source = (from: string): string =>
      `import Dialect from '${from}';\nimport knex from 'knex';\nexport const db = knex({ client: Dialect });`;
    expect(await database(source('knex/lib/dialects/sqlite3/index.js'), { mysql2: '3' })).toBe('sqlite');
    expect(await database(source('./dialects/sqlite3/index.js'), { mysql2: '3' })).toBe('mysql');
  });
  test('SQLite of the runtime, where no driver is declared', async () => {
    expect(await database("import { Database } from 'bun:sqlite'", {})).toBe('sqlite');
    expect(await database("import { DatabaseSync } from 'node:sqlite'", {})).toBe('sqlite');
    expect(await database("import { DatabaseSync } from 'node:sqlite'", { pg: '8' })).toBe('postgres');
    expect(await database("// import { Database } from 'bun:sqlite'", {})).toBeUndefined();
  });
  test('a program with many drivers does not say which is its own', async () => {
    expect(await database('', many)).toBeUndefined();
    expect(await database('', { pg: '8', mysql2: '3' })).toBe('postgres');
    expect(await database('', { '@fastify/mongodb': '9' })).toBe('mongodb');
    expect(await database('', { '@fastify/cors': '9' })).toBeUndefined();
  });
});

describe('files that are a part of the service', () => {
  test('a configuration further down is one, that of a tool is none', async () => {
    const files = server({
      'src/config/app.config.ts': 'process.env.APP_NAME',
      'config/vite.config.js': 'process.env.TOOL_NAME',
    });
    expect(await env(files)).toEqual(['APP_NAME']);
  });
  test('names of test tools are none of the service', async () => {
    const source =
      'process.env.PLAYWRIGHT_TEST_BASE_URL; process.env.CI_PLAYWRIGHT; process.env.CYPRESS; process.env.CITY';
    expect(await env(server({ 'server.js': source }))).toEqual(['CITY']);
  });
});
