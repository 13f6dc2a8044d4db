import { describe, expect, test } from '@jest/globals';
import { found } from './found.js';

describe('an app that no import reaches', () => {
  const fires: readonly [string, string][] = [
    [
      'made and served in main()',
      'import uvicorn\nfrom fastapi import FastAPI\ndef main():\n    app = FastAPI()\n    uvicorn.run(app, port=8083)\n',
    ],
    [
      'made by a factory that must be given something',
      'import uvicorn\nfrom fastapi import FastAPI\ndef make(cfg):\n    return FastAPI()\nif __name__ == "__main__":\n    uvicorn.run(make(1), port=8083)\n',
    ],
  ];
  test.each(fires)('%s', async (_name, source) => {
    const { facts, remarks } = await found({ 'main.py': source });
    expect(facts.app).toBeUndefined();
    expect(facts.service?.value).toBe('backend');
    expect(facts.framework?.value).toBe('fastapi');
    expect(facts.port?.value).toBe(8083);
    expect(remarks).toEqual([expect.objectContaining({ rule: 'app-not-importable', file: 'main.py' })]);
  });

  test('not where the app is not served', async () => {
    const { facts, remarks } = await found({
      'lib.py': 'from fastapi import FastAPI\ndef make(cfg):\n    return FastAPI()\n',
    });
    expect(facts.service).toBeUndefined();
    expect(remarks).toEqual([]);
  });
});

describe("Tornado's own server", () => {
  const APP = 'import tornado\napp = tornado.web.Application([])\n';
  test.each([
    [
      'a port of the options',
      `${APP}from tornado.options import define, options\ndefine("port", default=8083)\napp.listen(options.port)\n`,
    ],
    [
      'an application of its own class',
      'from tornado import web\nclass App(web.Application):\n    pass\ndef main():\n    app = App()\n    app.listen(8083)\n',
    ],
    [
      'an HTTP server around it',
      `${APP}from tornado.httpserver import HTTPServer\nserver = HTTPServer(app)\nserver.bind(8083)\n`,
    ],
  ])('%s', async (_name, source) => {
    const { facts, remarks } = await found({ 'main.py': source });
    expect([facts.service?.value, facts.app, facts.protocol, facts.port?.value]).toEqual([
      'backend',
      undefined,
      undefined,
      8083,
    ]);
    expect(remarks).toEqual([expect.objectContaining({ rule: 'app-not-importable', file: 'main.py' })]);
  });
  test.each([
    ['a socket', 'import socket, tornado\ns = socket.socket()\ns.bind(8083)\n'],
    ['a server of another kind', 'from tornado.tcpserver import TCPServer\nTCPServer().listen(8083)\n'],
    ['an application that nothing starts', APP],
  ])('not for %s', async (_name, source) => {
    expect((await found({ 'main.py': source })).facts.service).toBeUndefined();
  });
  test('not beside an app that can be imported', async () => {
    const fastapi = 'from fastapi import FastAPI\napp = FastAPI()\n';
    const { facts } = await found({ 'main.py': fastapi, 'monitor.py': `${APP}app.listen(9999)\n` });
    expect([facts.app?.value, facts.port]).toEqual(['main:app', undefined]);
  });
});
