import type { Evidence } from '../facts.js';
import type { Syntax } from '../parser.js';
import { evidenceAt } from './configuration.js';
import { pairOf } from './environment-schemas.js';
import { constantText } from './environment-standing.js';
import type { Imports } from './imports.js';
import { type Child, join, RouterNames } from './router-names.js';
import { type Piece, walk } from './sources.js';
import { unwrapped } from './unwrapped.js';

/** A router: the variable that holds it, and the file. */
export interface Owner {
  readonly file: string;
  readonly name: string;
}
export interface Registered extends Owner {
  readonly path: string;
  readonly evidence: Evidence;
}
/** `parent.use(prefix, child)`; the child is every router of a file where an import names it. */
export interface Mount extends Owner {
  readonly prefix: string;
  readonly child: Child;
}

/** Names of what stands before a handler and asks who is there. */
const GUARDS = /auth|login|protect|jwt|passport|requireUser|isAdmin|ensureAdmin/i;
const READING = new Set(['get', 'all', 'head', 'route', 'use']);

/** Routes and mounts of one file. */
export class RouterCalls {
  readonly routes: Registered[] = [];
  readonly mounts: Mount[] = [];
  private readonly names: RouterNames;

  constructor(
    private readonly piece: Piece,
    imports: Imports,
  ) {
    this.names = new RouterNames(piece, imports);
    for (const node of walk(piece.root)) {
      if (node.type === 'call_expression') this.call(node);
      else if (node.type === 'binary_expression' || node.type === 'switch_case') this.compare(node);
      else if (node.type === 'pair' && node.field('key')?.text === 'healthChecks') this.checks(node.field('value'));
    }
  }

  private call(node: Syntax): void {
    const callee = node.field('function');
    if (callee?.type !== 'member_expression') return;
    const method = callee.field('property')?.text ?? '';
    const args = node.field('arguments')?.children ?? [];
    const isRegister = method === 'register';
    if (!isRegister && !READING.has(method) && method !== 'mount') return;
    const owner = this.names.ownerOf(callee.field('object'));
    if (owner === undefined) return;
    const at: Owner = { file: this.piece.file, name: owner.name };
    const given = constantText(args[0]);
    const options = args.find((arg) => arg.type === 'object');
    const prefix = isRegister ? constantText(pairOf(options, 'prefix')) : given;
    if (isRegister || method === 'use' || method === 'route' || method === 'mount') {
      let mounted = false;
      for (const arg of args) {
        const child = this.names.childOf(arg);
        if (child === undefined) continue;
        this.mounts.push({ ...at, prefix: join(owner.base, prefix ?? ''), child });
        mounted = true;
      }
      if (mounted || isRegister) return;
    }
    if (method === 'route' && options !== undefined) {
      // fastify.route({ method: 'GET', url: '/health', handler })
      const path = constantText(pairOf(options, 'url')) ?? constantText(pairOf(options, 'path'));
      if (path !== undefined) this.add(at, join(owner.base, path), node);
      return;
    }
    const last = args.at(-1);
    // A client's `get` is given options or nothing; a route is given what answers it.
    const answers = last !== undefined && last !== args[0] && last.type !== 'object' && last.type !== 'string';
    // Whoever asks without a key is turned away: no probe.
    if (args.slice(1, -1).some((arg) => GUARDS.test(arg.text.slice(0, 80)))) return;
    if (given?.startsWith('/') === true && (answers || method === 'route')) this.add(at, join(owner.base, given), node);
  }

  /** `req.url === '/health'` and `case '/health':` under a switch over the path. */
  private compare(node: Syntax): void {
    const isEqual = node.field('operator')?.text.startsWith('==') === true;
    const over = node.type === 'switch_case' ? node.parent?.parent?.field('value') : undefined;
    const sides = node.type === 'switch_case' ? [over, node.field('value')] : [node.field('left'), node.field('right')];
    if (node.type === 'binary_expression' && !isEqual) return;
    const path = sides.map(constantText).find((text) => text !== undefined);
    const asked = sides
      .map((side) => unwrapped(side)?.text ?? '')
      .find((text) => /(?:\b(?:req|request|ctx|url)\b.*)?\b(?:url|pathname|path)$/.test(text));
    const isRequest = asked !== undefined && /\breq|\bctx|url\b/i.test(asked);
    if (path?.startsWith('/') === true && isRequest) this.add({ file: this.piece.file, name: '@server' }, path, node);
  }

  /** `createTerminus(server, { healthChecks: { '/healthz': check } })` */
  private checks(value: Syntax | undefined): void {
    for (const pair of value?.children ?? []) {
      const path = pair.type === 'pair' ? constantText(pair.field('key')) : undefined;
      if (path?.startsWith('/') === true) this.add({ file: this.piece.file, name: '@server' }, path, pair);
    }
  }

  private add(owner: Owner, path: string, node: Syntax): void {
    this.routes.push({ ...owner, path, evidence: evidenceAt({ file: this.piece.file, node }, 'route-call') });
  }
}
