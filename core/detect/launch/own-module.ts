import type { Folder } from '../folder.js';
import type { Build } from './builds.js';
import { joinPath, normalise } from './paths.js';

/** Packages of many services of one repository have these names: they do not say whose module is started. */
const COMMON = new Set(['app', 'api', 'src', 'main', 'server', 'backend', 'service', 'core', 'web', 'config']);
const MODULE = /(?:^|[\s"'=])([A-Za-z_]\w*(?:\.\w+)+):[A-Za-z_]\w*/g;

/**
 * Whether an image above installs the folder as a package and starts a module of it by its dotted name:
 * `COPY src/shop ./src/shop`, `uvicorn shop.orders.main:app` for `src/shop/orders`.
 */
export function startsOwnModule(folder: Folder, { stages, final, context, compose }: Build): boolean {
  const sources = stages
    .flatMap((stage) => stage.copies)
    .flatMap((copy) => (copy.from === undefined ? copy.sources : []));
  const isAround = (source: string): boolean =>
    normalise(folder, joinPath(context, source.replace(/^\/+/, '')))
      .split('/')
      .every((part) => part === '..' || part === '.');
  if (!sources.some(isAround)) return false;
  const commands = [final.command, final.entrypoint].map((one) => one?.text ?? one?.words?.join(' ') ?? '');
  for (const { command, entrypoint } of compose)
    for (const one of [command, entrypoint]) commands.push(typeof one === 'string' ? one : (one ?? []).join(' '));
  const text = commands
    .join('\n')
    .replace(/\$\{?(\w+)\}?/g, (whole, name: string) => final.environment.get(name) ?? whole);
  const files = new Set(folder.list());
  return [...text.matchAll(MODULE)].some(([, dotted = '']) => {
    const path = dotted.replaceAll('.', '/');
    if (COMMON.has(dotted.split('.')[0] ?? '')) return false;
    return ['', 'src/'].some((at) => files.has(`${at}${path}.py`) || files.has(`${at}${path}/__init__.py`));
  });
}
