import type { Launch } from '../launch/launch.js';
import { type App, appOf } from './apps.js';
import type { Evaluator } from './evaluate.js';
import type { Module, Modules } from './modules.js';
import { dottedName } from './names.js';
import { join } from './paths.js';
import type { Value } from './values.js';

/** A launch or `uvicorn.run("x:y")` whose target is there. */
export interface Target {
  readonly module: Module;
  readonly attribute: string;
  readonly factory: boolean;
  readonly root: string;
  readonly app: App;
}

/** The app that `package.module:attribute` names, tried under each import root. */
export function targetOf(
  evaluator: Evaluator,
  modules: Modules,
  target: string,
  roots: readonly string[],
  factory: boolean,
): Target | undefined {
  for (const root of roots) {
    const found = attributeOf(evaluator, modules, target, [root]);
    const app = found === undefined ? undefined : appOf(evaluator, found.value);
    if (found === undefined || app === undefined) continue;
    const { module, attribute, calls } = found;
    return { module, attribute, factory: factory || calls, root, app };
  }
  return undefined;
}

/** What `package.module:attribute` gives under the first root that has the module; of a function, its result. */
export function attributeOf(
  evaluator: Evaluator,
  modules: Modules,
  target: string,
  roots: readonly string[],
): { readonly module: Module; readonly attribute: string; readonly calls: boolean; readonly value: Value } | undefined {
  const [dotted = '', called = ''] = target.split(':');
  const attribute = called.endsWith('()') ? called.slice(0, -2) : called || 'app';
  if (dotted === '') return undefined;
  for (const root of roots) {
    const path = modules.under(root, dotted);
    const module = path === undefined ? undefined : modules.get(path);
    if (module === undefined) continue;
    let value = evaluator.exported(module, attribute.split('.')[0] ?? attribute);
    for (const part of attribute.split('.').slice(1)) value = evaluator.member(value, part, { module });
    const calls = value.kind === 'function';
    if (value.kind === 'function') value = evaluator.follow(value, undefined, { module });
    return { module, attribute, calls, value };
  }
  return undefined;
}

/** Roots under which a launch's target may lie: where the command runs, the usual ones, folders that hold the service. */
export function rootsFor(launch: Launch | undefined, modules: Modules, extra: readonly string[]): readonly string[] {
  const directory = launch?.directory;
  const appDir =
    wordAfter(launch?.words ?? [], '--app-dir') ??
    wordAfter(launch?.words ?? [], '--pythonpath') ??
    wordAfter(launch?.words ?? [], '--chdir');
  const base = directory ?? '.';
  const first = appDir === undefined || appDir.startsWith('/') ? [base] : [join(base, appDir), base];
  return [...new Set([...first, join(base, 'src'), '.', 'src', ...extra, ...modules.ancestors('main.py')])];
}

function wordAfter(words: readonly string[], flag: string): string | undefined {
  const at = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  if (at === -1) return undefined;
  const word = words[at] ?? '';
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[at + 1];
}

/** The file that a launch runs: `python src/run.py`, `python -m app.main`, `fastapi run app/main.py`. */
export function scriptOf(launch: Launch, modules: Modules): string | undefined {
  const base = launch.directory ?? '.';
  const words = launch.words;
  const python = words.findIndex((word) => word.slice(word.lastIndexOf('/') + 1).startsWith('python'));
  if (python !== -1 && words[python + 1] === '-m') {
    const dotted = words[python + 2] ?? '';
    return modules.under(base, dotted) ?? modules.under('src', dotted) ?? modules.under('.', dotted);
  }
  for (const word of words) {
    if (!word.endsWith('.py') || word.startsWith('-')) continue;
    for (const at of [join(base, word), join('.', word)]) if (modules.has(at)) return at;
    // Paths inside the image: `/app/main.py`.
    if (word.startsWith('/')) {
      const parts = word.split('/').filter((part) => part !== '');
      for (let i = 0; i < parts.length; i += 1)
        if (modules.has(parts.slice(i).join('/'))) return parts.slice(i).join('/');
    }
  }
  return undefined;
}

const OTHERS = new Set(
  'celery streamlit redis-server postgres mysqld nginx flower dramatiq rq arq huey alembic chainlit jupyter locust pytest'.split(
    ' ',
  ),
);

/** A command that starts something else than a Python web service. */
export function isOther(launch: Launch): boolean {
  return launch.words.some((word) => OTHERS.has(word.slice(word.lastIndexOf('/') + 1)));
}

/** `module:attribute`, `module:factory()`. */
export function appName(modules: Modules, module: Module, attribute: string, factory: boolean, root: string): string {
  const dotted = dottedName(modules, module, root) ?? dottedName(modules, module, '.') ?? module.path;
  return `${dotted}:${attribute}${factory ? '()' : ''}`;
}
