import { describe, expect, test } from '@jest/globals';
import { explain } from '../../core/try/cause.js';
import { lastNodeError, NODE_CAUSES } from '../../core/try/node-trace.js';
import { sourceOf } from './source.js';

const FILES = {
  'package.json': '{ "dependencies": { "express": "5" }, "devDependencies": { "chart": "1" } }',
  'server.js': "import express from 'express';\nimport pino from 'pino';\n",
  'scripts/pages.js': 'const pages = undefined;\nconsole.log(pages.length);\n',
};
const told = (log: string) => explain(NODE_CAUSES, log, sourceOf(FILES));

describe('errors that Node prints', () => {
  test('the innermost frame of the own code is the place', () => {
    const log =
      "TypeError: Cannot read properties of undefined (reading 'length')\n    at next (/app/node_modules/x/index.js:1:2)\n    at file:///app/scripts/pages.js:2:19\n";
    expect(lastNodeError(log, sourceOf(FILES))?.place).toEqual({ file: 'scripts/pages.js', line: 2 });
    expect(told(log)?.message).toMatch(/^scripts\/pages\.js:2 throws TypeError/);
  });

  test('the same inside the plain progress of a build', () => {
    const log = '#14 1.234 Error: no pages\n#14 1.234     at file:///app/scripts/pages.js:1:7\n';
    expect(told(log)).toMatchObject({ file: 'scripts/pages.js', line: 1 });
  });

  test('a package that is not declared, at the line that imports it', () => {
    const log = "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'pino' imported from /app/server.js";
    expect(told(log)).toMatchObject({
      message: 'server.js:2 imports pino, which package.json does not declare',
      file: 'server.js',
      line: 2,
    });
  });

  test('a declared one that was not installed', () => {
    const log = "Error: Cannot find module 'express'\nRequire stack:\n- /app/server.js";
    expect(told(log)).toMatchObject({ message: 'server.js:1 imports express, which was not installed' });
  });

  test('a write and a port that are not allowed', () => {
    expect(told("Error: EROFS: read-only file system, open '/app/cache/x.json'")?.message).toContain(
      'cache/x.json is written',
    );
    expect(told('Error: listen EACCES: permission denied 0.0.0.0:80')?.message).toContain('port 80');
  });

  test('a line that only speaks of an error is none', () => {
    expect(told('Error handling is configured\n0 errors')).toBeUndefined();
  });
});
