import type { Remark } from '../detection.js';
import type { Folder } from '../folder.js';
import { unquoted } from './expression.js';
import type { Modules } from './modules.js';
import { isOwnSource, piecesWith, walk } from './sources.js';

const FONTS = 'next/font/google';

/** What a build reaches for over the network: Next fetches Google's fonts, and fails where it cannot. */
export function buildRemarks(folder: Folder, modules: Modules): readonly Remark[] {
  const remarks: Remark[] = [];
  for (const piece of piecesWith(folder, modules, [FONTS], isOwnSource)) {
    for (const node of walk(piece.root)) {
      const source = node.type === 'import_statement' ? node.field('source') : undefined;
      if (source === undefined || unquoted(source) !== FONTS) continue;
      const message = `the build fetches fonts from Google (${FONTS}): it needs the network`;
      remarks.push({ rule: 'fonts-at-build', file: piece.file, line: node.line, message });
    }
  }
  return remarks;
}
