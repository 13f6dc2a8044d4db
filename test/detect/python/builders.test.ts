import { expect, test } from '@jest/globals';
import { found } from './found.js';

const SETUP = 'from fastapi import FastAPI\ndef create_application(router):\n    app = FastAPI()\n    return app\n';

test('a builder with arguments is no factory, and the file that calls it binds the app', async () => {
  const { apps } = await found({
    'core.py': SETUP,
    'main.py': 'from core import create_application\napp = create_application(1)\n',
  });
  expect(apps).toEqual(['main:app']);
  expect((await found({ 'core.py': SETUP })).apps).toEqual([]);
});

test('an app held by a class of another module', async () => {
  const server = 'from fastapi import FastAPI\nclass Server:\n    def __init__(self):\n        self.app = FastAPI()\n';
  const { apps } = await found({ 'server.py': server, 'run.py': 'from server import Server\nserver = Server()\n' });
  expect(apps).toEqual(['run:server.app']);
});

test('none behind TYPE_CHECKING', async () => {
  const source =
    'from typing import TYPE_CHECKING\nfrom fastapi import FastAPI\nif TYPE_CHECKING:\n    app = FastAPI()\n';
  expect((await found({ 'main.py': source })).apps).toEqual([]);
});
