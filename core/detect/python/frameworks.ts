import type { Framework, Protocol } from '../facts.js';

/** What a class or function of an installed package makes when called: an app, and how a server calls it. */
export interface AppClass {
  /** Absent for frameworks that the facts have no name for. */
  readonly framework?: Framework;
  readonly protocol: Exclude<Protocol, 'agent'>;
}

const fastapi: AppClass = { framework: 'fastapi', protocol: 'asgi' };
const starlette: AppClass = { framework: 'starlette', protocol: 'asgi' };
const flask: AppClass = { framework: 'flask', protocol: 'wsgi' };
const litestar: AppClass = { framework: 'litestar', protocol: 'asgi' };
const quart: AppClass = { framework: 'quart', protocol: 'asgi' };
const asgi: AppClass = { protocol: 'asgi' };
const wsgi: AppClass = { protocol: 'wsgi' };

export const APP_CLASSES: ReadonlyMap<string, AppClass> = new Map([
  ['fastapi.FastAPI', fastapi],
  ['fastapi.applications.FastAPI', fastapi],
  ['fastapi_offline.FastAPIOffline', fastapi],
  ['google.adk.cli.fast_api.get_fast_api_app', fastapi],
  ['agno.os.AgentOS.get_app', fastapi],
  ['a2a.server.apps.A2AFastAPIApplication.build', fastapi],
  ['starlette.applications.Starlette', starlette],
  ['fasthtml.common.FastHTML', starlette],
  ['fasthtml.FastHTML', starlette],
  ['mcp.server.fastmcp.FastMCP.streamable_http_app', starlette],
  ['mcp.server.fastmcp.FastMCP.sse_app', starlette],
  ['mcp.server.FastMCP.streamable_http_app', starlette],
  ['fastmcp.FastMCP.http_app', starlette],
  ['fastmcp.FastMCP.streamable_http_app', starlette],
  ['fastmcp.FastMCP.sse_app', starlette],
  ['a2a.server.apps.A2AStarletteApplication.build', starlette],
  ['google.adk.a2a.utils.agent_to_a2a.to_a2a', starlette],
  ['pydantic_ai.Agent.to_a2a', starlette],
  ['pydantic_ai.Agent.to_ag_ui', starlette],
  ['pydantic_ai.Agent.to_web', starlette],
  ['litestar.Litestar', litestar],
  ['litestar.app.Litestar', litestar],
  ['starlite.Starlite', litestar],
  ['quart.Quart', quart],
  ['quart_trio.QuartTrio', quart],
  ['quart_openapi.Pint', quart],
  ['flask.Flask', flask],
  ['flask.app.Flask', flask],
  ['apiflask.APIFlask', flask],
  ['flask_openapi3.OpenAPI', flask],
  ['connexion.FlaskApp', flask],
  ['connexion.App', flask],
  ['connexion.AsyncApp', asgi],
  ['dash.Dash.server', flask],
  ['django.core.asgi.get_asgi_application', { framework: 'django', protocol: 'asgi' }],
  ['channels.routing.ProtocolTypeRouter', { framework: 'django', protocol: 'asgi' }],
  ['django.core.handlers.asgi.ASGIHandler', { framework: 'django', protocol: 'asgi' }],
  ['django.core.handlers.wsgi.WSGIHandler', { framework: 'django', protocol: 'wsgi' }],
  ['django.core.wsgi.get_wsgi_application', { framework: 'django', protocol: 'wsgi' }],
  ['aiohttp.web.Application', { framework: 'aiohttp', protocol: 'aiohttp' }],
  ['sanic.Sanic', asgi],
  ['blacksheep.Application', asgi],
  ['blacksheep.server.Application', asgi],
  ['falcon.asgi.App', asgi],
  ['falcon.App', wsgi],
  ['bottle.Bottle', wsgi],
  ['pyramid.config.Configurator.make_wsgi_app', wsgi],
  ['socketio.ASGIApp', asgi],
  ['responder.API', asgi],
  ['robyn.Robyn', asgi],
]);

/** Functions and classes of installed packages that take an app and give one back, by the end of their name. */
const WRAPPERS = [
  'Middleware',
  'ASGIApp',
  'WSGIApp',
  'ProxyFix',
  'WhiteNoise',
  'WsgiToAsgi',
  'AsgiToWsgi',
  'mount_gradio_app',
  'CORS',
  'Instrumented',
];

/** Whether a call of this name may wrap an app that is among its arguments. `flask_cors.CORS` gives no app. */
export function isWrapper(name: string): boolean {
  if (name === 'flask_cors.CORS' || name.endsWith('.add_middleware')) return false;
  const last = name.slice(name.lastIndexOf('.') + 1);
  return WRAPPERS.some((end) => last.endsWith(end));
}

/** A file without any of these words can neither make nor serve an app, read the environment nor, by itself, name the database. */
export const MARKERS: readonly string[] = [
  ...new Set([...APP_CLASSES.keys()].map((name) => name.slice(name.lastIndexOf('.') + 1))),
  ...WRAPPERS,
  'uvicorn',
  'hypercorn',
  'granian',
  'waitress',
  'gunicorn',
  '.run(',
  'environ',
  'getenv',
  'Settings',
  'config(',
  'Config(',
  'Env(',
  'env(',
  'env.',
  'FastMCP',
  'tornado',
  'sys.path',
  // Piccolo finds its configuration by the name of the file: nothing imports it.
  'piccolo.engine',
];
