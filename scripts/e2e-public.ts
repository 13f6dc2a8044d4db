import { join } from 'node:path';
import type { Route, Service } from './e2e-service.js';
import { SAMPLES } from './shared.js';

const sample = (
  name: string,
  repo: string,
  folder: string,
  env: Service['env'],
  route: Route,
  more: Partial<Service> = {},
): Service => ({
  name,
  repository: join(SAMPLES, repo.replace('/', '+')),
  folder,
  core: false,
  env,
  routes: [route],
  ...more,
});

/** Public services whose own code runs here without what only its owner has. */
export const PUBLIC_SERVICES: readonly Service[] = [
  sample(
    'fastapi-celery-project',
    'testdrivenio/fastapi-celery',
    'project',
    {},
    { path: '/', status: 200, holds: '<html' },
  ),
  sample(
    'vue3-realworld',
    'mutoe/vue3-realworld-example-app',
    '.',
    {},
    { path: '/login', status: 200, holds: '<div id="app"' },
    // Its page names stylesheets without a scheme: over plain http, as here, the policy refuses them. Its API is elsewhere.
    {
      page: { path: '/login', holds: '', excused: /'http:\/\/[^']*\.css'|'http:\/\/[^']*fonts[^']*'|Failed to fetch/ },
    },
  ),
  sample(
    'gemini-quickstart-frontend',
    'google-gemini/gemini-fullstack-langgraph-quickstart',
    'frontend',
    {},
    {
      path: '/app/',
      status: 200,
      holds: '<div id="root"',
    },
  ),
  sample(
    'cs-agents-demo-backend',
    'openai/openai-cs-agents-demo',
    'python-backend',
    { OPENAI_API_KEY: 'sk-none' },
    {
      path: '/openapi.json',
      status: 200,
      holds: '/chat',
    },
  ),
  sample(
    'agent-service-toolkit',
    'JoshuaC215/agent-service-toolkit',
    '.',
    { USE_FAKE_MODEL: 'true', SQLITE_DB_PATH: '/tmp/checkpoints.db' },
    { path: '/info', status: 200, holds: 'agents' },
  ),
  sample(
    'teamhide-boilerplate',
    'teamhide/fastapi-boilerplate',
    '.',
    {},
    { path: '/openapi.json', status: 200, holds: '/api/v1/user' },
  ),
];
