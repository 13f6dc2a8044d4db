import { describe, expect, test } from '@jest/globals';
import { found } from './found.js';

const HEALTH = 'async def ok(request):\n    return web.Response()\n';
const source = (body: string): string => `from aiohttp import web\n${HEALTH}${body}`;
const app = async (body: string) => (await found({ 'main.py': source(body) })).facts;

describe('an app of aiohttp', () => {
  const fires: readonly [string, string, string][] = [
    ['at module level', 'app = web.Application()\n', 'main:app'],
    ['a factory', 'def make():\n    return web.Application()\n', 'main:make()'],
    [
      'a coroutine that makes it, the one that is served',
      'async def get_app():\n    return await init()\nasync def init(argv=None):\n    app = web.Application()\n    return app\ndef main(argv):\n    app = init(argv)\n    web.run_app(app)\n',
      'main:init()',
    ],
    [
      'by a runner',
      'async def init():\n    return web.Application()\nasync def main():\n    runner = web.AppRunner(await init())\n    await web.TCPSite(runner, "0.0.0.0", 8083).start()\n',
      'main:init()',
    ],
  ];
  test.each(fires)('%s', async (_, body, name) => {
    const facts = await app(body);
    expect(facts.app?.value).toBe(name);
    expect(facts.protocol?.value).toBe('aiohttp');
    expect(facts.service?.value).toBe('backend');
  });

  const silent: readonly [string, string][] = [
    ['a client', 'import aiohttp\nsession = aiohttp.ClientSession()\n'],
    ['a comment', '# app = web.Application()\n'],
    ['a class of the same name', 'class Application:\n    pass\napp = Application()\n'],
    ['a factory that must be given something', 'def make(config):\n    return web.Application()\n'],
  ];
  test.each(silent)('not %s', async (_, body) => {
    expect((await app(body)).app).toBeUndefined();
  });

  test('other servers cannot wait for a coroutine that makes the app', async () => {
    const files = { 'main.py': 'from fastapi import FastAPI\nasync def make():\n    return FastAPI()\n' };
    expect((await found(files)).facts.app).toBeUndefined();
  });

  test('one that no import reaches is a service all the same', async () => {
    const body =
      'async def init():\n    return web.Application(), 8083\ndef main():\n    app, port = loop.run_until_complete(init())\n    web.run_app(app, port=port)\n';
    const { facts, remarks } = await found({ 'main.py': source(body) });
    expect(facts.app).toBeUndefined();
    expect(facts.service).toMatchObject({ value: 'backend', confidence: 'likely' });
    expect(remarks).toEqual([expect.objectContaining({ rule: 'app-not-importable', file: 'main.py' })]);
    const shown = await found({ 'examples/main.py': source(body) });
    expect(shown.facts.service).toBeUndefined();
  });
});

describe('its port', () => {
  test.each([
    ['web.run_app(app, port=8083)', 8083],
    ['web.run_app(app)', 8080],
    ['web.run_app(app, port=config["port"])', undefined],
    ['web.TCPSite(web.AppRunner(app), "0.0.0.0", 8084)', 8084],
  ])('%s', async (call, port) => {
    expect((await app(`app = web.Application()\ndef main():\n    ${call}\n`)).port?.value).toBe(port);
  });
});

describe('its routes', () => {
  const fires: readonly [string, string, string][] = [
    ['add_get', 'app = web.Application()\napp.router.add_get("/healthz", ok)\n', '/healthz'],
    ['add_route', 'app = web.Application()\napp.router.add_route("GET", "/health", ok)\n', '/health'],
    ['a list', 'app = web.Application()\napp.add_routes([web.get("/health", ok)])\n', '/health'],
    [
      'a table',
      'routes = web.RouteTableDef()\n@routes.get("/health")\nasync def h(r):\n    return 1\napp = web.Application()\napp.add_routes(routes)\n',
      '/health',
    ],
    [
      'an app below another one',
      'sub = web.Application()\nsub.router.add_get("/health", ok)\napp = web.Application()\napp.add_subapp("/api", sub)\nweb.run_app(app)\n',
      '/api/health',
    ],
    [
      'a function that is handed the app',
      'def setup(app: web.Application):\n    app.router.add_get("/health", ok)\napp = web.Application()\nsetup(app)\n',
      '/health',
    ],
  ];
  test.each(fires)('%s', async (_, body, path) => {
    expect((await app(body)).healthPath?.value).toBe(path);
  });

  test.each([
    ['another method', 'app = web.Application()\napp.router.add_post("/health", ok)\n'],
    ['another method in a list', 'app = web.Application()\napp.add_routes([web.post("/health", ok)])\n'],
    ['another method by name', 'app = web.Application()\napp.router.add_route("POST", "/health", ok)\n'],
  ])('not %s', async (_, body) => {
    expect((await app(body)).healthPath).toBeUndefined();
  });
});
