import { posix } from 'node:path';
import type { Syntax } from '../parser.js';
import { lastName, pairOf } from './environment-schemas.js';
import { constantText } from './environment-standing.js';
import { type Imports, importsIn } from './imports.js';
import { type ExportTable, exportsIn } from './router-exports.js';
import { type Piece, walk } from './sources.js';
import { unwrapped } from './unwrapped.js';

/** Calls and constructors that make a router or an app, and the names that frameworks pass one in by. */
const MAKERS = new Set(
  (
    'express Router fastify Fastify Hono OpenAPIHono Elysia polka createServer server Koa KoaRouter createApp createRouter ' +
    'restify FindMyWay App'
  ).split(' '),
);
const PASSED = new Set(['app', 'server', 'fastify', 'router', 'instance', 'api', 'route', 'routes', 'webserver']);
/** Calls in one chain, `app.get(…).get(…)`: more were never written by hand. */
const LONGEST = 400;

/** Two parts of a path as one, without a slash at its end. */
export function join(prefix: string, path: string): string {
  const joined = posix.join('/', prefix, path);
  return joined.length > 1 && joined.endsWith('/') ? joined.slice(0, -1) : joined;
}

/** A router that is mounted: a variable of a file, what it exports under a name, or all that it holds. */
export interface Child {
  readonly file: string;
  readonly name?: string;
  readonly exported?: string;
}

/** What the names of one file stand for where routes are concerned: routers made here, and other files. */
export class RouterNames {
  private readonly values = new Map<string, Syntax>();
  private readonly imported = new Map<string, Child>();
  /** Each link of a chain is asked for by all that follow it. */
  private readonly made = new Map<Syntax, string | undefined>();
  private readonly exports: ExportTable;

  constructor(
    private readonly piece: Piece,
    private readonly imports: Imports,
  ) {
    this.exports = exportsIn(piece.root);
    for (const { local, name, source } of importsIn(piece.root)) {
      const from = this.moduleAt(source, name);
      if (from !== undefined) this.imported.set(local, from);
    }
    for (const node of walk(piece.root)) this.declare(node);
  }

  private declare(node: Syntax): void {
    if (node.type !== 'variable_declarator') return;
    const pattern = node.field('name');
    const value = unwrapped(node.field('value'));
    const from = this.moduleOf(value);
    if (pattern?.type === 'identifier') {
      if (value !== undefined) this.values.set(pattern.text, value);
      if (from !== undefined) this.imported.set(pattern.text, from);
    } else if (pattern?.type === 'object_pattern' && from !== undefined) {
      for (const part of pattern.children) {
        const key = part.type === 'pair_pattern' ? part.field('key')?.text : part.text;
        const local = part.type === 'pair_pattern' ? part.field('value')?.text : part.text;
        if (key !== undefined && local !== undefined) this.imported.set(local, { ...from, exported: key });
      }
    }
  }

  /** What `require('./x')`, `require('./x').y` and `import('./x')` give. */
  private moduleOf(node: Syntax | undefined): Child | undefined {
    if (node?.type === 'member_expression') {
      const inner = this.moduleOf(node.field('object'));
      return inner === undefined ? undefined : { ...inner, exported: node.field('property')?.text ?? '*' };
    }
    if (node?.type === 'await_expression') return this.moduleOf(node.children[0]);
    const callee = node?.type === 'call_expression' ? node.field('function') : undefined;
    if (callee === undefined || (callee.text !== 'require' && callee.type !== 'import')) return undefined;
    return this.moduleAt(constantText(node?.field('arguments')?.children[0]), '*');
  }

  private moduleAt(source: string | undefined, exported: string): Child | undefined {
    const file = source === undefined ? undefined : this.imports.resolve(this.piece.file, source);
    return file === undefined ? undefined : { file, exported };
  }

  /** The router that an exported name stands for; all of the file where that does not show. */
  exportOf(name: string): Child {
    const { names, stars } = this.exports;
    const target = names.get(name) ?? (name === 'default' ? names.get('*') : undefined);
    const whole: Child = { file: this.piece.file };
    if (target === undefined) {
      const [star] = stars;
      return (stars.length === 1 ? this.moduleAt(star, name) : undefined) ?? whole;
    }
    if ('source' in target) return this.moduleAt(target.source, target.name) ?? whole;
    const from = this.imported.get(target.local);
    if (from !== undefined) return from;
    const value = this.values.get(target.local);
    const owner = value === undefined || this.madeBy(value) !== undefined ? undefined : this.ownerOf(value);
    if (owner !== undefined) return { ...whole, name: owner.name };
    return value === undefined || this.madeBy(value) === undefined ? whole : { ...whole, name: target.local };
  }

  /** The router that a chain of calls begins with: `app`, `new Hono().basePath('/api')`. */
  ownerOf(node: Syntax | undefined, depth = 0): { readonly name: string; readonly base: string } | undefined {
    if (node === undefined || depth > LONGEST) return undefined;
    if (node.type === 'identifier') {
      const value = this.values.get(node.text);
      const made = value === undefined ? undefined : this.madeBy(value);
      if (made !== undefined) return { name: node.text, base: made };
      // `const app = server.app`: what another object holds under one of these names.
      const isHeld = value?.type === 'member_expression' && PASSED.has(value.field('property')?.text ?? '');
      const isOpen = value === undefined || value.type === 'await_expression' || isHeld;
      return isOpen && PASSED.has(node.text) ? { name: node.text, base: '' } : undefined;
    }
    if (node.type === 'member_expression') {
      const field = node.field('property')?.text ?? '';
      return node.field('object')?.type === 'this' && PASSED.has(field)
        ? { name: `this.${field}`, base: '' }
        : undefined;
    }
    if (node.type === 'call_expression') {
      const callee = node.field('function');
      const inner = callee?.type === 'member_expression' ? this.ownerOf(callee.field('object'), depth + 1) : undefined;
      if (inner !== undefined) {
        const isBase = lastName(callee) === 'basePath' || lastName(callee) === 'prefix';
        const text = isBase ? constantText(node.field('arguments')?.children[0]) : undefined;
        return text === undefined ? inner : { ...inner, base: join(inner.base, text) };
      }
    }
    const base = this.madeBy(node);
    return base === undefined ? undefined : { name: this.declaredAs(node), base };
  }

  /** The name of the variable that a chain is assigned to. */
  private declaredAs(node: Syntax): string {
    let outer = node;
    while (outer.parent?.type === 'member_expression' || outer.parent?.type === 'call_expression') outer = outer.parent;
    const name = outer.parent?.type === 'variable_declarator' ? outer.parent.field('name')?.text : undefined;
    return name ?? `@${node.start}`;
  }

  /** The path prefix with which an expression makes a router; undefined when it makes none. */
  private madeBy(node: Syntax, depth = 0): string | undefined {
    if (depth > LONGEST) return undefined;
    if (!this.made.has(node)) this.made.set(node, this.prefixOf(node, depth));
    return this.made.get(node);
  }

  private prefixOf(node: Syntax, depth: number): string | undefined {
    if (node.type === 'await_expression') {
      const inner = node.children[0];
      return inner === undefined ? undefined : this.madeBy(inner, depth + 1);
    }
    if (node.type !== 'call_expression' && node.type !== 'new_expression') return undefined;
    const callee = node.field('function') ?? node.field('constructor');
    const args = node.field('arguments')?.children ?? [];
    if (MAKERS.has(lastName(callee) ?? '')) {
      const options = args.find((arg) => arg.type === 'object');
      return constantText(pairOf(options, 'prefix')) ?? constantText(pairOf(options, 'basePath')) ?? '';
    }
    const inner = callee?.type === 'member_expression' ? callee.field('object') : undefined;
    const base = inner === undefined ? undefined : this.madeBy(inner, depth + 1);
    if (base === undefined) return undefined;
    const text = lastName(callee) === 'basePath' ? constantText(args[0]) : undefined;
    return text === undefined ? base : join(base, text);
  }

  /** The router that is mounted: a variable of this file, or what another file exports. */
  childOf(arg: Syntax): Child | undefined {
    const plain = unwrapped(arg);
    if (plain === undefined) return undefined;
    const module =
      this.moduleOf(plain) ?? (plain.type === 'call_expression' ? this.moduleOf(plain.field('function')) : undefined);
    if (module !== undefined) return module;
    if (plain.type === 'call_expression') {
      const callee = plain.field('function');
      // `router.routes()` of koa, `userRouter(db)` and `api.middleware()`.
      const inner = callee?.type === 'member_expression' ? callee.field('object') : callee;
      return inner?.type === 'identifier' ? this.childOf(inner) : undefined;
    }
    if (plain.type === 'member_expression') {
      const object = plain.field('object');
      const child = object?.type === 'identifier' ? this.childOf(object) : undefined;
      const isModule = child?.exported === '*' || child?.exported === 'default';
      return isModule ? { ...child, exported: plain.field('property')?.text ?? '*' } : child;
    }
    if (plain.type !== 'identifier') return undefined;
    const from = this.imported.get(plain.text);
    if (from !== undefined) return from;
    const value = this.values.get(plain.text);
    return value !== undefined && this.madeBy(value) !== undefined
      ? { file: this.piece.file, name: plain.text }
      : undefined;
  }
}
