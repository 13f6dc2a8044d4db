import { describe, expect, test } from '@jest/globals';
import { detectPython } from '../../../core/detect/python/python.js';
import { memoryFolder } from '../memory-folder.js';
import { found, launch } from './found.js';

const FASTAPI = 'from fastapi import FastAPI\napp = FastAPI()\n';

describe('an app whose class no table knows', () => {
  const files = { 'api.py': 'from somewhere import Service\napp = Service(__name__)\n' };
  test('is one when a server is started for it', async () => {
    const { facts } = await found(files, [launch('hypercorn -b 0.0.0.0:9000 api:app', { app: 'api:app', port: 9000 })]);
    expect([facts.service?.value, facts.app?.value, facts.protocol?.value]).toEqual(['backend', 'api:app', 'asgi']);
    expect(facts.port?.value).toBe(9000);
  });
  test('WSGI by gunicorn, ASGI by a worker of uvicorn', async () => {
    const by = async (words: string) => (await found(files, [launch(words, { app: 'api:app' })])).facts.protocol?.value;
    expect(await by('gunicorn api:app')).toBe('wsgi');
    expect(await by('gunicorn -k uvicorn.workers.UvicornWorker api:app')).toBe('asgi');
  });
  test('is none when nothing or a worker names it', async () => {
    expect((await found(files)).facts.app).toBeUndefined();
    expect((await found(files, [launch('celery -A api:app worker', { app: 'api:app' })])).facts.app).toBeUndefined();
  });
  test('wraps an app that it is given', async () => {
    const wrapped = {
      'api.py': 'from fastapi import FastAPI\nfrom somewhere import watch\napp = watch(FastAPI())\n',
    };
    const { facts } = await found(wrapped, [launch('uvicorn api:app', { app: 'api:app' })]);
    expect([facts.app?.value, facts.framework?.value]).toEqual(['api:app', 'fastapi']);
  });
});

describe('the app', () => {
  const fires: readonly [string, Record<string, string>, string][] = [
    ['an instance', { 'main.py': FASTAPI }, 'main:app'],
    ['any file and attribute', { 'orders.py': 'import fastapi\nservice = fastapi.FastAPI()\n' }, 'orders:service'],
    ['an alias', { 'main.py': 'import fastapi as fa\napp: fa.FastAPI = fa.FastAPI()\n' }, 'main:app'],
    ['a name imported under another', { 'main.py': 'from fastapi import FastAPI as F\napp = F()\n' }, 'main:app'],
    [
      'a chain of assignments',
      { 'main.py': 'from fastapi import FastAPI\napp = application = FastAPI()\n' },
      'main:app',
    ],
    ['a package', { 'shop/__init__.py': '', 'shop/main.py': FASTAPI }, 'shop.main:app'],
    ['a src layout', { 'src/shop/__init__.py': '', 'src/shop/main.py': FASTAPI }, 'shop.main:app'],
    [
      'src imported as a package',
      { 'src/main.py': `from src.config import x\n${FASTAPI}`, 'src/config.py': 'x = 1\n' },
      'src.main:app',
    ],
    [
      'a folder that is itself the import root',
      { 'backend/main.py': `from routes import x\n${FASTAPI}`, 'backend/routes.py': 'x = 1\n' },
      'main:app',
    ],
    [
      'a factory',
      { 'app/server.py': 'from fastapi import FastAPI\ndef create_app():\n    app = FastAPI()\n    return app\n' },
      'app.server:create_app()',
    ],
    [
      'an instance made by a factory elsewhere',
      {
        'app/__init__.py': '',
        'app/factory.py':
          'from fastapi import FastAPI\ndef build(title="x") -> FastAPI:\n    return FastAPI(title=title)\n',
        'app/main.py': 'from .factory import build\napi = build()\n',
      },
      'app.main:api',
    ],
    [
      'a factory re-exported by a package',
      {
        'core/__init__.py': 'from .factory import build\n',
        'core/factory.py': 'from flask import Flask\ndef build():\n    return Flask(__name__)\n',
        'wsgi.py': 'from core import build\napplication = build()\n',
      },
      'wsgi:application',
    ],
    [
      'an app that is wrapped',
      {
        'main.py':
          'from fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\napi = FastAPI()\napp = CORSMiddleware(app=api)\n',
      },
      'main:app',
    ],
    [
      'Socket.IO around an app',
      {
        'main.py':
          'import socketio\nfrom fastapi import FastAPI\nfastapi_app = FastAPI()\nsio = socketio.AsyncServer()\napp = socketio.ASGIApp(sio, other_asgi_app=fastapi_app)\n',
      },
      'main:app',
    ],
    [
      'a derived class',
      { 'main.py': 'from fastapi import FastAPI\nclass Shop(FastAPI):\n    pass\napp = Shop()\n' },
      'main:app',
    ],
    [
      'an attribute of an object',
      {
        'main.py':
          'from fastapi import FastAPI\nclass Server:\n    def __init__(self):\n        self.app = FastAPI()\nserver = Server()\n',
      },
      'main:server.app',
    ],
    ['Starlette', { 'main.py': 'from starlette.applications import Starlette\napp = Starlette()\n' }, 'main:app'],
    ['Litestar', { 'main.py': 'from litestar import Litestar\napp = Litestar([])\n' }, 'main:app'],
    ['Quart', { 'main.py': 'from quart import Quart\napp = Quart(__name__)\n' }, 'main:app'],
    ['Flask', { 'main.py': 'from flask import Flask\napp = Flask(__name__)\n' }, 'main:app'],
    [
      'Django',
      {
        'shop/__init__.py': '',
        'shop/wsgi.py': 'from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n',
      },
      'shop.wsgi:application',
    ],
    [
      'an app made in try',
      { 'main.py': 'from fastapi import FastAPI\ntry:\n    app = FastAPI()\nexcept Exception:\n    raise\n' },
      'main:app',
    ],
    [
      'an app that a main guard starts, in another module',
      {
        'run.py': 'import uvicorn\nif __name__ == "__main__":\n    uvicorn.run("service.web:api", port=9000)\n',
        'service/web.py': 'from fastapi import FastAPI\napi = FastAPI()\n',
        'app.py': FASTAPI,
      },
      'service.web:api',
    ],
    [
      'MCP over HTTP',
      { 'server.py': 'from mcp.server.fastmcp import FastMCP\nmcp = FastMCP("x")\napp = mcp.streamable_http_app()\n' },
      'server:app',
    ],
    ['a byte order mark and CRLF', { 'main.py': `\uFEFF${FASTAPI.replaceAll('\n', '\r\n')}` }, 'main:app'],
  ];
  test.each(fires)('%s', async (_name, files, app) => {
    const { facts, apps } = await found(files);
    expect(facts.app?.value).toBe(app);
    expect(apps[0]).toBe(app);
    expect(facts.service?.value).toBe('backend');
    expect(facts.app?.evidence[0]?.line).toBeGreaterThan(0);
  });

  const silent: readonly [string, string][] = [
    ['a string', 'x = "from fastapi import FastAPI\\napp = FastAPI()"\n'],
    ['a docstring', '"""\nfrom fastapi import FastAPI\napp = FastAPI()\n"""\n'],
    ['a comment', '# from fastapi import FastAPI\n# app = FastAPI()\n'],
    ['typer', 'import typer\napp = typer.Typer()\n'],
    ['Celery', 'from celery import Celery\napp = Celery("x")\n'],
    ['a class of the same name', 'class FastAPI:\n    pass\napp = FastAPI()\n'],
    ['a name that is reassigned', 'from fastapi import FastAPI\napp = FastAPI()\napp = 1\n'],
    [
      'type checking',
      'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from fastapi import FastAPI\n    app = FastAPI()\n',
    ],
    ['a test client', 'from fastapi.testclient import TestClient\nclient = TestClient(None)\n'],
    ['an app under a main guard', 'from fastapi import FastAPI\nif __name__ == "__main__":\n    app = FastAPI()\n'],
    ['a function that needs the app', 'from fastapi import FastAPI\ndef setup(app: FastAPI):\n    return app\n'],
  ];
  test.each(silent)('not %s', async (_name, source) => {
    expect((await found({ 'main.py': source })).facts.app).toBeUndefined();
  });

  test.each([
    'tests/main.py',
    'test_main.py',
    'conftest.py',
    'examples/main.py',
    'docs/main.py',
    'templates/x/main.py',
  ])('not in %s', async (path) => {
    const { facts } = await found({ [path]: FASTAPI });
    expect(facts.app).toBeUndefined();
    expect(facts.service).toBeUndefined();
  });

  test('a file that does not parse gives a remark and no fact', async () => {
    const { facts, remarks } = await found({ 'main.py': `${FASTAPI}def broken(:\n` });
    expect(facts.app).toBeUndefined();
    expect(remarks).toEqual([expect.objectContaining({ rule: 'python-syntax', file: 'main.py', line: 3 })]);
  });
});

describe('several apps', () => {
  test('a factory after many functions of other kinds', async () => {
    const others = Array.from({ length: 3000 }, (_, i) => `def f${i}():\n    return len("a") or len("b")\n`).join('');
    const { facts } = await found({
      'main.py': `from fastapi import FastAPI\n${others}def create_app():\n    return FastAPI()\n`,
    });
    expect(facts.app?.value).toBe('main:create_app()');
  });

  test('the outermost wins over the mounted one', async () => {
    const { facts, apps } = await found({
      'app.py': FASTAPI,
      'gateway.py':
        'from fastapi import FastAPI\nfrom app import app as inner\nroot = FastAPI()\nroot.mount("/v1", inner)\n',
    });
    expect(facts.app?.value).toBe('gateway:root');
    expect(apps).toEqual(['gateway:root', 'app:app']);
  });

  test('the one that the Dockerfile names wins', async () => {
    const files = { 'main.py': FASTAPI, 'other/api.py': FASTAPI };
    expect((await found(files)).facts.app?.value).toBe('main:app');
    const named = await found(files, [launch('uvicorn other.api:app', { app: 'other.api:app' })]);
    expect(named.facts.app?.value).toBe('other.api:app');
    expect(named.facts.app?.others[0]?.value).toBe('main:app');
  });

  test('a stale Dockerfile names nothing', async () => {
    const { facts } = await found({ 'main.py': FASTAPI }, [launch('uvicorn gone:app', { app: 'gone:app' })]);
    expect(facts.app?.value).toBe('main:app');
  });

  test('a mock server and a project of its own below lose', async () => {
    const { facts } = await found({
      'service/api.py': FASTAPI,
      'mock/main.py': FASTAPI,
      'plugin/main.py': FASTAPI,
      'plugin/pyproject.toml': '',
    });
    expect(facts.app?.value).toBe('service.api:app');
  });

  test('wsgi.py wins over an asgi.py that nothing uses', async () => {
    const files = {
      'shop/asgi.py': 'from django.core.asgi import get_asgi_application\napplication = get_asgi_application()\n',
      'shop/wsgi.py': 'from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n',
    };
    expect((await found(files)).facts.app?.value).toBe('shop.wsgi:application');
    const { facts } = await found({
      ...files,
      'shop/settings.py': 'import environ\nASGI_APPLICATION = "shop.asgi.application"\n',
    });
    expect(facts.app?.value).toBe('shop.asgi:application');
    expect(facts.protocol?.value).toBe('asgi');
  });

  test('a launch written for the folder that holds the app', async () => {
    const files = { 'backend/web.py': FASTAPI, 'backend/main.py': FASTAPI };
    const { facts } = await found(files, [launch('uvicorn web:app', { app: 'web:app' })]);
    expect(facts.app?.value).toBe('web:app');
    expect(facts.importRoots?.value).toEqual(['backend']);
  });

  test('a launch names the package that re-exports it', async () => {
    const files = { 'src/service/__init__.py': 'from .service import app\n', 'src/service/service.py': FASTAPI };
    const { facts } = await found(files, [launch('uvicorn service:app', { app: 'service:app' })]);
    expect(facts.app?.value).toBe('service:app');
    expect(facts.importRoots?.value).toEqual(['src']);
  });
});

describe('import roots', () => {
  test('a package above the service folder', async () => {
    const files = { 'main.py': `from backend.core import x\n${FASTAPI}`, 'core.py': 'x = 1\n' };
    const { facts } = await detectPython(memoryFolder(files, { path: 'services/backend' }), []);
    expect(facts.app?.value).toBe('backend.main:app');
    expect(facts.importRoots?.value).toEqual(['..']);
    expect(facts.shared).toBeUndefined();
  });

  test.each([
    ['its __init__.py holds the app', '__init__.py', FASTAPI, 'shop:app', ['..']],
    ['a module climbs to it', 'main.py', `from .core import x\n${FASTAPI}`, 'shop.main:app', ['..']],
    ['its modules import each other by plain names', 'main.py', `from core import x\n${FASTAPI}`, 'main:app', ['.']],
    [
      'both ways are written',
      'main.py',
      `try:\n    from .core import x\nexcept ImportError:\n    from core import x\n${FASTAPI}`,
      'main:app',
      ['.'],
    ],
  ])('the service folder as a package: %s', async (_, file, source, app, roots) => {
    const files = { [file]: source, 'core.py': 'x = 1\n' };
    const { facts } = await detectPython(memoryFolder(files, { path: 'services/shop' }), []);
    expect(facts.app?.value).toBe(app);
    expect(facts.importRoots?.value).toEqual(roots);
    // At the repository's root nothing lies above, and a name with a hyphen cannot be imported.
    for (const path of ['.', 'services/my-shop'])
      expect((await detectPython(memoryFolder(files, { path }), [])).facts.importRoots?.value).toEqual(['.']);
  });

  test('a folder beside the service, put on the path by the code', async () => {
    const { facts } = await found({
      'main.py': `import os, sys\nsys.path.append(os.path.join(os.path.dirname(__file__), "..", "shared"))\nfrom money import x\n${FASTAPI}`,
      '../shared/money.py': 'x = 1\n',
    });
    expect(facts.importRoots?.value).toEqual(['.', '../shared']);
    expect(facts.shared?.value).toEqual(['../shared']);
  });

  test('a package of the repository', async () => {
    const { facts } = await found({
      'main.py': `from libs.money import x\n${FASTAPI}`,
      '../libs/money.py': 'x = 1\n',
    });
    expect(facts.shared?.value).toEqual(['../libs']);
    expect(facts.importRoots?.value).toContain('..');
  });
});

describe('a Django project', () => {
  const files = {
    'example/__init__.py': '',
    'example/settings.py': 'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}\n',
    'example/wsgi.py': 'from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n',
  };
  const manage = (folder: string): string =>
    `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "${folder}.settings")\n`;

  test('that manage.py names may be called example', async () => {
    const { facts } = await found({ ...files, 'manage.py': manage('example') });
    expect(facts.app?.value).toBe('example.wsgi:application');
    expect(facts.database?.value).toBe('sqlite');
  });

  test('below example/ is none of the service where manage.py names another', async () => {
    expect((await found({ ...files, 'manage.py': manage('shop') })).facts.app).toBeUndefined();
    expect((await found(files)).facts.app).toBeUndefined();
  });
});

describe('Pyramid', () => {
  test.each([
    [
      'at module level',
      'from pyramid.config import Configurator\nwith Configurator() as config:\n    app = config.make_wsgi_app()\n',
      'main:app',
    ],
    [
      'by the main of a paste factory',
      'from pyramid.config import Configurator\ndef main(global_config, **settings):\n    config = Configurator(settings=settings)\n    return config.make_wsgi_app()\napp = main({})\n',
      'main:app',
    ],
    [
      'not of another Configurator',
      'from x import Configurator\nconfig = Configurator()\napp = config.make_wsgi_app()\n',
      undefined,
    ],
  ])('%s', async (_name, source, app) => {
    expect((await found({ 'main.py': source })).facts.app?.value).toBe(app);
  });
});
