import { describe, expect, test } from '@jest/globals';
import type { Variable } from '../../../core/detect/fact-values.js';
import { found, manifest, vite } from './read.js';

type Files = Record<string, string>;
const next = (files: Files): Files => ({ 'package.json': manifest({ build: 'next build' }, { next: '15' }), ...files });
async function variables(files: Files): Promise<readonly Variable[]> {
  return (await found(files)).facts.variables?.value ?? [];
}
const names = async (files: Files): Promise<readonly string[]> =>
  (await variables(files)).map((variable) => variable.name);
const one = async (source: string): Promise<Variable | undefined> => (await variables(next({ 'lib/a.ts': source })))[0];

describe('names in a Vite site', () => {
  test.each([
    ['src/a.ts', 'const a = import.meta.env.VITE_A;'],
    ['src/a.tsx', 'export const A = () => <a href={import.meta.env.VITE_A}/>;'],
    ['src/a.ts', "const a = import.meta.env['VITE_A'];"],
    ['src/lib/.client/a.ts', 'const a = import.meta.env.VITE_A;'],
    ['src/a.ts', 'const { VITE_A } = import.meta.env;'],
    ['src/a.ts', 'const env = import.meta.env; const a = env.VITE_A;'],
    [
      'src/a.vue',
      '<template><p/></template>\n<script setup lang="ts">\nconst a: string = import.meta.env.VITE_A\n</script>',
    ],
    ['src/a.svelte', '<script>let x;</script>\n<a href="{import.meta.env.VITE_A}">x</a>'],
    ['index.html', '<script src="%VITE_A%"></script>'],
    ['src/a.ts', "function read(key: string) { return import.meta.env[key]; }\nconst a = read('VITE_A');"],
    ['src/a.ts', 'export const read = (env: Env = import.meta.env as Env) => env.VITE_A;'],
    ['src/a.js', 'export const read = (env = import.meta.env) => env.VITE_A;'],
  ])('%s: %s', async (file, text) => {
    expect(await names(vite('', { [file]: text }))).toEqual(['VITE_A']);
  });
  test.each([
    ['src/a.ts', 'import.meta.env.MODE; import.meta.env.DEV; import.meta.env.BASE_URL; import.meta.env.SSR'],
    ['src/a.ts', 'import.meta.env.OTHER; process.env.SERVER_ONLY'],
    ['src/a.ts', 'export const read = (env: Env = other.env) => env.VITE_A; import.meta.env.MODE'],
    ['src/a.ts', "// import.meta.env.VITE_A\nconst a = 'import.meta.env.VITE_A';"],
    ['src/.cache/a.ts', 'import.meta.env.VITE_A'],
    ['src/a.test.ts', 'import.meta.env.VITE_A'],
    ['src/__tests__/a.ts', 'import.meta.env.VITE_A'],
    ['src/a.stories.tsx', 'import.meta.env.VITE_A'],
    ['e2e/a.ts', 'import.meta.env.VITE_A'],
    ['playwright.config.ts', 'process.env.VITE_A'],
    ['src/env.d.ts', 'const a = import.meta.env.VITE_A'],
    ['dist/a.js', 'import.meta.env.VITE_A'],
  ])('not %s: %s', async (file, text) => {
    expect(await names(vite('', { [file]: text }))).toEqual([]);
  });
  test('the configured prefix, and what `define` puts in', async () => {
    expect(
      await names(
        vite("export default { envPrefix: ['APP_', 'VITE_'] }", {
          'src/a.ts': 'import.meta.env.APP_A; import.meta.env.OTHER',
        }),
      ),
    ).toEqual(['APP_A']);
    const config =
      "export default ({ mode }) => { const env = loadEnv(mode, '.', ''); return { server: { port: env.DEV_PORT }, define: { 'process.env.API_KEY': JSON.stringify(env.GEMINI_API_KEY) } } }";
    expect(await names(vite(config))).toEqual(['GEMINI_API_KEY']);
  });
});

describe('names in servers', () => {
  test('next', async () => {
    const files = {
      'lib/a.ts': 'process.env.DATABASE_URL; process.env.NODE_ENV; process.env.NEXT_PUBLIC_A',
      'next.config.js': 'module.exports = { env: { made: process.env.SOURCE } }',
      'app/page.tsx': 'process.env.made',
    };
    expect(await names(next(files))).toEqual(['DATABASE_URL', 'NEXT_PUBLIC_A', 'SOURCE']);
  });
  test('sveltekit', async () => {
    const files = {
      'package.json': manifest({ build: 'vite build' }, { vite: '6', '@sveltejs/kit': '2' }),
      'svelte.config.js':
        "import adapter from '@sveltejs/adapter-node';\nexport default { kit: { adapter: adapter() } }",
      'src/lib/a.ts':
        "import { PUBLIC_A } from '$env/static/public';\nimport { env } from '$env/dynamic/private';\nconst b = env.SECRET_B;",
    };
    expect(await names(files)).toEqual(['PUBLIC_A', 'SECRET_B']);
    const helper =
      "import { env } from '$env/dynamic/private';\nfunction given(name: string) { return env[name]; }\nexport const c = given('SECRET_C');";
    expect(await names({ ...files, 'src/lib/a.ts': helper })).toEqual(['SECRET_C']);
    const other = helper.replace('$env/dynamic/private', './env');
    expect(await names({ ...files, 'src/lib/a.ts': other })).toEqual([]);
  });
  test('nuxt: the runtime configuration', async () => {
    const files = {
      'package.json': manifest({ build: 'nuxt build' }, { nuxt: '3' }),
      'nuxt.config.ts':
        "export default defineNuxtConfig({ runtimeConfig: { apiSecret: '', public: { apiBase: '/api' } } })",
    };
    expect(await variables(files)).toMatchObject([
      { name: 'NUXT_API_SECRET', secret: true },
      { name: 'NUXT_PUBLIC_API_BASE', default: '/api', secret: false },
    ]);
  });
  test('react-scripts lets only its prefix in', async () => {
    expect(
      await names({
        'package.json': manifest({ build: 'react-scripts build' }),
        'src/a.js': 'process.env.REACT_APP_A; process.env.OTHER; process.env.PUBLIC_URL',
      }),
    ).toEqual(['REACT_APP_A']);
  });
  test('sveltekit: a module that is imported on the way', async () => {
    const files = {
      'package.json': manifest({ build: 'vite build' }, { vite: '6', '@sveltejs/kit': '2' }),
      'svelte.config.js':
        "import adapter from '@sveltejs/adapter-node';\nexport default { kit: { adapter: adapter() } }",
    };
    const late =
      "export async function f() { const { env } = await import('$env/dynamic/private'); return env.TOKEN_A; }";
    expect(await names({ ...files, 'src/lib/a.ts': late })).toEqual(['TOKEN_A']);
    expect(
      await names({ ...files, 'src/lib/a.ts': late.replace('env }', 'env: all }').replace('env.T', 'all.T') }),
    ).toEqual(['TOKEN_A']);
    expect(await names({ ...files, 'src/lib/a.ts': late.replace('$env/dynamic/private', './$env/x') })).toEqual([]);
  });
  test('an environment taken out of `process`', async () => {
    expect(await names(next({ 'lib/a.ts': 'const { env } = process;\nexport const a = env.TOKEN_A;' }))).toEqual([
      'TOKEN_A',
    ]);
    expect(await names(next({ 'lib/a.ts': '// process.env\nconst { env } = other;\nenv.TOKEN_A;' }))).toEqual([]);
  });
  test('a JSON schema', async () => {
    const source = (from: string): string =>
      `import reader from '${from}';\nconst schema = { type: 'object', required: ['DB_HOST'], properties: { DB_HOST: { type: 'string' }, LIMIT: { type: 'number', default: 100 }, SALT: { type: 'string' } } };\nexport const autoConfig = { schema };\nexport default reader;`;
    expect(await variables(next({ 'lib/env.ts': source('@fastify/env') }))).toMatchObject([
      { name: 'DB_HOST', required: true },
      { name: 'LIMIT', default: '100', required: false },
      { name: 'SALT', required: false },
    ]);
    const inline =
      "import envSchema from 'env-schema';\nimport { Type } from 'typebox';\nexport const env = envSchema({ schema: Type.Object({ DB_HOST: Type.String() }) });";
    expect(await names(next({ 'lib/env.ts': inline }))).toEqual(['DB_HOST']);
    expect(await names(next({ 'lib/env.ts': source('./routes') }))).toEqual([]);
    const fluent =
      "const envSchema = require('env-schema');\nconst S = require('fluent-json-schema');\nenvSchema({ schema: S.object().prop('API_HOST', S.string().required()).prop('SALT', S.number().default(10)).prop('title', S.string()) });";
    expect(await variables(next({ 'lib/env.js': fluent }))).toMatchObject([
      { name: 'API_HOST', required: true },
      { name: 'SALT', default: '10', required: false },
    ]);
    expect(await names(next({ 'lib/env.js': fluent.replace("require('env-schema')", 'other') }))).toEqual([]);
  });
  test('schemas', async () => {
    const zod =
      "import { z } from 'zod';\nconst schema = z.object({ DATABASE_URL: z.string().url(), LEVEL: z.string().default('info'), EXTRA: z.string().optional() });\nexport const env = schema.parse(process.env);";
    expect(await variables(next({ 'lib/env.ts': zod }))).toMatchObject([
      { name: 'DATABASE_URL', required: true, secret: true },
      { name: 'EXTRA', required: false },
      { name: 'LEVEL', required: false, default: 'info' },
    ]);
    const t3 =
      'export const env = createEnv({ server: { AUTH_SECRET: z.string() }, client: { NEXT_PUBLIC_A: z.string().optional() }, runtimeEnv: { AUTH_SECRET: process.env.AUTH_SECRET, NEXT_PUBLIC_A: process.env.NEXT_PUBLIC_A } });';
    expect(await variables(next({ 'env.mjs': t3 }))).toMatchObject([
      { name: 'AUTH_SECRET', required: true, secret: true },
      { name: 'NEXT_PUBLIC_A', required: false, secret: false },
    ]);
    expect(
      await names(next({ 'lib/a.ts': 'const form = z.object({ EMAIL: z.string() }).parse(body); process.env' })),
    ).toEqual([]);
    const schema = 'const schema = z.object({ A_URL: z.string() });';
    for (const given of ['cleaned(process.env)', 'cleaned({ ...process.env })', 'all'])
      expect(await names(next({ 'env.ts': `${schema} const all = process.env; schema.parse(${given})` }))).toEqual([
        'A_URL',
      ]);
    expect(await names(next({ 'env.ts': `${schema} schema.parse(cleaned(process.argv))` }))).toEqual([]);
    const t3env =
      'createEnv({ server: { OWN: z.string(), FAR: imported, ...more }, runtimeEnv: { OWN: process.env.OWN, FAR: process.env.FAR, MORE: process.env.MORE } })';
    const needed = (await variables(next({ 'env.mjs': t3env }))).filter((one) => one.required).map((one) => one.name);
    expect(needed).toEqual(['OWN']);
    // What a schema asks for is required, whatever an example lists and other places do without it.
    const asked = async (parse: string) =>
      (
        await variables(
          next({ '.env.example': 'A_URL=\n', 'env.ts': `${schema} ${parse}`, 'b.ts': 'if (process.env.A_URL) f()' }),
        )
      )[0]?.required;
    expect(await asked('schema.parse(process.env)')).toBe(true);
    expect(await asked('const r = schema.safeParse(process.env); if (!r.success) { throw new Error() }')).toBe(true);
    expect(await asked('export const r = schema.safeParse(process.env)')).toBe(false);
  });
});

test('names that no platform can set, and what the machine sets itself', async () => {
  const source = "f(process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA, process.env.TMPDIR, process.env.A_DIR)";
  expect(await names(next({ 'lib/a.ts': source }))).toEqual(['A_DIR']);
});

describe('required and default', () => {
  test.each([
    ["f(process.env.A ?? 'x')", false, 'x'],
    ['f(process.env.A || 3000)', false, '3000'],
    ["f((process.env.A as string) ?? 'x')", false, 'x'],
    ["const { A = 'x' } = process.env", false, 'x'],
    ['f(process.env.A ? 1 : 2)', false, undefined],
    ['if (process.env.A) f()', false, undefined],
    ["f(process.env.A === 'true')", false, undefined],
    ['const a = process.env.A; if (a && a.length) f(a)', false, undefined],
    ['f(process.env.A)', true, undefined],
    ['f(process.env.A!)', true, undefined],
    ["if (!process.env.A) throw new Error('A')", true, undefined],
    ["const a = process.env.A;\nif (!a) { throw new Error('A'); }", true, undefined],
    ["if (!process.env.A) console.warn('A')", false, undefined],
  ])('%s', async (source, required, usual) => {
    const variable = await one(source);
    expect(variable?.name).toBe('A');
    expect(variable?.required).toBe(required);
    expect(variable?.default).toBe(usual);
  });
  test('a committed environment file gives the value', async () => {
    const [variable] = await variables(
      vite('', { 'src/a.ts': 'import.meta.env.VITE_A', '.env': '# c\nVITE_A=http://x# y\n' }),
    );
    expect(variable).toEqual({
      name: 'VITE_A',
      default: 'http://x',
      required: false,
      secret: false,
      file: 'src/a.ts',
      line: 1,
    });
  });
  test.each([
    ['STRIPE_SECRET_KEY', true],
    ['DATABASE_URL', true],
    ['REDIS_URL', true],
    ['SMTP_PASSWORD', true],
    ['API_URL', false],
    ['NEXT_PUBLIC_API_KEY', false],
    ['STRIPE_PUBLISHABLE_KEY', false],
    ['CACHE_KEY_PREFIX', false],
  ])('%s', async (name, secret) => {
    expect((await one(`f(process.env.${name})`))?.secret).toBe(secret);
  });
});

describe('names outside expressions', () => {
  test('the URL of Prisma, but not one that is commented out', async () => {
    const schema =
      'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n  shadowDatabaseUrl = env("SHADOW_URL")\n  // directUrl = env("DIRECT_URL")\n}\n';
    expect(await variables(next({ 'prisma/schema.prisma': schema }))).toMatchObject([
      { name: 'DATABASE_URL', required: true, secret: true, line: 3 },
      { name: 'SHADOW_URL', required: false },
    ]);
  });
  test('a described configuration', async () => {
    const convict =
      "import convict from 'convict';\nexport const c = convict({ level: { format: String, default: 'info', env: 'LOG_LEVEL' } });";
    expect(await variables(next({ 'lib/c.ts': convict }))).toMatchObject([
      { name: 'LOG_LEVEL', default: 'info', required: false },
    ]);
    expect(
      await names(next({ 'lib/c.ts': "import convict from 'convict';\nconst a = { env: 'LOG_LEVEL' };" })),
    ).toEqual([]);
  });
});

describe('what the machine sets itself', () => {
  test.each([
    ['GITHUB_CLIENT_SECRET', true],
    ['BASE_URL', true],
    ['PUBLIC_URL', true],
    ['VERCEL_API_TOKEN', true],
    ['PORT', true],
    ['GITHUB_SHA', false],
    ['VERCEL_GIT_COMMIT_SHA', false],
    ['NODE_ENV', false],
    ['CI', false],
    ['npm_package_version', false],
  ])('%s counts: %s', async (name, counts) => {
    expect(await names(next({ 'lib/a.ts': `f(process.env.${name})` }))).toEqual(counts ? [name] : []);
  });
  test('a port is never asked for', async () => {
    expect((await one('f(process.env.PORT)'))?.required).toBe(false);
  });
});
