import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { asksForUser } from './guards.js';
import type { Route } from './route-table.js';
import { type Context, positional, type Value } from './values.js';

/** Functions of aiohttp that make a route definition, and the method it answers. */
const DEFINITIONS: Readonly<Record<string, readonly string[]>> = {
  'aiohttp.web.get': ['GET'],
  'aiohttp.web.head': ['HEAD'],
  'aiohttp.web.view': ['GET'],
  'aiohttp.web.post': ['POST'],
  'aiohttp.web.put': ['PUT'],
  'aiohttp.web.patch': ['PATCH'],
  'aiohttp.web.delete': ['DELETE'],
};

/** The routes of `app.add_routes([web.get("/health", f), web.route("GET", "/x", g)])`. */
export function definedRoutes(evaluator: Evaluator, list: Value): readonly Route[] {
  return (list.kind === 'list' ? list.items : []).flatMap((item) => {
    if (item.kind !== 'object' || typeof item.of !== 'string') return [];
    const [first, second, third] = positional(item.call);
    const isOpen = item.of === 'aiohttp.web.route';
    const method = isOpen ? evaluator.string(first, item.context) : undefined;
    const methods = method === undefined ? DEFINITIONS[item.of] : [method === '*' ? 'GET' : method.toUpperCase()];
    const path = evaluator.string(isOpen ? second : first, item.context);
    if (methods === undefined || path === undefined) return [];
    const handler = evaluator.evaluate(isOpen ? third : second, item.context);
    const definition = handler.kind === 'function' ? { handler: handler.node } : {};
    const guarded = handler.kind === 'function' && asksForUser(handler.node);
    return [{ path, methods, node: item.call, module: item.context.module, guarded, ...definition }];
  });
}

/** The method that aiohttp's `add_route("GET", "/x", f)` begins with; `*` answers GET too. */
export function methodOf(evaluator: Evaluator, call: Syntax, context: Context): string | undefined {
  const method = evaluator.string(positional(call)[0], context) ?? '';
  return method === '*' ? 'GET' : /^[A-Z]+$/.test(method) ? method : undefined;
}
