import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openPlace } from '../../core/place.js';
import { lastTree } from '../../core/state/tree.js';
import { readState } from '../../core/state.js';
import { run, temporary, treeOf } from '../apply/scaffold.js';

test('the last tree comes back for the same version, answers and facts, and only then', () => {
  const folder = temporary();
  const tree = treeOf({
    Dockerfile: { text: 'FROM a\n', merge: 'dockerfile' },
    'run.sh': { text: 'x\n', mode: 0o755 },
  });
  run(folder, tree);
  const state = readState(openPlace(folder), '1.0.0');
  expect(lastTree(state, '1.0.0', { port: 8080 }, 'f')).toEqual(tree);
  expect(lastTree(state, '1.0.1', { port: 8080 }, 'f')).toBeUndefined();
  expect(lastTree(state, '1.0.0', { port: 8081 }, 'f')).toBeUndefined();
  expect(lastTree(state, '1.0.0', { port: 8080 }, 'g')).toBeUndefined();
  unlinkSync(join(folder, '.saasfactory/base/run-sh.txt'));
  expect(lastTree(readState(openPlace(folder), '1.0.0'), '1.0.0', { port: 8080 }, 'f')).toBeUndefined();
});
