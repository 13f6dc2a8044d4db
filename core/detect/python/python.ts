import type { Confidence, Evidence, Fact, Facts, Launch, Remark, ServiceKind, Trace } from '../facts.js';
import type { Folder } from '../folder.js';
import { parserOf } from '../parser.js';
import { appsIn } from './apps.js';
import { pathAdditions } from './closure.js';
import { Evaluator } from './evaluate.js';
import { MARKERS } from './frameworks.js';
import { type Module, Modules } from './modules.js';
import { rootsUsed } from './names.js';
import { portOf } from './port.js';
import { rank } from './rank.js';
import { servesIn } from './serves.js';

/** What one language's reader contributes; `detect.ts` joins them. */
export interface Found {
  readonly facts: Facts;
  /** Every app found, best first, in the form of `facts.app.value`. */
  readonly apps: readonly string[];
  readonly remarks: readonly Remark[];
  readonly trace: readonly Trace[];
}

const NOTHING: Found = { facts: {}, apps: [], remarks: [], trace: [] };

/** Reads the service's own Python and what it imports inside the repository. */
export async function detectPython(folder: Folder, launches: readonly Launch[]): Promise<Found> {
  if (!folder.list().some((file) => file.endsWith('.py'))) return NOTHING;
  const modules = new Modules(folder, await parserOf('python'));
  const evaluator = new Evaluator(modules);
  const scanned = scan(modules);
  for (const module of scanned) for (const root of pathAdditions(evaluator, module)) modules.addRoot(root);
  const candidates = scanned.flatMap((module) => appsIn(evaluator, module));
  const serves = scanned.flatMap((module) => servesIn(evaluator, module));
  const ranked = rank(evaluator, modules, scanned, candidates, serves, launches);
  const best = ranked.find((each) => !each.shown);
  const port = portOf(evaluator, modules, best, serves, launches, scanned);
  const facts: { -readonly [Name in keyof Facts]: Facts[Name] } = {};
  if (best !== undefined) {
    const at: Evidence = {
      file: best.candidate.module.path,
      line: best.candidate.line,
      rule: 'app',
      text: best.candidate.module.source.lineText(best.candidate.line),
    };
    facts.app = fact(best.name, 'certain', [at]);
    facts.service = fact<ServiceKind>('backend', 'certain', [at]);
    facts.importRoots = fact([...new Set([best.root, ...rootsUsed(modules, best.closure)])], 'certain', [at]);
  }
  if (port !== undefined) facts.port = port;
  return { facts, apps: [...new Set(ranked.map((each) => each.name))], remarks: modules.remarks, trace: [] };
}

function fact<T>(value: T, confidence: Confidence, evidence: readonly Evidence[]): Fact<T> {
  return { value, confidence, evidence, others: [] };
}

/** The modules that may matter: those with a telling word, then those that call a factory found in the first. */
function scan(modules: Modules): readonly Module[] {
  const found: Module[] = [];
  for (const path of modules.files) {
    const text = modules.text(path);
    if (text === undefined || !MARKERS.some((marker) => text.includes(marker))) continue;
    const module = modules.get(path);
    if (module !== undefined) found.push(module);
  }
  return found;
}
