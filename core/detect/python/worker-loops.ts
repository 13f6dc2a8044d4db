import type { Worker } from '../fact-values.js';
import type { Evidence } from '../facts.js';
import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { evidenceOf } from './evidence.js';
import type { Module } from './modules.js';
import { isMainGuard } from './scope.js';
import { calledName, callsOf } from './survey.js';
import { keyword, walk } from './values.js';

/** Calls that never return and take no requests. */
const LOOPS: Readonly<Record<string, Worker['library']>> = {
  'rq.Worker.work': 'rq',
  'rq.worker.Worker.work': 'rq',
  'rq.SimpleWorker.work': 'rq',
  // An agent of LiveKit joins the rooms that its server hands out: docs.livekit.io/agents/worker.
  'livekit.agents.cli.run_app': 'livekit',
  'apscheduler.schedulers.blocking.BlockingScheduler.start': 'apscheduler',
};

/** A worker that something shows, and how much that counts. */
export interface Sign {
  readonly worker: Worker;
  readonly evidence: Evidence;
  readonly weight: number;
}

/** What runs for ever under the main guard: a worker's own method, a schedule, `while True`. */
export function loopsIn(evaluator: Evaluator, module: Module): readonly Sign[] {
  const found: Sign[] = [];
  const command = ['python', module.path];
  for (const call of callsOf(module, ['work', 'start', 'run_pending', 'run_app'])) {
    const callee = evaluator.evaluate(call.field('function'), { module });
    if (callee.kind !== 'external') continue;
    const library = callee.name === 'schedule.run_pending' ? 'schedule' : LOOPS[callee.name];
    if (library === undefined || keyword(call, 'burst')?.type === 'true') continue;
    const words = library === 'livekit' ? [...command, 'start'] : command;
    found.push({
      worker: { library, command: words },
      evidence: evidenceOf(module, call, `${library}-loop`),
      weight: 2,
    });
  }
  const guard = module.root.children.find(isMainGuard);
  const started = new Set(
    guard === undefined ? [] : [...walk(guard)].filter((at) => at.type === 'identifier').map((at) => at.text),
  );
  for (const loop of guard === undefined ? [] : endless(module)) {
    const fn = ownerName(loop);
    const isInside = loop.start >= (guard?.start ?? 0) && loop.end <= (guard?.end ?? 0);
    if (!isInside && (fn === undefined || !started.has(fn))) continue;
    found.push({ worker: { library: 'loop', command }, evidence: evidenceOf(module, loop, 'endless-loop'), weight: 1 });
    break;
  }
  return found;
}

/** `while True` that waits: one that asks a person (`input()`) is no worker. */
function endless(module: Module): readonly Syntax[] {
  return [...walk(module.root)].filter((node) => {
    if (node.type !== 'while_statement' || node.field('condition')?.text !== 'True') return false;
    const names = new Set([...walk(node)].filter((at) => at.type === 'call').map(calledName));
    // A loop that ends waits for something; one that serves is no worker.
    if ([...walk(node)].some((at) => at.type === 'break_statement' || at.type === 'return_statement')) return false;
    return (
      !names.has('serve') &&
      !names.has('run') &&
      !names.has('input') &&
      !names.has('prompt') &&
      (names.has('sleep') ||
        names.has('get') ||
        names.has('poll') ||
        names.has('blpop') ||
        names.has('receive_message') ||
        names.has('pull'))
    );
  });
}

function ownerName(node: Syntax): string | undefined {
  for (let at = node.parent; at !== undefined; at = at.parent)
    if (at.type === 'function_definition') return at.field('name')?.text;
  return undefined;
}
