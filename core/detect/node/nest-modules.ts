import { posix } from 'node:path';
import type { Syntax } from '../parser.js';
import { lastName, pairOf } from './environment-schemas.js';
import { constantText } from './environment-standing.js';
import { type Piece, walk } from './sources.js';

/** A module of NestJS and the classes of its controllers. */
interface NestModule {
  readonly name: string;
  readonly file: string;
  readonly controllers: readonly string[];
}

/**
 * Where `RouterModule.register([{ path: '/api', module: ApiModule, children: […] }])` puts the controllers of modules.
 * What a module imports keeps its own place.
 */
export class NestModules {
  private readonly modules: NestModule[] = [];
  private readonly prefixes = new Map<string, string>();

  add(piece: Piece): void {
    const isRouter = piece.root.text.includes('RouterModule');
    for (const node of walk(piece.root)) {
      if (node.type === 'decorator') this.declare(node, piece.file);
      else if (isRouter && node.type === 'array' && !isChildren(node)) this.place(node, '', piece.root, 0);
    }
  }

  /** The prefix of a controller's class; of several modules that have one of its name, the nearest. */
  prefixOf(controller: string, file: string): string {
    const holders = this.modules
      .filter((module) => module.controllers.includes(controller) && this.prefixes.has(module.name))
      .sort((a, b) => sameParts(b.file, file) - sameParts(a.file, file));
    return this.prefixes.get(holders[0]?.name ?? '') ?? '';
  }

  private declare(decorator: Syntax, file: string): void {
    const call = decorator.children[0];
    if (call?.type !== 'call_expression' || lastName(call.field('function')) !== 'Module') return;
    const list = pairOf(call.field('arguments')?.children[0], 'controllers');
    const name = classOf(decorator);
    if (name === undefined || list?.type !== 'array') return;
    this.modules.push({ name, file, controllers: list.children.map((one) => one.text) });
  }

  private place(array: Syntax, above: string, root: Syntax, depth: number): void {
    for (const entry of depth > 6 ? [] : array.children) {
      if (entry.type === 'identifier' && above !== '') this.prefixes.set(entry.text, above);
      const given = pairOf(entry, 'path');
      const path = constantText(given) ?? (given?.type === 'identifier' ? named(root, given.text) : undefined);
      if (path === undefined) continue;
      const whole = posix.join('/', above, path);
      const module = pairOf(entry, 'module');
      if (module !== undefined) this.prefixes.set(module.text, whole);
      const children = pairOf(entry, 'children');
      if (children?.type === 'array') this.place(children, whole, root, depth + 1);
    }
  }
}

/** The class behind a decorator. */
export function classOf(decorator: Syntax): string | undefined {
  const around = decorator.parent;
  return (around?.type === 'export_statement' ? around.field('declaration') : around)?.field('name')?.text;
}

const isChildren = (array: Syntax): boolean =>
  array.parent?.type === 'pair' && array.parent.field('key')?.text === 'children';

function named(root: Syntax, name: string): string | undefined {
  for (const node of walk(root))
    if (node.type === 'variable_declarator' && node.field('name')?.text === name)
      return constantText(node.field('value'));
  return undefined;
}

function sameParts(one: string, other: string): number {
  const [a, b] = [one.split('/'), other.split('/')];
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  return same;
}
