import { describe, expect, test } from '@jest/globals';
import { found } from './found.js';

const APP = 'from fastapi import APIRouter, Depends, FastAPI\napp = FastAPI()\n';

describe('probe routes', () => {
  const fires: readonly [string, Record<string, string>, string][] = [
    ['on the app', { 'main.py': `${APP}@app.get("/health")\ndef h(): ...\n` }, '/health'],
    ['healthz', { 'main.py': `${APP}@app.get("/healthz")\nasync def h(): ...\n` }, '/healthz'],
    [
      'through a router and two prefixes',
      {
        'main.py': `from api import api_router\n${APP}app.include_router(api_router, prefix="/api/v1")\n`,
        'api/__init__.py':
          'from fastapi import APIRouter\nfrom . import utils\napi_router = APIRouter()\napi_router.include_router(utils.router)\n',
        'api/utils.py':
          'from fastapi import APIRouter\nrouter = APIRouter(prefix="/utils")\n@router.get("/health-check/")\ndef h(): ...\n',
      },
      '/api/v1/utils/health-check/',
    ],
    [
      'a prefix from settings',
      {
        'main.py': `from config import settings\n${APP}r = APIRouter()\n@r.get("/ping")\ndef h(): ...\napp.include_router(r, prefix=f"{settings.API}/v2")\n`,
        'config.py':
          'from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    API: str = "/api"\nsettings = S()\n',
      },
      '/api/v2/ping',
    ],
    [
      'an empty path under a prefix',
      { 'main.py': `${APP}r = APIRouter(prefix="/health")\n@r.get("")\ndef h(): ...\napp.include_router(r)\n` },
      '/health',
    ],
    [
      'a path of settings that pydantic was asked to make',
      {
        'main.py': `from config import settings\n${APP}@app.get(settings.path)\ndef h(): ...\n`,
        'config.py':
          'from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    path: str = "/healthz"\nsettings = S.model_validate({})\n',
      },
      '/healthz',
    ],
    [
      'two routers of one class of the service',
      {
        'main.py': `from base import Router\n${APP}a = Router(prefix="/.well-known")\nb = Router()\n@b.get("/healthz")\ndef h(): ...\napp.include_router(a)\napp.include_router(b)\n`,
        'base.py': 'from fastapi import APIRouter\nclass Router(APIRouter):\n    pass\n',
      },
      '/healthz',
    ],
    [
      'a router whose class registers on itself',
      {
        'main.py': `from base import Router\n${APP}app.include_router(Router(), prefix="/api")\n`,
        'base.py':
          'from fastapi import APIRouter\ndef h(): ...\nclass Router(APIRouter):\n    def __init__(self):\n        super().__init__()\n        self.add_api_route("/healthz", h)\n',
      },
      '/api/healthz',
    ],
    ['add_api_route', { 'main.py': `${APP}def h(): ...\napp.add_api_route("/livez", h, methods=["GET"])\n` }, '/livez'],
    [
      'in a mounted app',
      { 'main.py': `${APP}sub = FastAPI()\n@sub.get("/health")\ndef h(): ...\napp.mount("/api", sub)\n` },
      '/api/health',
    ],
    [
      'registered by a function that is handed the app',
      {
        'main.py': `from routes import register\n${APP}register(app)\n`,
        'routes.py':
          'from fastapi import FastAPI\nfrom health import router\ndef register(application: FastAPI) -> None:\n    application.include_router(router, prefix="/api")\n',
        'health.py': 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/health")\ndef h(): ...\n',
      },
      '/api/health',
    ],
    [
      'in a factory',
      {
        'main.py':
          'from fastapi import FastAPI\ndef create_app():\n    app = FastAPI()\n    @app.get("/health")\n    def h(): ...\n    return app\n',
      },
      '/health',
    ],
    [
      'in a loop over routers',
      {
        'main.py': `${APP}a = APIRouter()\nb = APIRouter(prefix="/b")\n@b.get("/health")\ndef h(): ...\nfor router in [a, b]:\n    app.include_router(router, prefix="/api")\n`,
      },
      '/api/b/health',
    ],
    [
      'a Flask blueprint',
      {
        'main.py':
          'from flask import Blueprint, Flask\napp = Flask(__name__)\nbp = Blueprint("x", __name__, url_prefix="/api")\n@bp.route("/health")\ndef h(): ...\napp.register_blueprint(bp)\n',
      },
      '/api/health',
    ],
    [
      'a prefix given when registering replaces that of the blueprint',
      {
        'main.py':
          'from flask import Blueprint, Flask\napp = Flask(__name__)\nbp = Blueprint("x", __name__, url_prefix="/old")\n@bp.route("/health")\ndef h(): ...\napp.register_blueprint(bp, url_prefix="/new")\n',
      },
      '/new/health',
    ],
    [
      'a list of Starlette routes',
      {
        'main.py':
          'from starlette.applications import Starlette\nfrom starlette.routing import Mount, Route\ndef h(r): ...\nroutes = [Mount("/api", routes=[Route("/health", h)])]\napp = Starlette(routes=routes)\n',
      },
      '/api/health',
    ],
    [
      'Litestar',
      {
        'main.py':
          'from litestar import Litestar, get\n@get("/health")\nasync def h() -> str: ...\napp = Litestar(route_handlers=[h])\n',
      },
      '/health',
    ],
    [
      'Django',
      {
        'manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
        'shop/__init__.py': '',
        'shop/settings.py': 'ROOT_URLCONF = "shop.urls"\n',
        'shop/urls.py': 'from django.urls import include, path\nurlpatterns = [path("api/", include("shop.api"))]\n',
        'shop/api.py': 'from django.urls import path\nurlpatterns = [path("health/", None)]\n',
        'shop/wsgi.py': 'from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n',
      },
      '/api/health/',
    ],
    [
      'a list of Django patterns that is included by name, and one that is written out',
      {
        'manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
        'shop/__init__.py': '',
        'shop/settings.py': 'ROOT_URLCONF = "shop.urls"\n',
        'shop/urls.py':
          'from django.urls import include, path\napi = [path("health/", None)]\nurlpatterns = [path("v1/", include([path("inner/", include(api))]))]\n',
        'shop/wsgi.py': 'from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n',
      },
      '/v1/inner/health/',
    ],
    [
      'lists of Django patterns that are spread into urlpatterns',
      {
        'manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
        'shop/__init__.py': '',
        'shop/settings.py': 'ROOT_URLCONF = "shop.urls"\n',
        'shop/urls.py':
          'from django.urls import path\nmore = []\nalways: list[object] = [path("health/", None)]\nurlpatterns = [*always, path("x/", None)] + more\n',
        'shop/wsgi.py': 'from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n',
      },
      '/health/',
    ],
    [
      'Django patterns of a list that depends on a setting, in a tuple',
      {
        'manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
        'shop/__init__.py': '',
        'shop/settings.py': 'ROOT_URLCONF = "shop.urls"\n',
        'shop/urls.py':
          'from django.urls import path\nLIVE = [path("health/", None)] if True else []\nurlpatterns = (*LIVE, path("x/", None))\n',
        'shop/wsgi.py': 'from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n',
      },
      '/health/',
    ],
    [
      "a Litestar plugin of the service, through the plugin's own method",
      {
        'main.py':
          'from litestar import Litestar\nfrom plug import Core\ndef create_app():\n    return Litestar(plugins=[Core()])\n',
        'plug.py':
          'from litestar.plugins import InitPluginProtocol\nclass Core(InitPluginProtocol):\n    def on_app_init(self, app_config):\n        from system import System\n        self._routes(app_config, controllers=[System])\n        return app_config\n    def _routes(self, app_config, *, controllers):\n        app_config.route_handlers.extend(controllers)\n',
        'system.py':
          'from litestar import Controller, get\nclass System(Controller):\n    @get(path="/health")\n    async def h(self) -> str: ...\n',
      },
      '/health',
    ],
    [
      'a function under on_app_init',
      {
        'main.py':
          'from litestar import Litestar, get\n@get("/health")\nasync def h() -> str: ...\ndef init(config):\n    config.route_handlers.append(h)\n    return config\napp = Litestar(on_app_init=[init])\n',
      },
      '/health',
    ],
    [
      'an explicit liveness route before a general one',
      { 'main.py': `${APP}@app.get("/health")\ndef a(): ...\n@app.get("/health/live")\ndef b(): ...\n` },
      '/health/live',
    ],
    [
      'a class that holds the app',
      {
        'main.py':
          'from fastapi import FastAPI\nclass Server:\n    def __init__(self):\n        self.app = FastAPI()\n        self.routes()\n    def routes(self):\n        @self.app.get("/health")\n        def h(): ...\napp = Server().app\n',
      },
      '/health',
    ],
  ];
  test.each(fires)('health %s', async (_name, files, path) => {
    const { facts } = await found(files);
    expect(facts.healthPath?.value).toBe(path);
    expect(facts.readyPath).toBeUndefined();
  });

  const silent: readonly [string, string][] = [
    ['a comment', `${APP}# @app.get("/health")\n`],
    ['a string', `${APP}x = '@app.get("/health")'\n`],
    ['POST', `${APP}@app.post("/health")\ndef h(): ...\n`],
    ['a router that nobody includes', `${APP}r = APIRouter()\n@r.get("/health")\ndef h(): ...\n`],
    ['the status of something else', `${APP}@app.get("/jobs/status")\ndef h(): ...\n`],
    ['a parameter', `${APP}@app.get("/jobs/{id}/health")\ndef h(): ...\n`],
    ["another system's health", `${APP}@app.get("/redis/health")\ndef h(): ...\n`],
    ['a route that needs a user', `${APP}@app.get("/health")\ndef h(user=Depends(get_current_user)): ...\n`],
    [
      'a Litestar plugin that the app does not have',
      'from litestar import Litestar, get\n@get("/health")\nasync def h() -> str: ...\nclass Core:\n    def on_app_init(self, config):\n        config.route_handlers.append(h)\napp = Litestar(plugins=[])\n',
    ],
    ['a client', `import httpx\n${APP}httpx.get("/health")\n`],
  ];
  test.each(silent)('no health from %s', async (_name, source) => {
    expect((await found({ 'main.py': source })).facts.healthPath).toBeUndefined();
  });

  test('readiness is told from liveness', async () => {
    const source = `${APP}@app.get("/health")\ndef a(): ...\n@app.get("/health/ready")\ndef b(): ...\n`;
    const { facts } = await found({ 'main.py': source });
    expect(facts.healthPath?.value).toBe('/health');
    expect(facts.readyPath?.value).toBe('/health/ready');
  });

  const metrics: readonly [string, string, string | undefined][] = [
    [
      'an instrumentator',
      `from prometheus_fastapi_instrumentator import Instrumentator\n${APP}Instrumentator().instrument(app).expose(app)\n`,
      '/metrics',
    ],
    [
      'its endpoint',
      `from prometheus_fastapi_instrumentator import Instrumentator\n${APP}Instrumentator().instrument(app).expose(app, endpoint="/internal/metrics")\n`,
      '/internal/metrics',
    ],
    [
      'a mounted exporter',
      `from prometheus_client import make_asgi_app\n${APP}app.mount("/metrics", make_asgi_app())\n`,
      '/metrics',
    ],
    [
      'starlette_exporter',
      `from starlette_exporter import handle_metrics\n${APP}app.add_route("/metrics", handle_metrics)\n`,
      '/metrics',
    ],
    [
      'its own handler',
      `from prometheus_client import generate_latest\n${APP}@app.get("/metrics")\ndef m(): return generate_latest()\n`,
      '/metrics',
    ],
    [
      "Prometheus' format written by hand, in a function that sets the app up",
      `from fastapi import Response\n${APP}def setup(app):\n    @app.get("/metrics")\n    def m():\n        return Response("x 1", media_type="text/plain; version=0.0.4")\nsetup(app)\n`,
      '/metrics',
    ],
    [
      'plain text that only tells of itself',
      `from fastapi import Response\n${APP}@app.get("/metrics")\ndef m():\n    return Response("x 1", media_type="text/plain; charset=utf-8")\n`,
      undefined,
    ],
    [
      "Litestar's controller",
      'from litestar import Litestar\nfrom litestar.plugins.prometheus import PrometheusController\napp = Litestar(route_handlers=[PrometheusController])\n',
      '/metrics',
    ],
    [
      "a controller made from Litestar's",
      'from litestar import Litestar\nfrom litestar.plugins.prometheus import PrometheusController\nclass Own(PrometheusController):\n    path = "/internal/metrics"\napp = Litestar(route_handlers=[Own])\n',
      '/internal/metrics',
    ],
    [
      "Litestar's controller under the path of the app, which a function sets up",
      'from litestar import Litestar\nfrom litestar.plugins.prometheus import PrometheusController\nclass Config:\n    root = "/api"\ndef make(config):\n    return Litestar(path=config.root, route_handlers=[PrometheusController])\napp = make(Config())\n',
      '/api/metrics',
    ],
    [
      "Litestar's controller, imported and not registered",
      'from litestar import Litestar\nfrom litestar.plugins.prometheus import PrometheusController\napp = Litestar(route_handlers=[])\n',
      undefined,
    ],
    ['figures of the business', `${APP}@app.get("/metrics")\ndef m(): return {}\n`, undefined],
    [
      'an instrumentator that exposes nothing',
      `from prometheus_fastapi_instrumentator import Instrumentator\n${APP}Instrumentator().instrument(app)\n`,
      undefined,
    ],
  ];
  test('a handler that calls a module of the service which works with an exporter', async () => {
    const main = `from figures import render\n${APP}@app.get("/metrics")\ndef m(): return render()\n`;
    const figures = 'from prometheus_client import generate_latest\ndef render(): return generate_latest()\n';
    expect((await found({ 'main.py': main, 'figures.py': figures })).facts.metricsPath?.value).toBe('/metrics');
    const plain = 'def render(): return {}\n';
    expect((await found({ 'main.py': main, 'figures.py': plain })).facts.metricsPath).toBeUndefined();
  });
  test.each(metrics)('metrics: %s', async (_name, source, path) => {
    expect((await found({ 'main.py': source })).facts.metricsPath?.value).toBe(path);
  });
});
