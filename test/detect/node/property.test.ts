// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources under test hold templates of their own
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { found, manifest } from './read.js';

const FILES: Readonly<Record<string, string>> = {
  'package.json': manifest(
    { build: 'vite build && next build', start: 'node server.js' },
    { vite: '6', next: '15', express: '5' },
    { engines: { node: '>=20' } },
  ),
  'index.html': '<p>%VITE_A%</p>',
  'vite.config.ts':
    "import path from 'path';\nexport default defineConfig(({ mode }) => ({ build: { outDir: path.join(__dirname, `${mode}/x`) } }))",
  'next.config.js':
    "const c = { output: process.env.A ? 'export' : 'standalone' };\nmodule.exports = withX({ a: [1, ...b] })(c)",
  'angular.json': '{ "projects": { "a": { "architect": { "build": { "options": { "outputPath": "x" } } } } } }',
  'pnpm-lock.yaml':
    "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      vite: { specifier: '6', version: 6.0.0 }\n",
  'package-lock.json': '{ "packages": { "": { "dependencies": { "vite": "6" } } } }',
  'yarn.lock': '"vite@6":\n  version "6.0.0"\n',
  'pnpm-workspace.yaml': "packages:\n  - 'a/*'\n",
  'compose.yaml':
    'services:\n  web:\n    build: { context: . }\n    ports: ["80:3000"]\n    healthcheck: { test: [CMD, curl, "http://localhost/x"] }\n',
  Dockerfile:
    'ARG V=22\nFROM node:${V} AS a\nRUN npm ci\nEXPOSE ${PORT:-3000}\nHEALTHCHECK CMD curl http://localhost:1/x\nCMD ["npm", "start"]\n',
  'server.js': 'app.listen(Number(process.env.PORT) || 3000); const { A = "x" } = process.env;',
  'src/a.vue': '<script setup>const a = import.meta.env.VITE_A</script>',
  'tsconfig.json': '{ "extends": "./tsconfig.json", "compilerOptions": { "paths": { "@/*": ["../x/*"] } } }',
  'prisma/schema.prisma': 'datasource db {\n provider = "mysql"\n url = env("DATABASE_URL")\n}\n',
  '.nvmrc': '22',
  'api/main.ts':
    "import health from './health'; import { x } from '@x/db/env'; const app = new Hono().basePath('/api').route('/', health); app.setGlobalPrefix('v'); serve({ port: env.PORT })",
  'api/health.ts':
    "@Controller('health') export class A { @Get() a() {} }\nconst r = express.Router(); r.use('/x', r); r.get('/health', f); export default wrapped(process.env)",
  'api/[...all].ts': "import e from './health'; e.SECRET_KEY; for (const k of ks) f(process.env[k])",
  '.env.example': 'SECRET_KEY=\nexport A="b # c"\n',
  'ecosystem.config.json': '{ "apps": [{ "script": "server.js" }] }',
  'nx.json': '{ "defaultProject": "a" }',
  'a/project.json': '{ "name": "a", "targets": { "build": { "executor": "@nx/vite:build", "options": {} } } }',
  '../package.json': '{ "workspaces": ["web", "packages/*"] }',
  '../packages/db/package.json':
    '{ "name": "@x/db", "exports": { "./*": "./src/*.ts" }, "dependencies": { "pg": "8" } }',
  '../packages/db/src/env.ts': "import './env'; createEnv({ server: { DB_KEY: z.string() } })",
  '../Dockerfile': 'FROM node:22 AS base\nFROM base AS web\nCOPY web .\nEXPOSE 3000\n',
};
const names = Object.keys(FILES);

test('no damaged file makes detection fail, and every fact keeps its evidence', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.nat(200),
      fc.constantFrom('', '\uFEFF', '\0', '\t', '{', '"', '\r\n', '🙂', '(((('),
      async (name, cut, noise) => {
        const text = FILES[name] ?? '';
        const files = { ...FILES, [name]: text.slice(0, cut) + noise + text.slice(cut + 1) };
        const { facts } = await found(files, { path: 'web' });
        for (const fact of Object.values(facts)) {
          expect(fact.evidence.length).toBeGreaterThan(0);
          expect(fact.evidence[0]?.line).toBeGreaterThan(0);
          expect(fact.evidence[0]?.text.length).toBeLessThanOrEqual(120);
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('the order in which files are named changes nothing', async () => {
  const first = JSON.stringify(await found(FILES, { path: 'web' }));
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(names, { minLength: names.length }), async (order) => {
      const files = Object.fromEntries(order.map((name) => [name, FILES[name] ?? '']));
      expect(JSON.stringify(await found(files, { path: 'web' }))).toBe(first);
    }),
    { numRuns: 10 },
  );
});

test.each([
  ['calls', `x = ${'f('.repeat(4000)}1${')'.repeat(4000)}`],
  ['members', `app${'.get("/health", f)'.repeat(2000)}`],
  ['objects', `export default ${'{ a: '.repeat(2000)}1${' }'.repeat(2000)}`],
  ['conditions', `const p = ${'a ? '.repeat(2000)}1${' : 2'.repeat(2000)}; app.listen(p)`],
  ['templates', `const p = ${'`${'.repeat(2000)}1${'}`'.repeat(2000)}; process.env[p]`],
])('deeply nested %s end', async (_about, source) => {
  for (const name of ['server.js', 'vite.config.ts'])
    await expect(found({ ...FILES, [name]: source }, { path: 'web' })).resolves.toBeDefined();
});
