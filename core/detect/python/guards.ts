import type { Syntax } from '../parser.js';
import { decoratorsOf } from './members.js';
import { calledName } from './survey.js';
import { keyword, positional } from './values.js';

/** Methods of apps and routers that register a route of one HTTP method. */
export const ROUTE_METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options']);
const USER_WORDS = [
  'user',
  'auth',
  'token',
  'verify',
  'permission',
  'api_key',
  'apikey',
  'login',
  'admin',
  'bearer',
  'require',
  'jwt',
];

/** A parameter, a dependency or a decorator of a handler that asks for a user. */
export function asksForUser(node: Syntax): boolean {
  if (node.type === 'call') return dependsOnUser(keyword(node, 'dependencies'));
  if (decoratorsOf(node).some((decorator) => namesUser(bare(decorator.children[0])))) return true;
  for (const child of node.field('parameters')?.children ?? []) {
    if (dependsOnUser(child.field('value')) || dependsOnUser(child.field('type'))) return true;
    const type = child.field('type')?.text ?? '';
    if (type.startsWith('CurrentUser') || type.startsWith('Current')) return true;
  }
  return false;
}

/** A decorator's dotted name when it is no route registration. */
function bare(decorator: Syntax | undefined): string {
  const fn = decorator?.type === 'call' ? decorator.field('function') : decorator;
  return fn?.type === 'attribute' && ROUTE_METHODS.has(fn.field('attribute')?.text ?? '') ? '' : (fn?.text ?? '');
}

export function dependsOnUser(node: Syntax | undefined): boolean {
  if (node === undefined) return false;
  const pending = [node];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (at.type === 'call' && ['Depends', 'Security'].includes(calledName(at))) {
      if (calledName(at) === 'Security' || namesUser(positional(at)[0]?.text ?? '')) return true;
    }
    pending.push(...at.children);
  }
  return false;
}

function namesUser(text: string): boolean {
  const lower = text.toLowerCase();
  return USER_WORDS.some((word) => lower.includes(word));
}
