import { expect, test } from '@jest/globals';
import { found } from './found.js';

const run = (server: string, call: string) => found({ 'server.py': `${server}\n${call}\n` });
const FAST = 'from fastmcp import FastMCP\nmcp = FastMCP("x")';
const MAIN = 'if __name__ == "__main__":\n    ';

test.each([
  [FAST, `${MAIN}mcp.run(transport="http", port=9100)`, 'server:mcp.http_app()', 9100],
  [FAST, `${MAIN}mcp.run(transport="sse")`, 'server:mcp.sse_app()', 8000],
  [
    'from mcp.server.fastmcp import FastMCP\nmcp = FastMCP("x", port=9001)',
    `${MAIN}mcp.run(transport="streamable-http")`,
    'server:mcp.streamable_http_app()',
    9001,
  ],
  [
    'from fastmcp import FastMCP\nclass M(FastMCP[int]): pass\nmcp = M("x")',
    `${MAIN}mcp.run("http")`,
    'server:mcp.http_app()',
    8000,
  ],
])('a server over HTTP is an app: %s', async (server, call, app, port) => {
  const { facts } = await run(server, call);
  expect([facts.app?.value, facts.port?.value, facts.protocol?.value]).toEqual([app, port, 'asgi']);
});

test.each([
  [FAST, `${MAIN}mcp.run()`],
  [FAST, `${MAIN}mcp.run(transport="stdio")`],
  ['class FastMCP:\n    pass\nmcp = FastMCP()', `${MAIN}mcp.run(transport="http")`],
])('one over standard input is none: %s', async (server, call) => {
  expect((await run(server, call)).facts.app).toBeUndefined();
});
