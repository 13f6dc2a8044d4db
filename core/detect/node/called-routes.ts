import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Imports } from './imports.js';
import { isScript, type Modules } from './modules.js';
import { type Mount, type Owner, type Registered, RouterCalls } from './router-calls.js';
import { join } from './router-names.js';
import { type Piece, piecesOf } from './sources.js';

/** A route that code registers by a call, with its whole path. */
export interface CalledRoute {
  readonly path: string;
  readonly evidence: Evidence;
}

const NEEDLES = ['.get(', '.all(', '.use(', '.route(', '.register(', 'healthChecks', '.url', 'pathname'];

/** Routes that answer GET, found in the calls of express, fastify, koa, hono and their kin, mounts followed. */
export function calledRoutes(
  folder: Folder,
  modules: Modules,
  files: Iterable<string>,
  imports: Imports,
): readonly CalledRoute[] {
  const routes: Registered[] = [];
  const mounts: Mount[] = [];
  for (const piece of holding(folder, modules, files)) {
    const reading = new RouterCalls(piece, imports);
    routes.push(...reading.routes);
    mounts.push(...reading.mounts);
  }
  return routes.flatMap((route) =>
    prefixesOf(route, mounts, 0).map((prefix) => ({ path: join(prefix, route.path), evidence: route.evidence })),
  );
}

function* holding(folder: Folder, modules: Modules, files: Iterable<string>): Generator<Piece> {
  for (const file of files) {
    const text = isScript(file) ? (folder.read(file) ?? '') : '';
    if (NEEDLES.some((needle) => text.includes(needle))) yield* piecesOf(modules, file);
  }
}

/** Every way in which a router is reached, `['']` for one that nothing mounts. */
function prefixesOf(owner: Owner, mounts: readonly Mount[], depth: number): readonly string[] {
  const over = mounts.filter(
    ({ child, ...parent }) =>
      child.file === owner.file &&
      (child.name === undefined ? parent.file !== owner.file : child.name === owner.name && parent.name !== owner.name),
  );
  // Routers that mount each other in a ring, and towers of them, end here.
  if (over.length === 0 || depth > 6) return [''];
  return over
    .slice(0, 8)
    .flatMap((mount) => prefixesOf(mount, mounts, depth + 1).map((one) => join(one, mount.prefix)));
}
