import { describe, expect, test } from '@jest/globals';
import { found, manifest, value } from './read.js';

const express = (
  source: string,
  more: Record<string, string> = {},
  dependencies: Record<string, string> = {},
): Record<string, string> => ({
  'package.json': manifest({ start: 'node server.js' }, { express: '5', ...dependencies }),
  'server.js': source,
  ...more,
});

describe('Node servers', () => {
  test('one that renders pages is a frontend served by Node', async () => {
    const { facts } = await found(
      express("app.get('/', (req, res) => res.render('home')); app.listen(process.env.PORT || 3000)"),
    );
    expect(facts.service?.value).toBe('frontend');
    expect(facts.framework?.value).toBe('node');
    expect(facts.serves?.value).toBe('server');
    expect(facts.port?.value).toBe(3000);
    expect(facts.outputDir).toBeUndefined();
  });
  test('`node .` starts the main file of the package', async () => {
    const start = (more: Record<string, unknown>): string => manifest({ start: 'node .' }, { express: '5' }, more);
    const files = { 'package.json': start({}), 'index.js': 'app.listen(3001)', 'lib/api.js': 'app.listen(3002)' };
    expect(await value('service', files)).toBe('backend');
    expect(await value('port', { ...files, 'index.js': '', 'package.json': start({ main: 'lib/api.js' }) })).toBe(3002);
    expect(await value('service', { ...files, 'package.json': start({ main: 'gone.js' }) })).toBeUndefined();
  });
  test('an engine beside a mailer writes messages, where the code renders none for a response', async () => {
    const both = { nunjucks: '3', nodemailer: '7' };
    const mail = "nunjucks.render('mail.html', data); app.listen(3000)";
    expect(await value('service', express(mail, {}, both))).toBe('backend');
    expect(await value('service', express(mail, {}, { nunjucks: '3' }))).toBe('frontend');
    expect(await value('service', express("res.render('home'); app.listen(3000)", {}, both))).toBe('frontend');
    expect(await value('service', express(mail, {}, { nodemailer: '7', '@fastify/view': '10' }))).toBe('frontend');
  });
  test.each([
    ['nodemon', 'nodemon server.js'],
    ['ts-node-dev', 'ts-node-dev -r tsconfig-paths/register ./server.js'],
  ])('one that %s starts, and no output folder of a file that is loaded first', async (_, start) => {
    const files = {
      ...express('app.listen(3000)'),
      'package.json': manifest({ start, build: 'tsc' }, { express: '5' }),
    };
    const { facts } = await found(files);
    expect(facts.service?.value).toBe('backend');
    expect(facts.port?.value).toBe(3000);
    expect(facts.outputDir).toBeUndefined();
  });
  test('the routes of a server beside a bundle of webpack', async () => {
    const { facts } = await found({
      'package.json': manifest(
        { start: 'node server', build: 'webpack' },
        { express: '5', 'html-webpack-plugin': '5' },
      ),
      'server/index.js': "require('./load')(__dirname)",
      'server/controllers/common.js':
        "const router = express.Router(); router.get('/healthz', (req, res) => res.end())",
    });
    expect(facts.healthPath?.value).toBe('/healthz');
  });
  test.each([
    ['a view engine', express('', {}, { ejs: '3' }), 'frontend'],
    ['static files with a page', express("app.use(express.static('public'))", { 'public/index.html': '' }), 'frontend'],
    ['static files without one', express("app.use(express.static('uploads'))"), 'backend'],
    ['data only', express('app.get("/", (req, res) => res.json({}))'), 'backend'],
    ['a render in a text', express("// res.render('x')\nconst a = \"res.render('x')\";"), 'backend'],
    [
      'no server library',
      { 'package.json': manifest({ start: 'node cli.js' }), 'cli.js': 'console.log(1)' },
      undefined,
    ],
    ['no start script', { 'package.json': manifest({ test: 'jest' }, { express: '5' }), 'app.js': '' }, undefined],
    [
      'the file that npm starts by itself',
      { 'package.json': manifest({}, { express: '5' }), 'server.js': '' },
      'backend',
    ],
    [
      'a configuration of pm2',
      {
        'package.json': manifest({ start: 'pm2 start ecosystem.config.json --no-daemon' }, { express: '5' }),
        'ecosystem.config.json': '{ "apps": [{ "script": "src/index.js" }] }',
        'src/index.js': '',
      },
      'backend',
    ],
    [
      'a built program of a workspace',
      {
        'package.json': manifest({ start: 'node dist/apps/api/main' }, { '@nestjs/core': '11' }),
        'apps/api/src/main.ts': '',
      },
      'backend',
    ],
    [
      'a plain http server',
      { 'package.json': manifest({ start: 'node a.js' }), 'a.js': 'http.createServer(f).listen(8080)' },
      'backend',
    ],
    [
      'a compiled entry',
      { 'package.json': manifest({ build: 'tsc', start: 'node dist/main.js' }, { fastify: '5' }), 'src/main.ts': '' },
      'backend',
    ],
  ])('%s', async (_about, files, service) => {
    expect(await value('service', files as unknown as Record<string, string>)).toBe(service);
  });
  test.each([
    ['const port = Number(process.env.PORT) || 4000;\napp.listen(port)', 4000],
    [
      'async function main() { const port = parseInt(process.env.PORT ?? "4001", 10); app.listen({ port, host: "0.0.0.0" }) }',
      4001,
    ],
    ["import { port } from './config.js';\napp.listen(port)", 4002],
    ["app.set('port', process.env.PORT || 4003);\napp.listen(app.get('port'))", 4003],
    ["app.set('title', 4003);\napp.listen(app.get('port'))", undefined],
    ['const port = process.env.PORT;\napp.listen(port)', undefined],
    [
      'const env = z.object({ PORT: z.coerce.number().default(4004) }).parse(process.env);\nserve({ fetch, port: env.PORT })',
      4004,
    ],
    [
      'const env = z.object({ PORT: z.coerce.number() }).parse(process.env);\nserve({ fetch, port: env.PORT })',
      undefined,
    ],
    ["const port = parseInt(process.env.PORT || '4005', 10);\nserve({ fetch: handler.fetch, port })", 4005],
    ["app.listen(config.get('PORT') ?? 4006)", 4006],
    ["app.listen(config.get('PORT', 4007))", 4007],
    ["app.listen(config.getOrThrow('app.port', { infer: true }))", 4008],
    ["app.listen(config.getOrThrow('mail.port'))", undefined],
    ["// app.listen(5000)\nconst a = 'app.listen(5000)'; emitter.listen('x')", undefined],
  ])('%s', async (source, port) => {
    expect(
      await value(
        'port',
        express(source, {
          'config.js': 'export const port = 4002;',
          'src/config/app.config.ts':
            "export default registerAs('app', () => ({ port: process.env.APP_PORT ? parseInt(process.env.APP_PORT, 10) : 4008 }))",
        }),
      ),
    ).toBe(port);
  });
  test('the program that is started is asked first', async () => {
    expect(await value('port', express('app.listen(4000)', { 'a-mock.js': 'app.listen(9999)' }))).toBe(4000);
  });
  test('a site that a server of its own hands out is run by that server, not by a tool', async () => {
    const site = async (start: string): Promise<unknown> => {
      const { facts } = await found({
        'package.json': manifest({ build: 'vite build', start }, { vite: '6', express: '5' }),
        'index.html': '',
        'server/main.js': "import './a.js'; import './b.js'; app.listen(process.env.PORT || 3000)",
        'server/a.js': 'process.env.DATA_DIR',
        'server/b.js': '',
        'release/tag.js': 'process.env.RELEASE_TOKEN',
        'src/main.js': 'import.meta.env.VITE_TITLE',
        'scripts/start.js': '',
      });
      const { serves, outputDir, port, env } = facts;
      return [serves?.value, outputDir?.value, port?.value, env?.value];
    };
    expect(await site('node server/main.js')).toEqual(['server', 'dist', 3000, ['DATA_DIR', 'PORT', 'VITE_TITLE']]);
    expect(await site('node scripts/start.js')).toEqual(['static', 'dist', undefined, ['VITE_TITLE']]);
    expect(await site('vite preview')).toEqual(['static', 'dist', undefined, ['VITE_TITLE']]);
  });
  test.each([
    ['build', 'node dist/main.js', {}, 'dist'],
    ['build', 'node dist/main.js', { 'dist/main.js': '' }, undefined],
    ['build', 'node main.js', {}, undefined],
    ['lint', 'node dist/main.js', {}, undefined],
  ])('the folder that script %s of %j writes', async (script, start, more, output) => {
    const files = {
      'package.json': manifest({ [script]: 'tsc', start }, { express: '5' }),
      'src/main.ts': '',
      'main.js': '',
    };
    expect(await value('outputDir', { ...files, ...more } as unknown as Record<string, string>)).toBe(output);
  });
});

describe('programs behind scripts', () => {
  const started = (scripts: Record<string, string>): Promise<unknown> =>
    value('startCommand', { 'package.json': manifest(scripts, { express: '5' }), 'a.js': '', 'b.js': '' });
  test.each([
    [{ start: 'npm run with-env -- node a.js', 'with-env': 'dotenv -e ../.env --' }, ['node', 'a.js']],
    [{ start: 'pnpm with-env node a.js', 'with-env': 'dotenv -e ../.env --' }, ['node', 'a.js']],
    [{ start: 'npm run with-env', 'with-env': 'dotenv -e ../.env --' }, undefined],
    [{ start: 'yarn node a.js' }, ['node', 'a.js']],
    [{ start: 'yarn go', go: 'node b.js' }, ['node', 'b.js']],
  ])('%j', async (scripts, words) => {
    expect(await started(scripts as unknown as Record<string, string>)).toEqual(words);
  });
  test('what a build of Nitro leaves is a server', async () => {
    const site = async (start: string): Promise<unknown> => {
      const { facts } = await found({
        'package.json': manifest({ build: 'vite build', start }, { vite: '6' }),
        'index.html': '',
        'server/api/a.ts': 'process.env.API_TOKEN',
      });
      return [facts.serves?.value, facts.env?.value];
    };
    expect(await site('node --env-file .env dist/output/server/index.mjs')).toEqual(['server', ['API_TOKEN']]);
    expect(await site('node dist/tool.mjs')).toEqual(['static', undefined]);
  });
});

describe('servers that Vite bundles', () => {
  const bundled = (config: string, more: Record<string, string> = {}): Record<string, string> => ({
    'package.json': manifest({ build: 'vite build' }, { fastify: '5' }, { type: 'module' }),
    'vite.config.ts': config,
    'src/main.ts': "import fastify from 'fastify';\nfastify().listen({ port: process.env.PORT });",
    ...more,
  });
  const plugin =
    "import fastify from 'vite-plugin-fastify';\nexport default { define: { 'process.env.PORT': process.env.PORT || 3100 }, server: { port: process.env.DEV_PORT }, plugins: [fastify({ serverPath: './src/main.ts' })] }";
  test('by a plugin', async () => {
    const { facts } = await found(bundled(plugin));
    expect(facts.service?.value).toBe('backend');
    expect(facts.startCommand?.value).toEqual(['node', 'dist/main.js']);
    expect(facts.outputDir?.value).toBe('dist');
    expect(facts.port?.value).toBe(3100);
    expect(facts.env?.value).toEqual(['PORT']);
  });
  test('by build.ssr and by --ssr', async () => {
    const ssr = "export default { build: { ssr: 'src/main.ts', outDir: 'build' } }";
    expect(await value('startCommand', bundled(ssr))).toEqual(['node', 'build/main.js']);
    const flagged = bundled('export default {}', {
      'package.json': manifest({ build: 'vite build --ssr src/main.ts' }, { fastify: '5' }),
    });
    expect(await value('startCommand', flagged)).toEqual(['node', 'dist/main.mjs']);
  });
  test('not assets, not a file that is not there, not what needs no server library', async () => {
    expect(await value('service', bundled('export default {}'))).toBeUndefined();
    expect(await value('service', bundled(plugin.replace('main.ts', 'other.ts')))).toBeUndefined();
    const ssr = "export default { build: { ssr: 'src/main.ts' } }";
    const library = { 'package.json': manifest({ build: 'vite build' }), 'src/main.ts': 'export const a = 1;' };
    expect(await value('service', bundled(ssr, library))).toBeUndefined();
  });
  test.each([
    ["{ exposeStatusRoute: '/api/healthz' }", '/api/healthz'],
    ['{ exposeStatusRoute: true }', '/status'],
    ["{ exposeStatusRoute: { url: '/live' } }", '/live'],
    ['{ exposeStatusRoute: false }', undefined],
  ])('the status route of under-pressure: %s', async (options, path) => {
    const source = `import pressure from '@fastify/under-pressure';\napp.register(pressure, ${options}); app.listen(3000)`;
    expect(await value('healthPath', express(source))).toBe(path);
    expect(await value('healthPath', express(source.replace('@fastify/under-pressure', './own')))).toBeUndefined();
  });
});
