import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { bindingOf } from './lookup.js';
import { folderOf, join } from './paths.js';
import { type Context, literalText, positional } from './values.js';

/**
 * The folder or file that a path expression means, relative to the service folder: `os.path.dirname(__file__)`,
 * `Path(__file__).resolve().parent.parent / "x"`, `os.path.join(…)`, plain relative strings (from the service folder).
 */
export function folderValue(
  evaluator: Evaluator,
  node: Syntax | undefined,
  context: Context,
  depth = 0,
): string | undefined {
  if (node === undefined || depth > 16) return undefined;
  const follow = (at: Syntax | undefined): string | undefined => folderValue(evaluator, at, context, depth + 1);
  switch (node.type) {
    case 'identifier': {
      if (node.text === '__file__') return context.module.path;
      const value = bindingOf(evaluator, node, context);
      return value === undefined ? undefined : folderValue(evaluator, value.node, value.context, depth + 1);
    }
    case 'string': {
      const text = literalText(node);
      return text === undefined || text.startsWith('/') ? undefined : join(text, '.');
    }
    case 'parenthesized_expression':
      return follow(node.children[0]);
    case 'attribute': {
      const base = follow(node.field('object'));
      return base !== undefined && node.field('attribute')?.text === 'parent' ? up(base) : undefined;
    }
    case 'binary_operator': {
      const base = follow(node.field('left'));
      const text = node.field('operator')?.text === '/' ? literalText(node.field('right') ?? node) : undefined;
      return base === undefined || text === undefined ? undefined : join(base, text);
    }
    case 'subscript': {
      // `Path(__file__).parents[1]`
      const holder = node.field('value');
      const count = Number(node.field('subscript')?.text);
      let base = holder?.field('attribute')?.text === 'parents' ? follow(holder.field('object')) : undefined;
      for (let i = 0; i <= count && base !== undefined && i < 8; i += 1) base = up(base);
      return base;
    }
    case 'call':
      return called(node, follow);
  }
  return undefined;
}

const SAME = new Set([
  'abspath',
  'realpath',
  'resolve',
  'absolute',
  'str',
  'Path',
  'normpath',
  'as_posix',
  'fspath',
  'expanduser',
]);

function called(call: Syntax, follow: (node: Syntax | undefined) => string | undefined): string | undefined {
  const fn = call.field('function');
  const name = fn?.type === 'attribute' ? fn.field('attribute')?.text : fn?.text;
  const [first, ...rest] = positional(call);
  if (name === undefined) return undefined;
  if (name === 'getcwd' || name === 'cwd') return '.';
  if (SAME.has(name)) return follow(first ?? fn?.field('object'));
  if (name === 'dirname') {
    const base = follow(first);
    return base === undefined ? undefined : up(base);
  }
  if (name === 'join' || name === 'joinpath') {
    let base = follow(name === 'join' ? first : fn?.field('object'));
    for (const part of name === 'join' ? rest : [first, ...rest]) {
      const text = part?.text === 'os.pardir' ? '..' : literalText(part ?? call);
      if (base === undefined || text === undefined) return undefined;
      base = join(base, text);
    }
    return base;
  }
  return undefined;
}

function up(path: string): string {
  return path.endsWith('.py') ? folderOf(path) : join(path, '..');
}
