import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { generate, service } from './service.js';

const LAUNCHERS = [
  'asgi',
  'asgi_server',
  'workers',
  'wsgi',
  'wsgi_server',
  'wsgi_worker',
  'aiohttp_app',
  'aiohttp_server',
];

test.each([
  ['aiohttp', 'from aiohttp import web\napp = web.Application()\n', ['aiohttp_app', 'aiohttp_server']],
  ['flask', 'from flask import Flask\napp = Flask(__name__)\n', ['wsgi', 'wsgi_server', 'wsgi_worker']],
  [
    'starlette',
    'from starlette.applications import Starlette\napp = Starlette()\n',
    ['asgi', 'asgi_server', 'workers'],
  ],
])('an app of %s gets the launcher of its kind and no other', async (name, source, files) => {
  const folder = service({ 'main.py': source, 'requirements.txt': `${name}==3.0.0\n` });
  expect((await generate(folder)).exit).toBe(0);
  const there = LAUNCHERS.filter((one) => existsSync(join(folder, `deploy/runtime/${one}.py`)));
  expect(there).toEqual(files);
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  expect(read('deploy/runtime/settings.py')).toContain('APP = "main:app"');
  expect(read('deploy/runtime/requirements.txt').includes('uvicorn')).toBe(name === 'starlette');
});
