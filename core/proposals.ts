import type { Fact, FactName } from './detect/facts.js';
import { label } from './label.js';
import { cacheOf } from './model/cache.js';
import { pythonFor } from './model/native.js';
import type { Proposal, Situation } from './option.js';

/** Rules by which options get a value that nobody gave; the option table names one for each of its entries. */
type Propose = (at: Situation) => Proposal | undefined;
type Plain = Proposal['value'];

const fixed =
  (value: Plain): Propose =>
  () => ({ value });

function detected(fact: Fact<Plain>): Proposal {
  const evidence = fact.evidence[0];
  return evidence ? { value: fact.value, evidence } : { value: fact.value };
}

/** The fact of that name when it was found, else a fixed value, else nothing. */
const found =
  (
    name: Extract<
      FactName,
      'app' | 'context' | 'nodeVersion' | 'packageManager' | 'healthPath' | 'readyPath' | 'metricsPath'
    >,
    otherwise?: Plain,
  ): Propose =>
  (at) => {
    const fact = at.facts[name];
    if (fact) return detected(fact);
    return otherwise === undefined ? undefined : { value: otherwise };
  };

/** Metadata first, the folder second; either is made into a label. */
function name(at: Situation): Proposal {
  const fact = at.facts.name;
  if (!fact) return { value: label(at.folder) };
  return { ...detected(fact), value: label(fact.value) };
}

/** Ports below 1024 need root, which no container of ours has; the model's notes tell what was found. */
function port(at: Situation): Proposal {
  const fact = at.facts.port;
  return fact && fact.value >= 1024 ? detected(fact) : { value: 8080 };
}

/** The repository's own word first; else the newest Python that has a wheel of every pinned package, from 3.12 down. */
/** The oldest Python that its makers still mend (PEP 619). */
const OLDEST = '3.10';

function pythonVersion(at: Situation): Proposal {
  const fact = at.facts.pythonVersion;
  // Neither what installs nor what launches the service has releases for an older one.
  if (fact && Number(fact.value.split('.')[1]) < Number(OLDEST.split('.')[1])) {
    const at = `${fact.evidence[0]?.file ?? ''}:${fact.evidence[0]?.line ?? 1}`;
    return {
      value: OLDEST,
      note: `Python ${OLDEST}, not ${fact.value} (${at}), which gets no security fixes any more`,
    };
  }
  if (fact) return detected(fact);
  const { python, because } = pythonFor(at.facts.dependencies?.value ?? [], '3.12');
  if (because.length === 0) return { value: python };
  const named = because.slice(0, 3).join(', ') + (because.length > 3 ? ` and ${because.length - 3} more` : '');
  return {
    value: python,
    note: `Python ${python}, not 3.12, for which ${named} has no wheel; nothing names a version`,
  };
}

function packageManager(at: Situation): Proposal {
  const fact = at.facts.packageManager;
  return fact ? detected(fact) : { value: at.service === 'frontend' ? 'npm' : 'pip' };
}

function database(at: Situation): Proposal {
  const fact = at.facts.database;
  if (!fact) return { value: 'none' };
  return { ...detected(fact), value: fact.value === 'postgres' ? 'cloud-sql-postgres' : 'external' };
}

/** Memorystore has private addresses alone. */
function network(at: Situation): Proposal {
  return { value: at.service !== 'frontend' && cacheOf(at.facts) !== undefined ? 'default' : 'none' };
}

function exposure(at: Situation): Proposal {
  return { value: at.service === 'frontend' ? 'public' : 'internal' };
}

function teams(at: Situation): Proposal {
  return { value: ['devops', at.service === 'frontend' ? 'frontend' : 'backend', 'ops'] };
}

function repository(at: Situation): Proposal {
  return { value: at.name };
}

/** A folder whose worker or job is named by hand is a backend, whatever else it holds. */
function service(at: Situation): Proposal | undefined {
  const fact = at.facts.service;
  if (fact) return detected(fact);
  return at.process === 'worker' || at.process === 'job' ? { value: 'backend' } : undefined;
}

/** A worker or a job is the service where nothing in the folder answers HTTP. A mere script is neither. */
function process(at: Situation): Proposal {
  const { worker, job, app } = at.facts;
  const [value, fact] = worker !== undefined ? (['worker', worker] as const) : (['job', job] as const);
  if (fact === undefined || fact.confidence === 'guess' || app !== undefined) return { value: 'web' };
  return { ...(fact.evidence[0] ? { evidence: fact.evidence[0] } : {}), value };
}

/** The words of the command that was found, where a shell would find no more in them than they say. */
function command(at: Situation): Proposal | undefined {
  const fact = at.process === 'worker' ? at.facts.worker : at.process === 'job' ? at.facts.job : undefined;
  if (fact === undefined || !fact.value.command.every((word) => /^[\w@%+=:,./-]+$/.test(word))) return undefined;
  return { ...(fact.evidence[0] ? { evidence: fact.evidence[0] } : {}), value: fact.value.command.join(' ') };
}

/** A clock that was found beside the job, in the same evidence. */
const clock =
  (name: 'schedule' | 'timeZone', otherwise: string): Propose =>
  (at) => {
    const fact = at.facts.job;
    if (at.process !== 'job') return undefined;
    const value = fact?.value[name];
    const evidence = fact?.evidence.at(-1);
    return value === undefined ? { value: otherwise } : { value, ...(evidence ? { evidence } : {}) };
  };

export const propose = {
  fixed,
  found,
  none: (): undefined => undefined,
  name,
  service,
  process,
  command,
  schedule: clock('schedule', 'none'),
  timeZone: clock('timeZone', 'Etc/UTC'),
  port,
  packageManager,
  pythonVersion,
  database,
  network,
  exposure,
  teams,
  repository,
};
