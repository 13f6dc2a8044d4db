import type { Launch } from '../launch/launch.js';
import { readServer } from '../launch/server.js';
import type { Evaluator } from './evaluate.js';
import type { AppClass } from './frameworks.js';
import { attributeOf, isOther, rootsFor } from './hints.js';
import { ancestry } from './members.js';
import type { Module, Modules } from './modules.js';
import type { Value } from './values.js';

/** Servers that call an app as WSGI unless they are told otherwise. */
const WSGI = new Set(['gunicorn', 'waitress', 'uwsgi']);

/**
 * Classes of installed packages that no table knows, but whose object a server's command line names: it would not be
 * served if it were no app. The modules that hold such objects are given back, for no word in them tells of an app.
 */
export function servedClasses(
  evaluator: Evaluator,
  modules: Modules,
  launches: readonly Launch[],
): { readonly classes: ReadonlyMap<string, AppClass>; readonly modules: readonly Module[] } {
  const classes = new Map<string, AppClass>();
  const holders: Module[] = [];
  for (const launch of launches) {
    const server = launch.app === undefined || isOther(launch) ? undefined : readServer(launch.words)?.server;
    if (launch.app === undefined || server === undefined || server === 'python') continue;
    const found = attributeOf(evaluator, modules, launch.app, rootsFor(launch, modules, []));
    const isWsgi = WSGI.has(server) && !launch.words.some((word) => /uvicorn|asgi/i.test(word));
    for (const name of found === undefined ? [] : installedClasses(evaluator, found.value)) {
      classes.set(name, { protocol: isWsgi || launch.words.includes('wsgi') ? 'wsgi' : 'asgi' });
    }
    if (found !== undefined) holders.push(found.module);
  }
  return { classes, modules: holders };
}

/** The installed class of an object, or those from which its own class derives; none of Python itself. */
function installedClasses(evaluator: Evaluator, value: Value): readonly string[] {
  if (value.kind !== 'object') return [];
  const names = typeof value.of === 'string' ? [value.of] : ancestry(evaluator, value.of).external;
  return names.filter((name) => name.includes('.'));
}
