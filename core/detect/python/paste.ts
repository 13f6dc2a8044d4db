import type { Evidence } from '../facts.js';
import { type App, appOf } from './apps.js';
import type { Evaluator } from './evaluate.js';
import type { Module, Modules } from './modules.js';
import { isTest } from './paths.js';
import type { Route } from './route-table.js';
import { calledName, surveyOf } from './survey.js';
import { positional } from './values.js';

/** An app that PasteDeploy makes: a factory that is handed settings from an .ini file. */
export interface PastedApp {
  readonly app: App;
  readonly module: Module;
  /** `package.module:factory`. */
  readonly factory: string;
  readonly evidence: Evidence;
}

/** The app of the first configuration of PasteDeploy whose factory is there, production before development. */
export function pastedApp(evaluator: Evaluator, modules: Modules): PastedApp | undefined {
  const files = modules.folder.list().filter((file) => file.endsWith('.ini') && !isTest(file));
  for (const file of [...files].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
    const lines = (modules.text(file) ?? '').split('\n');
    let section = '';
    for (const [index, line] of lines.entries()) {
      section = /^\[(.+)\]/.exec(line)?.[1] ?? section;
      const use = /^use\s*[=:]\s*(\S+)/.exec(line)?.[1];
      const named = use === undefined || !/^app[:_]|^(?:app|application)\b/.test(section) ? undefined : factoryOf(use);
      const found = named === undefined ? undefined : made(evaluator, modules, named);
      if (named === undefined || found === undefined) continue;
      const evidence = { file, line: index + 1, rule: 'paste-configuration', text: line.trim().slice(0, 120) };
      return { ...found, factory: `${named.dotted}:${named.name}`, evidence };
    }
  }
  return undefined;
}

const rank = (file: string): number =>
  file.includes('prod') ? 0 : file.includes('dev') || file.includes('test') ? 2 : 1;

/** `call:h.app:create_app`, and `egg:shop`, whose entry point is by custom `main` of the package. */
function factoryOf(use: string): { readonly dotted: string; readonly name: string } | undefined {
  const [kind, target = '', name] = use.split(':');
  if (kind === 'call' && name !== undefined) return { dotted: target, name };
  const [egg = '', entry = 'main'] = target.split('#');
  return kind === 'egg' && egg !== '' ? { dotted: egg.replaceAll('-', '_'), name: entry } : undefined;
}

function made(
  evaluator: Evaluator,
  modules: Modules,
  { dotted, name }: { readonly dotted: string; readonly name: string },
): Pick<PastedApp, 'app' | 'module'> | undefined {
  const path = modules.under('.', dotted) ?? modules.under('src', dotted);
  const module = path === undefined ? undefined : modules.get(path);
  const value = module === undefined ? undefined : evaluator.exported(module, name);
  if (module === undefined || value?.kind !== 'function') return undefined;
  const app = appOf(evaluator, evaluator.follow(value, undefined, { module }));
  return app === undefined ? undefined : { app, module };
}

/** Modules that a Pyramid configuration takes in by name: `config.include("shop.routes")`, relative names as well. */
export function includedModules(modules: Modules, closure: readonly Module[]): readonly Module[] {
  const found = new Map(closure.map((module) => [module.path, module]));
  const open = [...closure];
  for (let module = open.shift(); module !== undefined && found.size < 2000; module = open.shift()) {
    for (const call of surveyOf(module).calls) {
      const name = calledName(call);
      const text = name === 'include' || name === 'scan' ? (positional(call)[0]?.text ?? '').slice(1, -1) : '';
      const path = /^\.?\w[\w.]*$/.test(text) ? modules.resolve(module.path, text)?.path : undefined;
      const target = path === undefined || found.has(path) ? undefined : modules.get(path);
      if (target === undefined) continue;
      found.set(target.path, target);
      open.push(target);
    }
  }
  return [...found.values()];
}

/** Paths of `config.add_route("name", "/path")`; what is registered elsewhere under the same names answers them. */
export function pyramidRoutes(evaluator: Evaluator, modules: readonly Module[]): readonly Route[] {
  return modules.flatMap((module) =>
    surveyOf(module).calls.flatMap((call) => {
      const pattern = calledName(call) === 'add_route' ? positional(call)[1] : undefined;
      const path = pattern === undefined ? undefined : evaluator.string(pattern, { module });
      if (path === undefined || !path.startsWith('/')) return [];
      return [{ path, methods: ['GET'], node: call, module, guarded: false }];
    }),
  );
}
