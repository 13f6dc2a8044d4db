import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Facts } from '../../core/detect/facts.js';
import { render } from '../../core/render.js';
import { backend, fact, variable } from '../model/example.js';

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
});
