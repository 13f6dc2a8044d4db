import { containerFacts } from './container-facts.js';
import { detectContext } from './context.js';
import type { Detection, Remark } from './detection.js';
import { compareExample } from './env-example.js';
import { NODE_ONLY, ORDER, PYTHON_ONLY } from './fact-order.js';
import type { Fact, FactName, Facts } from './facts.js';
import type { Folder } from './folder.js';
import { type JobLaunch, readJobLaunches } from './launch/jobs.js';
import type { Launch } from './launch/launch.js';
import { readLaunches } from './launches.js';
import { findMigrations } from './migrations.js';
import { findNeighbours } from './neighbours.js';
import type { Found } from './python/python.js';
import { chooseService, workerService } from './service.js';
import { completeTrace } from './trace.js';

/** All facts of a service folder. Never throws on what a folder holds. */
export async function detect(folder: Folder): Promise<Detection> {
  const failures: Remark[] = [];
  const launches = await attempt<readonly Launch[]>(() => readLaunches(folder), [], 'launches', failures);
  const jobs = await attempt<readonly JobLaunch[]>(() => readJobLaunches(folder), [], 'jobs', failures);
  const python = await attempt(() => readPython(folder, launches, jobs), NOTHING, 'python', failures);
  const packaging = await attempt(() => readPackaging(folder, python), NOTHING, 'packaging', failures);
  const node = await attempt(() => readNode(folder, launches), NOTHING, 'node', failures);

  const found = chooseService(folder, python, packaging, node);
  const choice = found.service ? found : { ...found, ...workerService(python, packaging) };
  const own =
    choice.language === 'node'
      ? without(node.facts, PYTHON_ONLY)
      : withPort(launches, without({ ...packaging.facts, ...python.facts }, NODE_ONLY));
  // Without a service the packaging still stands: a person may name the app by hand, or say that it is a job.
  const worker = python.facts.worker;
  const joined: Facts = choice.service
    ? {
        ...(await attempt(() => containerFacts(folder, own), {}, 'containers', failures)),
        ...own,
        service: choice.service,
      }
    : { ...packaging.facts, ...((worker ?? python.facts.job) ? python.facts : {}) };
  const context = detectContext(folder, joined);
  const migrations = choice.service && choice.language === 'python' ? findMigrations(folder) : undefined;
  const neighbours = choice.service || worker || python.facts.job ? findNeighbours(folder) : undefined;
  const facts = ordered({
    ...joined,
    ...(context ? { context } : {}),
    ...(migrations ? { migrations } : {}),
    ...(neighbours ? { neighbours } : {}),
  });

  const readers = choice.language === 'node' ? [node] : [python, packaging];
  const example = choice.service ? compareExample(folder, facts.variables?.value ?? []) : [];
  const remarks = [...readers.flatMap((found) => found.remarks), ...example, ...failures, ...skippedRemarks(folder)];
  const detection: Detection = {
    facts,
    candidates: { app: choice.language === 'node' || !choice.service ? [] : unique(python.apps) },
    remarks: unique(remarks.sort(byPlace), (remark) => JSON.stringify(remark)),
    trace: completeTrace(facts, [...python.trace, ...packaging.trace, ...node.trace], ORDER, choice.language),
  };
  if (choice.service) return detection;
  const { explainRefusal } = await import('./refusal.js');
  return { ...detection, refusal: explainRefusal(folder, packaging, node, worker) };
}

/** What only a Python project has. Loading the readers takes longer than they need for a small folder. */
const PYTHON_FILE = /\.pyi?$|(?:^|\/)(?:langgraph\.json|pyproject\.toml|setup\.cfg|Pipfile|requirements[^/]*)$/;

const holdsPython = (folder: Folder): boolean => folder.list().some((file) => PYTHON_FILE.test(file));

async function readPython(folder: Folder, launches: readonly Launch[], jobs: readonly JobLaunch[]): Promise<Found> {
  if (!holdsPython(folder)) return NOTHING;
  const { detectPython } = await import('./python/python.js');
  return detectPython(folder, launches, jobs);
}

async function readPackaging(folder: Folder, python: Found): Promise<Found> {
  if (!holdsPython(folder)) return NOTHING;
  const { detectPackaging } = await import('./packaging.js');
  return detectPackaging(folder, python, python.facts.app?.evidence[0]?.file);
}

async function readNode(folder: Folder, launches: readonly Launch[]): Promise<Found> {
  const isNode = folder.list().some((file) => file === 'package.json' || file === 'project.json');
  if (!isNode) return NOTHING;
  const { detectNode } = await import('./node/node.js');
  return detectNode(folder, launches);
}

const NOTHING: Found = { facts: {}, apps: [], remarks: [], trace: [] };

/** A reader that fails on a strange file costs its own facts, never the run. */
async function attempt<T>(read: () => T | Promise<T>, otherwise: T, reader: string, failures: Remark[]): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    failures.push({ rule: 'reader-failed', file: '.', line: 1, message: `${reader}: ${message.split('\n')[0]}` });
    return otherwise;
  }
}

/** Where the code says no port, what starts it does. */
function withPort(launches: readonly Launch[], facts: Facts): Facts {
  const launch = launches.find((one) => one.port !== undefined);
  if (facts.port || facts.app === undefined || launch?.port === undefined) return facts;
  const others = launches.filter((one) => one.port !== undefined && one.port !== launch.port);
  const port: Fact<number> = {
    value: launch.port,
    confidence: launch.evidence.rule === 'server-default-port' ? 'likely' : 'certain',
    evidence: [launch.evidence],
    others: others.map((one) => ({
      value: one.port as number,
      evidence: [one.evidence],
      reason: `outranked by ${launch.evidence.rule}`,
    })),
  };
  return { ...facts, port };
}

function without(facts: Facts, names: ReadonlySet<FactName>): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => !names.has(name as FactName)));
}

function ordered(facts: Facts): Facts {
  return Object.fromEntries(ORDER.filter((name) => facts[name] !== undefined).map((name) => [name, facts[name]]));
}

function skippedRemarks(folder: Folder): readonly Remark[] {
  return folder.skipped.map((file) => ({
    rule: 'file-too-large',
    file,
    line: 1,
    message: 'larger than 1 MB: not read',
  }));
}

function byPlace(a: Remark, b: Remark): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  if (a.line !== b.line) return a.line - b.line;
  if (a.rule !== b.rule) return a.rule < b.rule ? -1 : 1;
  return a.message < b.message ? -1 : a.message > b.message ? 1 : 0;
}

function unique<T>(values: readonly T[], key: (value: T) => unknown = (value) => value): readonly T[] {
  const seen = new Set<unknown>();
  return values.filter((value) => !seen.has(key(value)) && seen.add(key(value)));
}
