// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources under test hold templates of their own
import { describe, expect, test } from '@jest/globals';
import { manifest, value, vite } from './read.js';

const next = (files: Record<string, string>, scripts: Record<string, string> = {}): Record<string, string> => ({
  'package.json': manifest({ build: 'next build', ...scripts }, { next: '15' }),
  ...files,
});

describe('the port', () => {
  test.each([
    ['EXPOSE', { Dockerfile: 'FROM node:22\nEXPOSE 3000\nCMD ["node", "server.js"]\n' }, 3000],
    [
      'EXPOSE of the last stage',
      { Dockerfile: 'FROM node:22\nEXPOSE 9229\nFROM node:22\nENV PORT=4000\nEXPOSE $PORT/tcp\n' },
      4000,
    ],
    [
      'the right-hand side of compose',
      { 'compose.yaml': 'services:\n  web:\n    build: .\n    ports: ["8004:3001"]\n' },
      3001,
    ],
    [
      'a compose file above',
      {
        '../docker-compose.yml':
          'services:\n  web:\n    build:\n      context: ./web\n    ports:\n      - "${P:-80}:3002"\n',
      },
      3002,
    ],
    [
      'a compose file for production above',
      { '../docker-compose.prod.yml': 'services:\n  web:\n    build: ./web\n    ports: ["80:3004"]\n' },
      3004,
    ],
    [
      'a compose file in a folder for deployment, after the plain one',
      {
        '../deploy/compose.yaml': 'services:\n  web:\n    build: ../web\n    ports: ["80:3006"]\n',
        '../deploy/docker-compose.prod.yml': 'services:\n  web:\n    build: ../web\n    ports: ["80:3007"]\n',
      },
      3006,
    ],
    [
      'no compose file for development, tests or another service',
      {
        '../docker-compose.dev.yml': 'services:\n  web:\n    build: ./web\n    ports: ["80:3004"]\n',
        '../docker-compose.test.yml': 'services:\n  web:\n    build: ./web\n    ports: ["80:3005"]\n',
        '../docker-compose.prod.yml': 'services:\n  api:\n    build: ./api\n    ports: ["80:3008"]\n',
      },
      undefined,
    ],
    [
      'a Dockerfile of this folder with a context above',
      {
        '../compose.yml':
          'services:\n  web:\n    build: { context: ., dockerfile: web/Dockerfile }\n    ports: [{ target: 3003, published: 80 }]\n',
      },
      3003,
    ],
  ])('%s', async (_about, files, port) => {
    expect(await value('port', next(files as unknown as Record<string, string>), { path: 'web' })).toBe(port);
  });
  test('the start script of a server', async () => {
    expect(await value('port', next({}, { start: 'next start -p 4000' }))).toBe(4000);
    expect(await value('port', next({}, { start: 'next start -p ${PORT:-4001}' }))).toBe(4001);
  });
  test.each([
    ['a development script', next({}, { dev: 'next dev -p 4000' })],
    [
      'a development server in compose',
      next(
        { 'compose.yaml': 'services:\n  web:\n    build: .\n    command: npm run dev\n    ports: ["3000:3000"]\n' },
        { dev: 'next dev' },
      ),
    ],
    [
      'a development server in a Dockerfile',
      vite('', { Dockerfile: 'FROM node:22\nEXPOSE 5173\nCMD ["npx", "vite", "--host"]\n' }),
    ],
    ['the dev server of the configuration', vite('export default { server: { port: 3000 }, preview: { port: 4000 } }')],
    [
      'another service',
      next({
        'compose.yaml':
          'services:\n  db:\n    image: postgres\n    ports: ["5432:5432"]\n  api:\n    build: ./api\n    ports: ["8000:8000"]\n',
      }),
    ],
    ['a Dockerfile for tests', next({ 'Dockerfile.playwright': 'FROM node:22\nEXPOSE 9323\n' })],
    ['nothing', next({})],
  ])('not %s', async (_about, files) => {
    expect(await value('port', files, { path: 'web' })).toBeUndefined();
  });
  test('a static site whose image is written already', async () => {
    expect(await value('port', vite('', { Dockerfile: 'FROM node:22 AS b\nFROM nginx\nEXPOSE 80\n' }))).toBe(80);
  });
});

describe('health', () => {
  test.each([
    [{ 'app/api/health/route.ts': 'export async function GET() {}' }, '/api/health'],
    [{ 'src/app/(site)/api/healthz/route.ts': 'export const GET = () => {}' }, '/api/healthz'],
    [{ 'pages/api/health.ts': 'export default function h() {}' }, '/api/health'],
    [
      {
        'compose.yaml':
          'services:\n  web:\n    build: .\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:3000/up?x=1"]\n',
      },
      '/up',
    ],
    [{ Dockerfile: 'FROM node:22\nHEALTHCHECK CMD wget -qO- http://127.0.0.1:3000/ok || exit 1\n' }, '/ok'],
    [{ 'app/api/health/route.ts': 'export async function POST() {}' }, undefined],
    [{ 'app/health/page.tsx': 'export default function P() {}' }, undefined],
    [{ 'app/api/[health]/route.ts': 'export async function GET() {}' }, undefined],
    [{ 'app/api/health/route.test.ts': 'export async function GET() {}' }, undefined],
  ])('next: %j', async (files, expected) => {
    expect(await value('healthPath', next(files as unknown as Record<string, string>))).toBe(expected);
  });
  test('under the base path', async () => {
    expect(
      await value(
        'healthPath',
        next({
          'next.config.js': "module.exports = { basePath: '/a' }",
          'app/api/health/route.ts': 'export const GET = 1',
        }),
      ),
    ).toBe('/a/api/health');
  });
  test('metrics only where a metrics library is used', async () => {
    expect(
      await value(
        'metricsPath',
        next({ 'app/api/metrics/route.ts': "import client from 'prom-client'; export const GET = 1" }),
      ),
    ).toBe('/api/metrics');
    expect(await value('metricsPath', next({ 'app/api/metrics/route.ts': 'export const GET = 1' }))).toBeUndefined();
  });
  test('a static site has none', async () => {
    expect(await value('healthPath', vite('', { 'pages/api/health.ts': 'export default 1' }))).toBeUndefined();
  });
});

describe('the database of a server', () => {
  test.each([
    [
      'postgres',
      {
        'prisma/schema.prisma':
          'generator client {\n  provider = "prisma-client-js"\n}\ndatasource db {\n  provider = "postgresql"\n}\n',
      },
    ],
    ['mysql', { 'prisma/schema.prisma': 'datasource db {\n  // provider = "postgresql"\n  provider = "mysql"\n}\n' }],
    [
      'sqlite',
      {
        'drizzle.config.ts':
          "import { defineConfig } from 'drizzle-kit';\nexport default defineConfig({ dialect: 'sqlite' })",
      },
    ],
    [undefined, {}],
  ])('%s', async (engine, files) => {
    expect(await value('database', next(files as unknown as Record<string, string>))).toBe(engine);
  });
  test('a driver among the run-time dependencies', async () => {
    const files = { 'package.json': manifest({ build: 'next build' }, { next: '15', mongoose: '8' }) };
    expect(await value('database', files)).toBe('mongodb');
    expect(
      await value('database', {
        'package.json': manifest({ build: 'next build' }, { next: '15' }, { devDependencies: { pg: '8' } }),
      }),
    ).toBeUndefined();
  });
});

describe('a Dockerfile above that copies the folder', () => {
  const above = (dockerfile: string, path = 'apps/web'): Promise<readonly unknown[]> => {
    const up = path.includes('/') ? '../..' : '..';
    const files = { ...next({}), [`${up}/Dockerfile`]: dockerfile };
    return Promise.all([value('port', files, { path }), value('healthPath', files, { path })]);
  };
  test.each([
    [
      'FROM node:22 AS b\nCOPY . .\nFROM node:22\nCOPY --from=b /app/apps/web/.next ./\nEXPOSE 3000\nHEALTHCHECK CMD curl http://localhost:3000/up\n',
      [3000, '/up'],
    ],
    [
      'FROM node:lts AS base\nCOPY apps/web .\nEXPOSE 3001\nFROM base AS web\nFROM base AS worker\nEXPOSE 9000\n',
      [3001, undefined],
    ],
    [
      'ARG ENV=git\nFROM node:lts AS build_git\nCOPY ./apps/web ./apps/web\nFROM build_${ENV} AS production\nEXPOSE 9001\n',
      [9001, undefined],
    ],
    // The last stage serves something else, in another language.
    [
      'FROM node:22 AS b\nCOPY apps/web .\nFROM python:3.12\nCOPY --from=b /src/apps/web/dist ./static\nEXPOSE 8000\n',
      [undefined, undefined],
    ],
    ['FROM node:22\nCOPY apps/website .\nEXPOSE 3000\n', [undefined, undefined]],
    ['FROM node:22\nRUN echo apps/web\nEXPOSE 3000\n', [undefined, undefined]],
  ])('%s', async (dockerfile, expected) => {
    expect(await above(dockerfile)).toEqual(expected);
  });
  test('a stage that takes in the whole repository has its Node', async () => {
    const version = (dockerfile: string): Promise<unknown> =>
      value('nodeVersion', next({ '../../Dockerfile': dockerfile }), { path: 'apps/web' });
    expect(await version('FROM node:22\nADD . .\nRUN pnpm -C apps/web build\n')).toBe('22');
    expect(await version('FROM node:22 AS b\nFROM node:20\nCOPY --from=b . .\nRUN ls apps/web\n')).toBeUndefined();
    expect(await version('FROM python:3.13\nCOPY . .\nRUN ls apps/web\n')).toBeUndefined();
    expect(await version('FROM node:22\nCOPY . .\nFROM node:20\nCOPY apps/web .\n')).toBe('20');
  });
  test('a program that hands out the built files of a static site has its own port', async () => {
    const dockerfile =
      'FROM node:22 AS b\nCOPY . .\nFROM node:22\nCOPY packages/api ./packages/api\nCOPY --from=b /app/packages/web/dist ./packages/web/dist\nEXPOSE 3000\n';
    const site = vite('export default {}', { '../../Dockerfile': dockerfile });
    expect(await value('port', site, { path: 'packages/web' })).toBeUndefined();
    expect(await value('port', next({ '../../Dockerfile': dockerfile }), { path: 'packages/web' })).toBe(3000);
  });
  test('a service of compose that is built for development says no port', async () => {
    const compose = (target: string): Record<string, string> =>
      next({
        'compose.yml': `services:\n  web:\n    build: { context: ., target: ${target} }\n    ports: ["3000:3000"]\n`,
      });
    expect(await value('port', compose('app-dev'))).toBeUndefined();
    expect(await value('port', compose('app'))).toBe(3000);
  });
});

describe('Node versions of Dockerfiles', () => {
  const version = (files: Record<string, string>, path = 'web'): Promise<unknown> =>
    value('nodeVersion', next(files), { path });
  test.each([
    [
      'a stage that goes on from another',
      { '../Dockerfile': 'FROM node:26-slim AS base\nFROM base AS b\nCOPY web .\n' },
      '26',
    ],
    [
      'a stage that takes nothing of the folder',
      { '../Dockerfile': 'FROM node:26 AS base\nFROM base\nCOPY api .\n# web\n' },
      undefined,
    ],
    [
      'the file of a sibling',
      { '../app/package.json': '{}', '../app/Dockerfile': 'FROM node:20\nCOPY web .\n' },
      undefined,
    ],
    [
      'files for each package manager',
      { 'Dockerfile.pnpm': 'FROM node:20\n', 'Dockerfile.bun': 'FROM oven/bun:1\n' },
      undefined,
    ],
    ['the only file', { 'Dockerfile.pnpm': 'FROM node:20\n' }, '20'],
  ])('%s', async (_about, files, expected) => {
    expect(await version(files as unknown as Record<string, string>)).toBe(expected);
  });
  test('the folder in which an image works is no folder of the repository', async () => {
    const files = {
      '../docker/Dockerfile': 'FROM node:22\nWORKDIR /usr/src/app\nCOPY --from=x /usr/src/app/dist .\nEXPOSE 8080\n',
    };
    expect(await value('port', next(files), { path: 'app' })).toBeUndefined();
  });
  test('a helper built from another Dockerfile says no port', async () => {
    const compose =
      'services:\n  mail:\n    build: { context: ., dockerfile: mail.Dockerfile }\n    ports: ["1080:1080"]\n';
    expect(await value('port', next({ 'compose.yml': compose, Dockerfile: 'FROM node:22\n' }))).toBeUndefined();
    expect(await value('port', next({ 'compose.yml': compose }))).toBe(1080);
  });
});
