import { describe, expect, test } from '@jest/globals';
import type { Neighbour } from '../../core/detect/fact-values.js';
import { backend, fact, frontend, variable } from './example.js';

const neighbour = (more: Partial<Neighbour> = {}): Neighbour => ({
  folder: '../api',
  name: 'api',
  kind: 'server',
  ports: [8000],
  port: 8000,
  published: 8000,
  beside: [{ name: 'database', publishes: false }],
  volumes: ['database'],
  ...more,
});

describe('the port on this machine', () => {
  const port = (...neighbours: readonly Neighbour[]) => backend({}, { neighbours: fact(neighbours) }).local.hostPort;

  test('is the own one unless a neighbour publishes it, then the next that is free', () => {
    expect(backend().local).toEqual({ hostPort: 8093 });
    expect(port(neighbour())).toBe(8093);
    expect(port(neighbour({ ports: [8093] }))).toBe(8094);
    expect(port(neighbour({ ports: [8093, 8095] }), neighbour({ ports: [8094] }))).toBe(8096);
  });

  test('is said where it is another, with its owner', () => {
    const { notes } = backend({}, { neighbours: fact([neighbour({ ports: [8093] })]) });
    expect(notes.join()).toContain('port 8093 of this machine is published by ../api/compose.yaml');
    expect(
      backend({ compose: false }, { neighbours: fact([neighbour({ ports: [8093] })]) }).notes.join(),
    ).not.toContain('8094');
  });
});

describe('the backend of a site', () => {
  const local = (variables: readonly ReturnType<typeof variable>[], ...neighbours: readonly Neighbour[]) =>
    frontend({}, { variables: fact(variables), neighbours: fact(neighbours) }).local;
  const other = neighbour({ folder: '../billing', name: 'billing', ports: [8001], published: 8001 });

  test('is the one whose port an address of the code names, and the variable leads to it', () => {
    const found = local([variable('VITE_SHOP', { default: 'http://localhost:8001/v1' })], neighbour(), other);
    expect(found.backend).toMatchObject({ folder: '../billing', port: 8000, hostPort: 8002 });
    expect(found.backend?.variables).toEqual([
      { name: 'VITE_SHOP', value: '${VITE_SHOP:-http://localhost:${BACKEND_PORT:-8002}/v1}' },
    ]);
  });

  test('is the only one, where a variable is called after it or the development server hands on', () => {
    expect(local([variable('VITE_API_URL')], neighbour()).backend?.variables).toHaveLength(1);
    expect(local([variable('VITE_API_URL', { default: 'http://localhost:5000' })], neighbour()).backend).toBeDefined();
    const site = frontend({}, { proxyPort: fact(8000), neighbours: fact([neighbour()]) });
    expect(site.local.backend?.variables).toEqual([]);
    expect(site.notes.join()).toContain('only the development server hands requests on');
  });

  test('is none where nothing leads there, more than one may be meant, or it cannot be taken over', () => {
    expect(local([variable('VITE_TITLE')], neighbour()).backend).toBeUndefined();
    expect(
      local([variable('VITE_API_URL', { default: 'https://api.example.com' })], neighbour()).backend,
    ).toBeUndefined();
    expect(local([variable('VITE_API_URL')], neighbour(), other).backend).toBeUndefined();
    expect(local([variable('VITE_API_URL')], neighbour({ kind: 'site' })).backend).toBeUndefined();
    expect(local([variable('VITE_API_URL')], neighbour({ whole: true })).backend).toBeUndefined();
    expect(backend({}, { neighbours: fact([neighbour()]) }).local.backend).toBeUndefined();
  });

  test('lets the site call it, in the form in which its code reads that', () => {
    const origins = (form: 'list' | 'text') =>
      local([variable('VITE_API_URL')], neighbour({ origins: { name: 'CORS_ORIGINS', form } })).backend?.environment;
    expect(origins('text')).toEqual([{ name: 'CORS_ORIGINS', value: 'http://localhost:${HOST_PORT:-8080}' }]);
    expect(origins('list')).toEqual([{ name: 'CORS_ORIGINS', value: '["http://localhost:${HOST_PORT:-8080}"]' }]);
  });
});
