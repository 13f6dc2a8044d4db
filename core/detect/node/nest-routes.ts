import { posix } from 'node:path';
import type { Folder } from '../folder.js';
import type { Syntax } from '../parser.js';
import type { CalledRoute } from './called-routes.js';
import { evidenceAt } from './configuration.js';
import { lastName, pairOf } from './environment-schemas.js';
import { constantText } from './environment-standing.js';
import type { Modules } from './modules.js';
import { classOf, NestModules } from './nest-modules.js';
import { isOwnSource, piecesWith, walk } from './sources.js';

/** GET routes of NestJS controllers: `@Controller('health')`, `@Get('live')`, under the global prefix and version. */
export function nestRoutes(folder: Folder, modules: Modules): readonly CalledRoute[] {
  let prefix = '';
  let version = '';
  const excluded: string[] = [];
  const found: {
    readonly path: string;
    readonly node: Syntax;
    readonly file: string;
    readonly version: string | undefined;
    readonly owner: string;
  }[] = [];
  const needles = ['@Controller(', 'setGlobalPrefix(', 'enableVersioning(', '@Module('];
  const placed = new NestModules();
  for (const piece of piecesWith(folder, modules, needles, isOwnSource)) {
    if (piece.root.text.includes('@Module(')) placed.add(piece);
    for (const node of walk(piece.root)) {
      const name = node.type === 'call_expression' ? lastName(node.field('function')) : undefined;
      const args = node.field('arguments')?.children ?? [];
      if (name === 'setGlobalPrefix') {
        prefix = constantText(args[0]) ?? prefix;
        for (const one of pairOf(args[1], 'exclude')?.children ?? [])
          excluded.push(plain(constantText(one) ?? constantText(pairOf(one, 'path')) ?? ''));
      } else if (name === 'enableVersioning') {
        const usual = pairOf(args[0], 'defaultVersion');
        const isHeader = pairOf(args[0], 'type')?.text.includes('HEADER') === true;
        const text = constantText(usual?.type === 'array' ? usual.children[0] : usual);
        if (text !== undefined && !isHeader) version = `${constantText(pairOf(args[0], 'prefix')) ?? 'v'}${text}`;
      } else if (name === 'Controller' && node.parent?.type === 'decorator') {
        const own = args[0];
        const base = constantText(own) ?? constantText(pairOf(own, 'path')) ?? '';
        const given = pairOf(own, 'version');
        for (const { path, at } of methods(node.parent))
          found.push({
            path: posix.join('/', base, path),
            node: at,
            file: piece.file,
            version: given?.text,
            owner: classOf(node.parent) ?? '',
          });
      }
    }
  }
  return found.map(({ path: local, node, file, version: given, owner }) => {
    const path = plain(posix.join('/', placed.prefixOf(owner, file), local));
    const own = given === undefined ? version : given.includes('NEUTRAL') ? '' : `v${given.replace(/\W/g, '')}`;
    const whole = excluded.includes(path) ? posix.join('/', own, path) : posix.join('/', prefix, own, path);
    return { path: whole, evidence: evidenceAt({ file, node }, 'nest-route') };
  });
}

/** Methods of the class behind a decorator that `@Get()` or `@HealthCheck()` marks. */
function methods(decorator: Syntax): readonly { readonly path: string; readonly at: Syntax }[] {
  const around = decorator.parent;
  const owner = around?.type === 'export_statement' ? around.field('declaration') : around;
  const body = owner?.field('body');
  return (body?.children ?? []).flatMap((child) => {
    const call = child.type === 'decorator' ? child.children[0] : undefined;
    if (call === undefined || lastName(call.field('function')) !== 'Get') return [];
    const argument = call.field('arguments')?.children[0];
    const path =
      argument === undefined ? '' : constantText(argument?.type === 'array' ? argument.children[0] : argument);
    return path === undefined ? [] : [{ path, at: call }];
  });
}

function plain(path: string): string {
  const inner = path
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  return inner;
}
