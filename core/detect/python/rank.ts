import type { Evidence } from '../facts.js';
import type { Launch } from '../launch/launch.js';
import { type App, appOf, type Candidate } from './apps.js';
import { closureOf } from './closure.js';
import { settingsModules } from './django.js';
import type { Evaluator } from './evaluate.js';
import { appName, isOther, rootsFor, scriptOf, targetOf } from './hints.js';
import type { Module, Modules } from './modules.js';
import { rootOf, rootsUsed } from './names.js';
import { scopeOf } from './scope.js';
import { djangoScore, placeScore } from './scores.js';
import type { Serve } from './serves.js';
import { callsOf } from './survey.js';
import { keyword, positional } from './values.js';
import { nestedProject, zoneOf } from './zones.js';

/** A candidate with its place in the order. */
export interface Ranked {
  readonly candidate: Candidate;
  /** `package.module:attribute`. */
  readonly name: string;
  readonly root: string;
  /** The module that a server imports; another than the candidate's where that one hands the app on. */
  readonly entry: Module;
  /** All that importing it brings in. */
  readonly closure: readonly Module[];
  readonly score: number;
  /** Only shown in examples, documents or templates: never taken. */
  readonly shown: boolean;
  readonly reasons: readonly string[];
  /** What names it: a launch, a server call. */
  readonly named: readonly Evidence[];
  readonly launches: readonly Launch[];
}

const OWN = { zone: 'service', why: '' } as const;

/** Orders the apps of a service, best first, each with the reasons for its place. */
export function rank(
  evaluator: Evaluator,
  modules: Modules,
  scanned: readonly Module[],
  candidates: readonly Candidate[],
  serves: readonly Serve[],
  launches: readonly Launch[],
): readonly Ranked[] {
  const mounted = mountedCores(evaluator, scanned);
  const asynchronous = scanned.some((module) => scopeOf(module.root).names.has('ASGI_APPLICATION'));
  // Django's own project may be called anything, `example` too: manage.py tells which folder it is.
  const projects = settingsModules(evaluator, modules, []).map((module) => module.path.split('/')[0] ?? '');
  const isProject = (path: string): boolean => projects.includes(path.split('/')[0] ?? '');
  const list = candidates.map((candidate): Ranked => {
    const closure = closureOf(modules, candidate.module);
    const used = rootsUsed(modules, closure);
    let root = rootOf(modules, candidate.module, used);
    let { attribute, factory } = candidate;
    let named = candidate.module;
    const reasons: string[] = [];
    const evidence: Evidence[] = [];
    const naming: Launch[] = [];
    let score = 0;
    launches.forEach((launch, index) => {
      if (isOther(launch)) return;
      const target =
        launch.app === undefined
          ? undefined
          : targetOf(
              evaluator,
              modules,
              launch.app,
              rootsFor(launch, modules, [...used, ...modules.ancestors(candidate.module.path)]),
              launch.words.includes('--factory'),
            );
      const script = launch.app === undefined ? scriptOf(launch, modules) : undefined;
      const byScript =
        script !== undefined &&
        (script === candidate.module.path ||
          serves.some((serve) => serve.module.path === script && servesIt(serve, candidate, evaluator, modules, used)));
      if (!byScript && (target === undefined || !same(target.app, candidate.app))) return;
      // One construction may be bound under several names: the launch's own name is the one meant.
      const exact = target !== undefined && target.module === candidate.module && target.attribute === attribute;
      const elsewhere = target !== undefined && target.module !== candidate.module;
      if (evidence.length === 0) {
        reasons.push(`named by ${launch.evidence.file}:${launch.evidence.line}`);
        score += 1000 - Math.min(index, 50) * 5;
        if (exact) root = target.root;
        if (elsewhere && target.app.core.call === candidate.app.core.call) {
          ({ attribute, factory, root } = target);
          named = target.module;
        }
      }
      if (exact) score += 60;
      evidence.push(launch.evidence);
      naming.push(launch);
    });
    for (const serve of serves) {
      if (!servesIt(serve, candidate, evaluator, modules, used)) continue;
      const place = zoneOf(serve.module.path).zone;
      reasons.push(`started by ${serve.module.path}:${serve.node.line}`);
      score += place === 'service' ? 300 : 40;
      if (serve.maker !== undefined && serve.maker.field('name')?.text === attribute) score += 60;
      const { line } = serve.node;
      evidence.push({ file: serve.module.path, line, rule: serve.rule, text: serve.module.source.lineText(line) });
      const target =
        serve.target === undefined
          ? undefined
          : targetOf(
              evaluator,
              modules,
              serve.target,
              rootsFor(undefined, modules, [...used, ...modules.ancestors(serve.module.path)]),
              serve.factory,
            );
      if (target !== undefined && naming.length === 0 && target.app.core.call === candidate.app.core.call) {
        ({ attribute, factory, root } = target);
        named = target.module;
      }
      break;
    }
    const path = candidate.module.path;
    const zone = isProject(path) ? OWN : zoneOf(path);
    if (zone.zone !== 'service') {
      reasons.push(zone.why);
      score -= zone.zone === 'shown' ? 2000 : 400;
    }
    const nested = nestedProject(modules, path);
    if (nested !== undefined) {
      reasons.push(`${nested}/ is a project of its own`);
      score -= 250;
    }
    if (mounted.has(candidate.app.core.call)) {
      reasons.push('mounted under another app');
      score -= 600;
    }
    if (candidate.app.layers > 0) score += 30 * candidate.app.layers;
    score += placeScore(candidate, closure.length) + djangoScore(candidate, asynchronous);
    const name = appName(modules, named, attribute, factory, root);
    return {
      candidate,
      name,
      root,
      entry: named,
      closure: named === candidate.module ? closure : united(closureOf(modules, named), closure),
      score,
      shown: zone.zone === 'shown',
      reasons,
      named: evidence,
      launches: naming,
    };
  });
  return list.sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function servesIt(
  serve: Serve,
  candidate: Candidate,
  evaluator: Evaluator,
  modules: Modules,
  used: readonly string[],
): boolean {
  if (serve.app !== undefined) return same(serve.app, candidate.app);
  if (serve.target === undefined) return false;
  const target = targetOf(
    evaluator,
    modules,
    serve.target,
    rootsFor(undefined, modules, [...used, ...modules.ancestors(serve.module.path)]),
    serve.factory,
  );
  return target !== undefined && same(target.app, candidate.app);
}

function united(first: readonly Module[], second: readonly Module[]): readonly Module[] {
  return [...new Map([...first, ...second].map((module) => [module.path, module])).values()];
}

function same(one: App, other: App): boolean {
  return one.core.call === other.core.call;
}

/** Constructions of apps that are mounted under another one. */
function mountedCores(evaluator: Evaluator, scanned: readonly Module[]): ReadonlySet<unknown> {
  const cores = new Set<unknown>();
  for (const module of scanned) {
    for (const call of callsOf(module, ['mount', 'Mount', 'add_subapp'])) {
      const app = appOf(evaluator, evaluator.evaluate(positional(call)[1] ?? keyword(call, 'app'), { module }));
      if (app !== undefined) cores.add(app.core.call);
    }
  }
  return cores;
}
