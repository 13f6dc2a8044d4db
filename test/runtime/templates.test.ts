import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ejs from 'ejs';

const templates = join(import.meta.dirname, '../../../templates');

function render(path: string, model: object): string {
  return ejs.render(readFileSync(join(templates, path), 'utf8'), {
    model,
    runtime: (model as { runtime?: object }).runtime,
  });
}

function backend(runtime: object): object {
  return {
    service: { name: 'orders' },
    runtime: { protocol: 'asgi', app: 'orders.api:app', packages: [], checks: [], checkSeconds: 1.5, ...runtime },
    http: { port: 8080, live: { path: '/health/live' }, ready: { path: '/up' }, metrics: { path: '/metrics' } },
    platforms: { gke: true },
    drain: { serverSeconds: 8, kubernetesServerSeconds: 35, requestSeconds: 60 },
    scaling: { concurrency: 80 },
  };
}

function site(build: object): object {
  return {
    build: { basePath: '/', fallback: ['index.html'], runtimeNames: [], vitals: false, ...build },
    http: { port: 8080, live: { path: '/health/live' }, ready: { path: '/health/ready' } },
  };
}

describe('settings.py', () => {
  const text = render('runtime/settings.py.ejs', backend({ live: '/health/live' }));

  test('names only the routes that are missing', () => {
    expect(text).toContain('LIVE: str | None = "/health/live"\nREADY: str | None = None\nMETRICS: str | None = None\n');
  });

  test('keeps every health route out of the log, its own and the service’s', () => {
    expect(text).toContain('QUIET = frozenset({"/health/live", "/up", "/metrics"})');
  });

  test('ends with one newline and leaves no tag behind', () => {
    expect(text).toMatch(/[^\n]\n$/);
    expect(text).not.toContain('%>');
  });
});

describe('requirements.txt', () => {
  const pins = (packages: readonly string[]): string[] =>
    [...render('runtime/requirements.txt.ejs', backend({ packages })).matchAll(/^([\w.-]+)==/gm)].map(
      (found) => found[1] ?? '',
    );

  test('holds the packages asked for with their own dependencies', () => {
    expect(pins([])).toEqual([]);
    expect(pins(['prometheus-client'])).toEqual(['prometheus-client']);
    expect(pins(['gunicorn'])).toEqual(['gunicorn']);
    expect(pins(['uvicorn'])).toEqual(expect.arrayContaining(['click', 'h11', 'uvicorn', 'websockets']));
    expect(pins(['fastapi'])).toEqual(expect.arrayContaining(['fastapi', 'pydantic', 'pydantic-core', 'starlette']));
    expect(pins(['fastapi'])).not.toContain('uvicorn');
  });

  test('pins each with a hash and names no address', () => {
    const text = render(
      'runtime/requirements.txt.ejs',
      backend({ packages: ['uvicorn', 'gunicorn', 'prometheus-client', 'fastapi'] }),
    );
    for (const block of text.split(/^(?=[\w.-]+==)/m).slice(1)) {
      expect(block).toMatch(/^[\w.-]+==[\w.]+(?: ; [^\\]+)?(?: \\\n {4}--hash=sha256:[0-9a-f]{64})+\n$/);
    }
    expect(text).not.toContain('://');
  });
});

describe('site', () => {
  test('falls back to the entry page only where the model says so', () => {
    expect(render('nginx/nginx.conf.ejs', site({}))).toContain('try_files $uri $uri/index.html /index.html;');
    expect(render('nginx/nginx.conf.ejs', site({ fallback: [] }))).toContain(
      'try_files $uri $uri/index.html $uri.html =404;',
    );
  });

  test('a site without run-time names has no env.js', () => {
    expect(render('nginx/nginx.conf.ejs', site({}))).not.toContain('env.js {');
    expect(render('nginx/site.sh.ejs', site({}))).not.toContain('property');
  });

  test('asks for required names and writes the allowed ones', () => {
    const runtimeNames = [
      { name: 'VITE_API_URL', required: true },
      { name: 'VITE_FLAG', required: false },
    ];
    const text = render('nginx/site.sh.ejs', site({ runtimeNames }));
    expect(text).toContain("fail 'VITE_API_URL is not set'");
    expect(text).not.toContain("fail 'VITE_FLAG is not set'");
    expect(text).toContain('property VITE_FLAG "$VITE_FLAG"');
  });

  test.each(['/$(id)/', '/a"b/', 'relative/', '/a', '/a b/'])('refuses %s as base path', (basePath) => {
    expect(() => render('nginx/site.sh.ejs', site({ basePath }))).toThrow('build.basePath');
  });

  test('a name that is none is refused', () => {
    expect(() => render('nginx/site.sh.ejs', site({ runtimeNames: [{ name: 'A;id', required: true }] }))).toThrow(
      'runtimeNames',
    );
  });
});
