import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Imports } from './imports.js';
import { isScript, type Modules } from './modules.js';
import { type Mount, type Owner, type Registered, RouterCalls } from './router-calls.js';
import { type Child, join, RouterNames } from './router-names.js';
import { type Piece, piecesOf } from './sources.js';

/** A route that code registers by a call, with its whole path. */
export interface CalledRoute {
  readonly path: string;
  readonly evidence: Evidence;
}

const NEEDLE = /\.(?:get|all|use|route|register)\s*[(<]|healthChecks|\.url|pathname/;

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
  const settled = mounts.map((mount) => ({ ...mount, child: settle(mount.child, modules, imports, 0) }));
  return routes.flatMap((route) =>
    prefixesOf(route, settled, 0).map((prefix) => ({ path: join(prefix, route.path), evidence: route.evidence })),
  );
}

function* holding(folder: Folder, modules: Modules, files: Iterable<string>): Generator<Piece> {
  for (const file of files) {
    const text = isScript(file) ? (folder.read(file) ?? '') : '';
    if (NEEDLE.test(text)) yield* piecesOf(modules, file);
  }
}

/** Follows what a file exports to the file and the variable that hold the router. */
function settle(child: Child, modules: Modules, imports: Imports, depth: number): Child {
  if (child.exported === undefined || depth > 6) return child;
  const [piece] = piecesOf(modules, child.file);
  const next = piece === undefined ? { file: child.file } : new RouterNames(piece, imports).exportOf(child.exported);
  return settle(next, modules, imports, depth + 1);
}

/** Every way in which a router is reached, `['']` for one that nothing mounts. */
function prefixesOf(owner: Owner, mounts: readonly Mount[], depth: number): readonly string[] {
  const over = mounts.filter(
    ({ child, ...parent }) =>
      child.file === owner.file &&
      (child.name === undefined || child.name === owner.name) &&
      (parent.file !== owner.file || (child.name !== undefined && parent.name !== owner.name)),
  );
  // Routers that mount each other in a ring, and towers of them, end here.
  if (over.length === 0 || depth > 6) return [''];
  return over
    .slice(0, 8)
    .flatMap((mount) => prefixesOf(mount, mounts, depth + 1).map((one) => join(one, mount.prefix)));
}
