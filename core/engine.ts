import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openFolder } from './detect/disk.js';
import { readFingerprint } from './detect/fingerprint.js';
import type { Opened, Parts } from './parts.js';

/** The real steps. Whatever parses or renders is loaded on its first use: a run that changes nothing needs none of it. */
export const ENGINE: Parts = {
  openScaffold: async (folder, generator, repair) =>
    (await import('./scaffold.js')).openScaffold(folder, generator, repair),
  openFolder: async (folder, exclude) => open(folder, exclude),
  detect: async (opened) => (await import('./detect/detect.js')).detect(opened.folder),
  buildModel: async (answers, detection, place) =>
    (await import('./model/build.js')).buildModel(answers, detection, place),
  render: async (model) => (await import('./render.js')).render(model),
  move: async (leaving) => (await import('./move/move.js')).move(leaving),
  verifyFiles: async (files, facts, written) => (await import('./verify/verify.js')).verifyFiles(files, facts, written),
};

function open(path: string, exclude: readonly string[]): Opened {
  const folder = openFolder(path, { exclude });
  return {
    folder,
    outside: () => folder.outside(),
    fingerprint: async (outside) => readFingerprint(folder, outside ?? folder.outside()),
    aiDocs: () => existsSync(join(folder.root, 'ai_docs', 'tasks')),
  };
}
