import type { Folder } from '../folder.js';
import type { CalledRoute } from './called-routes.js';
import { pairOf } from './environment-schemas.js';
import { constantText } from './environment-standing.js';
import { importsIn } from './imports.js';
import type { Modules } from './modules.js';
import { isOwnSource, piecesWith, walk } from './sources.js';

const PACKAGES = ['@fastify/under-pressure', 'under-pressure'];
const OPTION = 'exposeStatusRoute';
/** Where the option is only switched on: github.com/fastify/under-pressure, README. */
const USUAL = '/status';

/** Routes of Fastify's under-pressure: `exposeStatusRoute: '/healthz'`, `true`, `{ url: '/healthz' }`. */
export function statusRoutes(folder: Folder, modules: Modules): readonly CalledRoute[] {
  const routes: CalledRoute[] = [];
  for (const piece of piecesWith(folder, modules, [OPTION], isOwnSource)) {
    if (!importsIn(piece.root).some(({ source }) => PACKAGES.includes(source))) continue;
    for (const node of walk(piece.root)) {
      const value = node.type === 'object' ? pairOf(node, OPTION) : undefined;
      const given = value?.type === 'object' ? pairOf(value, 'url') : value;
      const path = value?.type === 'true' ? USUAL : constantText(given);
      if (value === undefined || path === undefined || !path.startsWith('/')) continue;
      const { line } = value;
      routes.push({
        path,
        evidence: { file: piece.file, line, rule: 'status-route', text: value.source.lineText(line) },
      });
    }
  }
  return routes;
}
