import { join } from 'node:path';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { PIPENV, POETRY } from '../core/versions.js';
import { PUBLIC_SERVICES } from './e2e-public.js';
import type { Route, Service } from './e2e-service.js';
import { GOLDEN } from './golden-cases.js';

/** What cannot be shown on this engine: its bases are stand-ins. Listed in every table, never as passed. */
export const NOT_RUN: readonly { readonly name: string; readonly reason: string }[] = [
  { name: 'Python on distroless', reason: 'gcr.io/distroless/cc-debian13 has no stand-in here' },
  { name: 'nginx on Alpine', reason: 'the stand-in of nginx-unprivileged is Debian inside' },
  { name: 'Python 3.14', reason: 'the stand-in of python:3.14 holds another version' },
  { name: 'linux/arm64', reason: 'no emulation on this engine' },
];

const golden = (
  app: string,
  core: boolean,
  env: Service['env'],
  routes: readonly Route[],
  more: Partial<Service> = {},
): Service => ({
  name: app,
  repository: join(GOLDEN, 'apps', app),
  folder: '.',
  core,
  env,
  routes,
  ...more,
});

/** A small app of a framework, under test/e2e/apps. */
const small = (app: string, env: Service['env'], ...routes: Route[]): Service => ({
  name: app,
  repository: join(PACKAGE_ROOT, 'test/e2e/apps', app),
  folder: '.',
  core: false,
  env,
  routes,
});

/** An app of test/e2e/apps: one way in which Python services name what they need. */
const python = (app: string, holds: string, more: Partial<Service> = {}): Service => ({
  name: app,
  repository: join(PACKAGE_ROOT, 'test', 'e2e', 'apps', app),
  folder: '.',
  core: false,
  env: {},
  routes: [{ path: '/value', status: 200, holds }],
  ...more,
});

/** A wheel made by hand: two files in a zip. */
const wheel = [
  'import os, zipfile',
  "os.makedirs('wheels')",
  "z = zipfile.ZipFile('wheels/money-1.0.0-py3-none-any.whl', 'w')",
  "z.writestr('money.py', 'gross = lambda cents: cents * 119 // 100')",
  "i = 'money-1.0.0.dist-info/'",
  "z.writestr(i + 'METADATA', 'Metadata-Version: 2.1\\nName: money\\nVersion: 1.0.0\\n')",
  "z.writestr(i + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: hand\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')",
  "z.writestr(i + 'RECORD', '')",
  'z.close()',
].join('; ');

/** Whether the image holds the package that only the other service of the list imports. */
const spare = (holds: string): Route => ({ path: '/holds-the-package-of-the-other-service', status: 200, holds });

const PIP = 'pip install --quiet --root-user-action ignore';

export const SERVICES: readonly Service[] = [
  golden(
    'backend',
    true,
    { DATABASE_URL: 'postgresql://orders:none@127.0.0.1:1/orders' },
    [
      { path: '/orders/quote?sku=coffee&quantity=3', status: 200, holds: '"gross":2463' },
      // Nothing listens there: readiness says so, and everything that needs no database answers.
      { path: '/health/ready', status: 503, holds: '"database"' },
      { path: '/metrics', status: 200, holds: '# TYPE' },
    ],
    { tried: true },
  ),
  golden(
    'frontend',
    true,
    { VITE_TENANT: 'tenant-of-this-run', VITE_API_URL: 'https://api.example.com' },
    [
      { path: '/articles/tea', status: 200, holds: '<div id="root">' },
      { path: '/env.js', status: 200, holds: 'tenant-of-this-run' },
      { path: '/assets/none.js', status: 404, holds: '' },
    ],
    { page: { path: '/', holds: 'tenant-of-this-run' }, tried: true },
  ),
  {
    ...golden('frontend', false, { VITE_TENANT: 'north', VITE_API_URL: 'https://api.example.com' }, [
      { path: '/vitals.js', status: 200, holds: 'PerformanceObserver' },
    ]),
    name: 'frontend-vitals',
    flags: ['--web-vitals'],
    page: { path: '/', holds: 'north' },
    logs: /"webVitals":\{"cls":[\d.]+,"fcp":[\d.]+,"inp":null,"lcp":[\d.]+,"ttfb":[\d.]+\}/,
  },
  golden('agent', true, {}, [
    {
      path: '/invoke',
      body: { input: { question: 'How long does an express delivery take?' } },
      status: 200,
      holds: 'it takes 1 day',
    },
  ]),
  golden('backend-plain', false, {}, [
    { path: '/invoices', body: { customer: 'a', cents: 5 }, status: 201, holds: '1001' },
  ]),
  golden('agent-served', false, {}, [
    { path: '/visits', body: { text: 'An evening at the theatre' }, status: 200, holds: '"hour":19' },
  ]),
  small('server-next', { SHOP_NAME: 'this run' }, { path: '/', status: 200, holds: 'this run' }),
  small(
    'server-sveltekit',
    { SHOP_NAME: 'this run' },
    { path: '/', status: 200, holds: 'open for 1 minute at this run' },
  ),
  small('server-astro', {}, { path: '/', status: 200, holds: 'rendered for /' }),
  small('server-react-router', {}, { path: '/', status: 200, holds: 'router shop' }),
  small('server-express', { SHOP_NAME: 'this run' }, { path: '/', status: 200, holds: 'hello from this run' }),
  small(
    'site-astro',
    {},
    { path: '/docs/', status: 200, holds: 'static page' },
    { path: '/docs/absent', status: 404, holds: 'no such page' },
  ),
  small(
    'site-sveltekit',
    {},
    { path: '/', status: 200, holds: 'static html' },
    { path: '/absent', status: 404, holds: '' },
  ),
  python('pip-marked', 'uvloop'),
  python('pip-hashes', 'hashed', {
    prepare: `${PIP} uv && uv pip compile --quiet --generate-hashes --no-emit-index-url --output-file requirements.txt requirements.in`,
  }),
  python('pip-includes', '0.46.2'),
  python('pip-root', 'below', { folder: 'services/api', routes: [spare('True')] }),
  {
    ...python('pip-root', 'below', { folder: 'services/api', flags: ['--packages', 'imported'] }),
    name: 'pip-root-imported',
    routes: [spare('False')],
  },
  python('pip-self', '1.2.3good day'),
  python('pip-wheel', '119', { prepare: `python -c "${wheel}"` }),
  python('setup-py', 'dynamic'),
  python('hatch', 'hatch'),
  python('uv-path', '119', { prepare: `${PIP} uv && uv lock --quiet` }),
  // A workspace with a member that this one does not need: its lock file is of all three.
  python('uv-member', '119', { folder: 'packages/api', prepare: `${PIP} uv && uv lock --quiet` }),
  python('poetry-path', '119', {
    prepare: `${PIP} poetry==${POETRY} && poetry source add --priority primary index "$(python -c 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)')" && poetry lock`,
  }),
  python('pipenv', 'pipenv', { prepare: `${PIP} pipenv==${PIPENV} && pipenv lock --quiet` }),
  python('pdm', 'pdm', { prepare: `${PIP} pdm==2.11.2 && pdm lock --quiet` }),
  python('native', '17'),
  python('old-pins', '6.0.4'),
  ...PUBLIC_SERVICES,
];
