import { expect, test } from '@jest/globals';
import { detectNode } from '../../../core/detect/node/node.js';
import { memoryFolder } from '../memory-folder.js';

test('the words that start a server are a fact, without runners and nested scripts', async () => {
  const { facts } = await detectNode(
    memoryFolder({
      'package.json': JSON.stringify({
        scripts: {
          start: 'npm run serve',
          serve: 'cross-env NODE_ENV=production node -r ./trace.cjs server.js --quiet',
        },
        dependencies: { express: '5.0.0', ejs: '3.0.0' },
      }),
      'server.js': "import express from 'express';\nexpress().listen(3000);\n",
    }),
    [],
  );
  expect(facts.startCommand?.value).toEqual(['node', '-r', './trace.cjs', 'server.js', '--quiet']);
  expect(facts.serves?.value).toBe('server');
});

test('files for a web server are started by nothing', async () => {
  const { facts } = await detectNode(
    memoryFolder({
      'package.json': JSON.stringify({
        scripts: { build: 'vite build', start: 'node server.js' },
        devDependencies: { vite: '7' },
      }),
      'index.html': '<div></div>',
      'server.js': '',
    }),
    [],
  );
  expect(facts.startCommand).toBeUndefined();
});
