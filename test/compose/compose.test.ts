import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Facts } from '../../core/detect/facts.js';
import { render } from '../../core/render.js';
import { backend, fact, frontend, variable } from '../model/example.js';

interface Compose {
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const compose = (facts: Partial<Facts> = {}): Compose => {
  const text = render(backend({}, facts)).get('compose')?.text ?? '';
  return parse(text) as Compose;
};

describe('compose.yaml', () => {
  test('starts only what the code uses', () => {
    const { services } = compose();
    expect(Object.keys(services)).toEqual(['app', 'database']);
    expect(services.app?.depends_on).toEqual({ database: { condition: 'service_healthy' } });
    expect(services.app?.ports).toEqual(['127.0.0.1:${HOST_PORT:-8093}:8093']);
  });

  test('Redis and migrations come before the app', () => {
    const { services } = compose({
      dependencies: fact([{ name: 'fastapi' }, { name: 'redis' }, { name: 'alembic' }]),
      migrations: fact({ tool: 'alembic', folder: 'migrations', config: 'alembic.ini' }),
      variables: fact([variable('DATABASE_URL', { required: true, secret: true }), variable('REDIS_URL')]),
    });
    expect(Object.keys(services)).toEqual(['app', 'database', 'migrate', 'redis']);
    expect(services.app?.depends_on).toEqual({
      database: { condition: 'service_healthy' },
      migrate: { condition: 'service_completed_successfully' },
      redis: { condition: 'service_healthy' },
    });
    expect(services.migrate?.command).toEqual(['alembic', '--config', 'alembic.ini', 'upgrade', 'head']);
    expect(services.migrate?.environment).toMatchObject({ REDIS_URL: 'redis://redis:6379/0' });
  });

  test('a site starts its backend from its own file, on another port, and may be called by the site alone', () => {
    const neighbours = fact([
      {
        folder: '../api',
        name: 'api',
        kind: 'server' as const,
        ports: [8000, 8080, 8025],
        port: 8000,
        published: 8000,
        beside: [
          { name: 'database', publishes: false },
          { name: 'mail', publishes: true },
        ],
        volumes: ['database'],
        origins: { name: 'CORS_ORIGINS', form: 'list' as const },
      },
    ]);
    const tree = render(frontend({}, { neighbours, variables: fact([variable('VITE_API_URL', { required: true })]) }));
    const text = tree.get('compose')?.text ?? '';
    const { services, volumes } = parse(text, { logLevel: 'silent' }) as Compose & { volumes: object };
    expect(Object.keys(services)).toEqual(['app', 'backend', 'database', 'mail']);
    expect(services.app).toMatchObject({
      depends_on: { backend: { condition: 'service_started' } },
      environment: { VITE_API_URL: '${VITE_API_URL:-http://localhost:${BACKEND_PORT:-8001}}' },
      ports: ['127.0.0.1:${HOST_PORT:-8081}:8080'],
    });
    expect(services.backend).toEqual({
      environment: { CORS_ORIGINS: '["http://localhost:${HOST_PORT:-8081}"]' },
      ports: ['127.0.0.1:${BACKEND_PORT:-8001}:8000'],
      extends: { file: '../api/compose.yaml', service: 'app' },
    });
    expect(text).toContain('    ports: !override\n');
    expect(text).toContain('  mail:\n    ports: !reset []\n');
    expect(text.match(/!reset/g)).toHaveLength(1);
    expect(volumes).toEqual({ database: null });
    const example = tree.get('env-example')?.text ?? '';
    expect(example).toContain('# HOST_PORT=8081\n');
    expect(example).toContain('# BACKEND_PORT=8001\n');
    expect(example).toContain(', which compose.yaml leads to ../api\n# VITE_API_URL=\n');
  });
});
