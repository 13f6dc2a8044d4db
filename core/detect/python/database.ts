import type { Candidate, DatabaseEngine, Evidence, Fact } from '../facts.js';
import type { Syntax } from '../parser.js';
import { addressEngine, DRIVERS, extraEngine, PACKAGES, TYPES } from './database-names.js';
import { type Declared, declaredNames } from './declared.js';
import { evidenceOf } from './evidence.js';
import type { Module, Modules } from './modules.js';
import { calledName, importsOf } from './survey.js';
import { walk } from './values.js';

const ORDER: readonly DatabaseEngine[] = ['postgres', 'mysql', 'mongodb', 'mssql', 'oracle', 'sqlite'];

interface Sign {
  readonly engine: DatabaseEngine;
  readonly weight: number;
  readonly evidence: Evidence;
  /** The code only asks whether an address is of this engine. */
  readonly asked?: boolean;
}

/** The database engine of a service: addresses and engine names in code first, then drivers imported, then declared. */
export function databaseOf(
  modules: Modules,
  read: readonly Module[],
  closure: readonly Module[],
): Fact<DatabaseEngine> | undefined {
  const signs: Sign[] = [];
  const declared = declaredNames(modules.folder);
  const engines = new Set(declared.map(({ name }) => PACKAGES[name]));
  const reached = new Set(closure);
  for (const module of read) {
    // `from pymongo import MongoClient` is one sign, though it names the module and what it holds.
    const imports = new Map<Syntax, DatabaseEngine>();
    for (const { dotted, node } of importsOf(module)) {
      const driver = Object.keys(DRIVERS).find((name) => dotted === name || dotted.startsWith(`${name}.`));
      const engine = driver === undefined ? undefined : DRIVERS[driver];
      // A plugin for a database that is not installed says nothing about the service's own.
      const isPlugin =
        reached.size > 0 &&
        !reached.has(module) &&
        declared.length > 0 &&
        engine !== 'sqlite' &&
        !(engines.has(engine) || (engine !== undefined && isExtra(engine, declared)));
      if (engine !== undefined && !isPlugin && imports.get(node) !== engine)
        signs.push({ engine, weight: 4, evidence: evidenceOf(module, node, 'driver-import') });
      if (engine !== undefined) imports.set(node, engine);
      const type = TYPES[dotted.slice(dotted.lastIndexOf('.') + 1)];
      if (type !== undefined && dotted.startsWith('pydantic'))
        signs.push({ engine: type, weight: 6, evidence: evidenceOf(module, node, 'settings-type') });
    }
    for (const { engine, node } of addressesIn(module.root)) {
      signs.push({ engine, weight: 5, asked: isAsked(node), evidence: evidenceOf(module, node, 'database-address') });
    }
  }
  for (const { name, evidence } of declared) {
    const engine = PACKAGES[name] ?? extraEngine(name, evidence.text);
    if (engine !== undefined && (engine !== 'sqlite' || signs.some((sign) => sign.engine === engine))) {
      signs.push({ engine, weight: 3, evidence });
    }
  }
  return decide(spoken(signs, declared));
}

/**
 * Without the addresses of engines for which no driver is installed, where another engine has one and an address too:
 * templates and examples name what other installations of the code connect to.
 */
function spoken(signs: readonly Sign[], declared: readonly Declared[]): readonly Sign[] {
  const installed = new Set(declared.map(({ name }) => PACKAGES[name]).filter((engine) => engine !== undefined));
  const isAddress = (sign: Sign): boolean => sign.evidence.rule === 'database-address';
  if (!signs.some((sign) => isAddress(sign) && sign.asked !== true && installed.has(sign.engine))) return signs;
  const proven = new Set(signs.filter((sign) => !isAddress(sign)).map((sign) => sign.engine));
  return signs.filter(
    (sign) => proven.has(sign.engine) || installed.has(sign.engine) || isExtra(sign.engine, declared),
  );
}

/** `databases[postgresql]`, `tortoise-orm[asyncpg]`: a driver that comes as an extra. */
function isExtra(engine: DatabaseEngine, declared: readonly Declared[]): boolean {
  return declared.some(({ name, evidence }) => extraEngine(name, evidence.text) === engine);
}

/** The strongest sign of each engine counts, and a little for each further one; SQLite is often only the fallback. */
function decide(all: readonly Sign[]): Fact<DatabaseEngine> | undefined {
  // An engine that is only asked for counts where no other is used.
  const used = new Set(all.filter((sign) => sign.asked !== true).map((sign) => sign.engine));
  const signs = used.size === 0 ? all : all.filter((sign) => used.has(sign.engine));
  const score = (engine: DatabaseEngine): number => {
    const own = signs.filter((sign) => sign.engine === engine);
    if (own.length === 0) return 0;
    const total = Math.max(...own.map((sign) => sign.weight)) + Math.min(own.length, 20) / 10;
    return engine === 'sqlite' ? total / 10 : total;
  };
  const ranked = ORDER.filter((engine) => score(engine) > 0).sort(
    (a, b) => score(b) - score(a) || ORDER.indexOf(a) - ORDER.indexOf(b),
  );
  const best = ranked[0];
  if (best === undefined) return undefined;
  const evidenceFor = (engine: DatabaseEngine): Evidence[] =>
    signs
      .filter((sign) => sign.engine === engine)
      .sort((a, b) => b.weight - a.weight)
      .slice(0, 5)
      .map((sign) => sign.evidence);
  const others: Candidate<DatabaseEngine>[] = ranked
    .slice(1)
    .map((engine) => ({ value: engine, evidence: evidenceFor(engine), reason: `outranked by ${best}` }));
  return { value: best, confidence: score(best) > 4 ? 'certain' : 'likely', evidence: evidenceFor(best), others };
}

function* addressesIn(root: Syntax): Generator<{ engine: DatabaseEngine; node: Syntax }> {
  for (const node of walk(root)) {
    if (node.type !== 'string_content' || isDocstring(node)) continue;
    const engine = addressEngine(node.text.slice(0, 80));
    if (engine !== undefined) yield { engine, node };
  }
}

/** `url.startswith("postgresql://")`, `"mysql" in url`, `scheme == "sqlite"`. */
function isAsked(content: Syntax): boolean {
  const text = content.parent;
  const around = text?.parent?.type === 'tuple' ? text.parent.parent : text?.parent;
  if (around?.type === 'comparison_operator') return true;
  return around?.type === 'argument_list' && around.parent !== undefined && calledName(around.parent) === 'startswith';
}

function isDocstring(content: Syntax): boolean {
  return content.parent?.parent?.type === 'expression_statement';
}
