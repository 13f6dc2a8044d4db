import { describe, expect, test } from '@jest/globals';
import { probeOf } from '../../../core/detect/node/probe-names.js';
import { manifest, value } from './read.js';

const server = (
  files: Record<string, string>,
  dependencies: Record<string, string> = { express: '5' },
): Record<string, string> => ({
  'package.json': manifest({ start: 'node server.js' }, dependencies),
  'server.js': '',
  ...files,
});
const health = (files: Record<string, string>, dependencies?: Record<string, string>): Promise<unknown> =>
  value('healthPath', server(files, dependencies));

describe('names of probes', () => {
  test.each([
    ['/health', 'health'],
    ['/api/v1/healthz', 'health'],
    ['/_health', 'health'],
    ['/orders/health', 'health'],
    ['/api/status', 'health'],
    ['/orders/status', undefined],
    ['/orders/:id/health', undefined],
    ['/health/ready', 'ready'],
    ['/tours/ready', undefined],
    ['/metrics', 'metrics'],
    ['/shop/metrics', undefined],
    ['/healthy-food', undefined],
  ])('%s', (path, kind) => {
    expect(probeOf(path)?.kind).toBe(kind);
  });
});

describe('routes by calls', () => {
  test.each([
    ["const app = express();\napp.get('/health', (req, res) => res.send('ok'))", '/health'],
    ["const app = express();\napp.post('/health', (req, res) => res.send('ok'))", undefined],
    ["const client = axios.create();\nclient.get('/health', (r) => r)", undefined],
    ["const app = makeClient();\napp.get('/health', { timeout: 1 })", undefined],
    ["// app.get('/health', f)\nconst a = \"app.get('/health', f)\";", undefined],
    ["const app = express(); app.use('/healthz', check)", '/healthz'],
    ["const app = new Hono().basePath('/api').get('/health', (c) => c.text('ok'))", '/api/health'],
    ["const router = new Router({ prefix: '/v1' }); router.get('/ping', (ctx) => 1)", '/v1/ping'],
    ["fastify.route({ method: 'GET', url: '/live', handler })", '/live'],
    ["http.createServer((req, res) => { if (req.url === '/healthz') res.end('ok') }).listen(1)", '/healthz'],
    ["http.createServer((req, res) => { if (mode === '/healthz') res.end('ok') }).listen(1)", undefined],
    ["createTerminus(server, { healthChecks: { '/healthz': check } })", '/healthz'],
    [
      "const api = express.Router(); api.get('/health', ok); const app = express(); app.use('/api', api)",
      '/api/health',
    ],
    ["const app = express(); app.get('/health', requireAuth, (req, res) => res.end())", undefined],
    ["const app = express(); app.get('/health', cors(), (req, res) => res.end())", '/health'],
    ["const app = server.app; app.get('/health', (req, res) => res.end())", '/health'],
    ["const app = settings.client; app.get('/health', (req, res) => res.end())", undefined],
    ["const a = express.Router(); a.use('/x', a); a.get('/health', ok)", '/health'],
  ])('%s', async (source, path) => {
    expect(await health({ 'server.js': source })).toBe(path);
  });
  test('routers of other files are followed through two mounts', async () => {
    const files = {
      'server.js': "import api from './api.js'; const app = express(); app.use('/api', api)",
      'api.js': "const router = Router(); router.use('/v1', require('./probes')); export default router",
      'probes.js':
        "const router = express.Router(); router.get('/health', (req, res) => res.end()); module.exports = router",
    };
    expect(await health(files)).toBe('/api/v1/health');
    expect(await health({ ...files, 'server.js': "import api from './api.js';" })).toBe('/v1/health');
  });
  test('what a file exports under a name is followed to the router it stands for, and through files that hand it on', async () => {
    const files = {
      'server.js':
        "const routes = require('./routes'); const app = express(); app.use('/', routes.pages); app.use('/api/v2', routes.api)",
      'routes/index.js': "module.exports = require('./routes')",
      'routes/routes.js':
        "const pages = Router(); const apiRouter = Router(); apiRouter.use('/health', require('../probe')); module.exports = { api: apiRouter, pages }",
      'probe.js': "const router = Router(); router.get('/', (req, res) => res.end()); module.exports = router",
    };
    expect(await health(files)).toBe('/api/v2/health');
    const swapped = files['server.js'].replaceAll("use('/',", "use('/pages',").replaceAll("'/api/v2'", "'/'");
    expect(await health({ ...files, 'server.js': swapped })).toBe('/health');
    const destructured = "const { api: it } = require('./routes'); const app = express(); app.use('/v3', it)";
    expect(await health({ ...files, 'server.js': destructured })).toBe('/v3/health');
    const esm = {
      'server.ts': "import { api } from './routes'; const app = express(); app.use('/api', api)",
      'routes/index.ts': "export { router as api } from '../probe'",
      'probe.ts':
        'const router = express.Router(); router.get<{}, { status: string }>("/health", async (req, res) => {}); export { router }',
    };
    expect(await health(esm)).toBe('/api/health');
    expect(await health({ ...esm, 'routes/index.ts': "export * from '../probe'" })).toBe('/api/health');
  });
  test('files that hand each other on in a ring come to an end', async () => {
    const files = {
      'server.js': "const api = require('./a'); const app = express(); app.use('/x', api)",
      'a.js': "module.exports = require('./b')",
      'b.js': "module.exports = require('./a')",
      'probe.js': "const router = Router(); router.get('/health', (req, res) => res.end()); module.exports = router",
    };
    expect(await health(files)).toBe('/health');
  });
  test('metrics need a collector', async () => {
    const source = { 'server.js': "const app = express(); app.get('/metrics', (req, res) => res.end())" };
    expect(await value('metricsPath', server(source, { express: '5', 'prom-client': '15' }))).toBe('/metrics');
    expect(await value('metricsPath', server(source))).toBeUndefined();
    const route = (dependencies: Record<string, string>) => ({
      'package.json': manifest({ build: 'next build' }, { next: '15', ...dependencies }),
      'app/metrics/route.ts': "import { render } from '@/lib/metrics'; export const GET = render",
    });
    expect(await value('metricsPath', route({ 'prom-client': '15' }))).toBe('/metrics');
    expect(await value('metricsPath', route({}))).toBeUndefined();
  });
  test('tools, tests and other programs say nothing', async () => {
    const call = "const app = express(); app.get('/health', (req, res) => res.end())";
    for (const file of ['scripts/mock.js', 'test/a.js', 'src/a.test.js', 'docs/a.js'])
      expect(await health({ [file]: call })).toBeUndefined();
    expect(await health({ 'src/a.js': call })).toBe('/health');
  });
});

describe('routes of NestJS', () => {
  const nest = (main: string, controller: string): Promise<unknown> =>
    health({ 'src/main.ts': main, 'src/health.controller.ts': controller }, { '@nestjs/core': '11' });
  const controller = "@Controller('health')\nexport class A { @Get() check() {} @Post('ready') no() {} }";
  test.each([
    ['', controller, '/health'],
    ["app.setGlobalPrefix('api')", controller, '/api/health'],
    ["app.setGlobalPrefix('api', { exclude: ['health'] })", controller, '/health'],
    ["app.setGlobalPrefix('api', { exclude: [{ path: 'health', method: RequestMethod.GET }] })", controller, '/health'],
    [
      "app.setGlobalPrefix('api'); app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' })",
      controller,
      '/api/v1/health',
    ],
    ["app.enableVersioning({ type: VersioningType.HEADER, header: 'v', defaultVersion: '1' })", controller, '/health'],
    [
      '',
      "@Controller({ path: 'sys', version: VERSION_NEUTRAL }) class A { @Get('health') @HealthCheck() check() {} }",
      '/sys/health',
    ],
    ['', "@Controller('health') class A { @Post() check() {} }", undefined],
    ['', "// @Controller('health')\nconst a = \"@Controller('health') class A { @Get() check() {} }\"", undefined],
  ])('%s with %s', async (main, source, path) => {
    expect(await nest(main, source)).toBe(path);
  });
});

test('controllers of a module that RouterModule places', async () => {
  const files = {
    'src/main.ts': '',
    'src/app.module.ts':
      "const PREFIX = '/api/v2';\nconst routes: Routes = [{ path: PREFIX, module: ApiModule, children: [{ path: 'ops', module: OpsModule }, PlainModule] }];\n@Module({ imports: [RouterModule.register(routes), ApiModule] }) export class AppModule {}",
    'src/api/api.module.ts': '@Module({ controllers: [HealthController] }) export class ApiModule {}',
    'src/health.controller.ts': "@Controller('health') export class HealthController { @Get() check() {} }",
  };
  const nest = { '@nestjs/core': '11' };
  expect(await health(files, nest)).toBe('/api/v2/health');
  const moved = (name: string) => ({
    ...files,
    'src/api/api.module.ts': files['src/api/api.module.ts'].replace('ApiModule', name),
  });
  expect(await health(moved('OpsModule'), nest)).toBe('/api/v2/ops/health');
  expect(await health(moved('PlainModule'), nest)).toBe('/api/v2/health');
  expect(await health(moved('OtherModule'), nest)).toBe('/health');
  // Of two controllers of one name the nearer one is meant.
  const twice = {
    ...files,
    'src/internal/a.module.ts': '@Module({ controllers: [HealthController] }) export class OpsModule {}',
    'src/api/health.controller.ts': files['src/health.controller.ts'],
    'src/health.controller.ts': '',
  };
  expect(await health(twice, nest)).toBe('/api/v2/health');
});

describe('routes by files beside those by calls', () => {
  test('a catch-all route hands requests to an app of another package', async () => {
    const files = {
      'package.json': manifest({ build: 'next build' }, { next: '15', '@x/api': 'workspace:*' }),
      'app/api/[[...route]]/route.ts':
        "import all from '@x/api'; const app = new Hono().basePath('/api').route('/', all); export const GET = handle(app)",
      '../../pnpm-workspace.yaml': 'packages: ["apps/*", "packages/*"]',
      '../../packages/api/package.json':
        '{ "name": "@x/api", "exports": { ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" } } }',
      '../../packages/api/src/index.ts':
        "import h from './h'; const app = new Hono().route('/health', h); export default app",
      '../../packages/api/src/h.ts': "const h = new Hono().get('/', (c) => c.json({})); export default h",
    };
    expect(await value('healthPath', files, { path: 'apps/web' })).toBe('/api/health');
    const plain = { ...files, 'app/api/[[...route]]/route.ts': 'export const GET = handle(app)' };
    expect(await value('healthPath', plain, { path: 'apps/web' })).toBeUndefined();
  });
  test.each([
    ['app/routes/resources/healthcheck.tsx', '/resources/healthcheck'],
    ['app/routes/resources.healthcheck.tsx', '/resources/healthcheck'],
    ['app/routes/_internal+/healthcheck.tsx', '/healthcheck'],
    ['app/routes/api+/health.ts', '/api/health'],
    ['app/routes/users/$id/health.tsx', undefined],
  ])('%s', async (file, path) => {
    const files = {
      'package.json': manifest({ build: 'react-router build' }, { 'react-router': '7' }),
      [file]: 'export const loader = () => 1',
    };
    expect(await value('healthPath', files)).toBe(path);
  });
});
