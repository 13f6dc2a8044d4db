import type { Candidate } from './apps.js';

/** Usual names of the file and of the attribute that hold a service's app, best first. */
const FILES = [
  'main',
  'app',
  'asgi',
  'wsgi',
  'server',
  'api',
  'application',
  '__init__',
  'run',
  'index',
  'service',
  'webapp',
  'web',
  'backend',
];
const ATTRIBUTES = [
  'app',
  'application',
  'api',
  'asgi',
  'server',
  'asgi_app',
  'create_app',
  'get_app',
  'get_application',
  'build_app',
  'make_app',
];

/** What the place, the name and the size of an app tell: a shallow `main.py:app` that imports much is the service. */
export function placeScore(candidate: Candidate, modules: number): number {
  const parts = candidate.module.path.split('/');
  const file = (parts.at(-1) ?? '').replace('.py', '');
  const place = FILES.indexOf(file);
  const called = ATTRIBUTES.indexOf(candidate.attribute);
  let score = (place === -1 ? 0 : 40 - place * 2) + (called === -1 ? 0 : 20 - called);
  score += Math.min(modules, 60) * 2 - (parts.length - 1) * 12;
  if (!candidate.factory) score += 35;
  return candidate.app.made.framework === undefined ? score - 50 : score;
}

/** Every Django project has an asgi.py; it is meant where channels or ASGI_APPLICATION use it. */
export function djangoScore(candidate: Candidate, asynchronous: boolean): number {
  const { made, protocol, name } = candidate.app;
  const unused = made.framework === 'django' && protocol === 'asgi' && !name.startsWith('channels.') && !asynchronous;
  return unused ? -60 : 0;
}
