import { peak } from '../model/environments.js';
import type { Model, Setting } from '../model/model.js';
import type { Environment, Resources } from '../model/operation.js';
import { quotaOf } from '../model/quota.js';
import { onCloudRun, onGke } from '../model/sizes.js';
import type { OnePlatform } from './read.js';
import type { Reading } from './reading.js';

/** What the files of one environment said when they were rendered, and what they say now. */
export interface Sides {
  readonly before: Reading;
  readonly after: Reading;
}

/** A model with a person's edits in it, and in words what came along and what did not. */
export interface Carried {
  readonly model: Model;
  /** By environment. */
  readonly carried: ReadonlyMap<string, readonly string[]>;
  readonly left: ReadonlyMap<string, readonly string[]>;
}

/** Fields of a reading that only one platform has, or that stand for more than one number on the other. */
const SINGLE = {
  port: 'the port',
  concurrency: 'concurrency',
  requestSeconds: 'the request time-out',
  runSeconds: 'the time limit of a run',
  preStopSeconds: 'the sleep before SIGTERM',
  graceSeconds: 'the grace',
  cpuTargetPercent: 'the CPU target',
  startup: 'the startup probe',
  ready: 'the readiness probe',
  live: 'the liveness probe',
  exposure: 'who may call',
  database: 'the Cloud SQL instance',
  cpuAlways: 'CPU between requests',
  sessions: 'session affinity',
  egress: 'what it may call',
  writable: 'volumes',
  secrets: 'secrets',
} as const satisfies Readonly<Partial<Record<keyof Reading, string>>>;

const same = (one: unknown, other: unknown): boolean => print(one) === print(other);
const print = (value: unknown): string => JSON.stringify(value instanceof Map ? [...value].sort() : value) ?? '';

/**
 * The model as a person's edits on one platform would have it. `from` is where the edits were made; sizes that the
 * other platform does not offer become the next that it does.
 */
export function withEdits(model: Model, from: OnePlatform, sides: ReadonlyMap<string, Sides>): Carried {
  const carried = new Map<string, string[]>();
  const left = new Map<string, string[]>();
  const environments = model.environments.map((one) => {
    const side = sides.get(one.name);
    if (side === undefined) return one;
    const came: string[] = [];
    const made = edited(one, model, from, side, came);
    carried.set(one.name, came);
    const fields = (Object.keys(SINGLE) as (keyof typeof SINGLE)[]).filter(
      (field) => !same(side.before[field], side.after[field]),
    );
    left.set(
      one.name,
      fields.map((field) => SINGLE[field]),
    );
    return made;
  });
  return { model: shared({ ...model, environments }), carried, left };
}

function edited(
  one: Environment,
  model: Model,
  from: OnePlatform,
  { before, after }: Sides,
  came: string[],
): Environment {
  const changed = (field: 'image' | 'account' | 'least' | 'most'): boolean =>
    after[field] !== undefined && before[field] !== after[field];
  let made = one;
  if (changed('image') && after.image?.startsWith(`${one.repository}@`) === true) {
    made = { ...made, image: after.image };
    came.push('the digest');
  }
  if (changed('account') && after.account !== undefined) {
    made = { ...made, serviceAccount: after.account };
    came.push(`service account ${after.account}`);
  }
  if (changed('least') || changed('most')) {
    made = rescaled(made, model, from, { before, after });
    came.push(
      from === 'gke'
        ? `${made.minInstances} to ${made.maxInstances} instances`
        : `${made.minReplicas} to ${made.maxReplicas} pods`,
    );
  }
  const resources = resized(model, from, { before, after }, came);
  const settings = resettled(model, { before, after }, came);
  if (resources === undefined && settings === undefined) return made;
  const all = settings ?? model.environment;
  // An overlay can set a value that the base has not, and not take one away.
  const own = all.filter(
    ({ name, value }) => value !== undefined && model.environment.find((known) => known.name === name)?.value !== value,
  );
  return {
    ...made,
    own: { ...(resources === undefined ? {} : { resources }), settings: all, changed: own },
    quota: quotaOf(made.peakPods, resources ?? model.resources),
  };
}

/** Bounds that a person set; the other platform keeps its own where nobody did. */
function rescaled(one: Environment, model: Model, from: OnePlatform, { before, after }: Sides): Environment {
  const least = before.least === after.least ? undefined : after.least;
  const most = before.most === after.most ? undefined : after.most;
  const minInstances = least ?? one.minInstances;
  const maxInstances = Math.max(minInstances, most ?? one.maxInstances);
  // Fewer than two pods would make a node's drain an outage; where they were written they stay as they are.
  const minReplicas = from === 'gke' ? (least ?? one.minReplicas) : Math.max(2, least ?? one.minReplicas);
  const maxReplicas = Math.max(minReplicas, most ?? one.maxReplicas);
  const peakPods = peak(model.rollout.kind, maxReplicas);
  const scale = { minInstances, maxInstances, minReplicas, maxReplicas };
  return { ...one, ...scale, peakPods, quota: quotaOf(peakPods, model.resources) };
}

function resized(model: Model, from: OnePlatform, { before, after }: Sides, came: string[]): Resources | undefined {
  const { cpuMillis = model.resources.cpuMillis, memoryMiB = model.resources.memoryMiB } = after;
  if (before.cpuMillis === after.cpuMillis && before.memoryMiB === after.memoryMiB) return undefined;
  const size = from === 'gke' ? onCloudRun(cpuMillis, memoryMiB) : { cpuMillis, memoryMiB };
  if (size === undefined) return undefined;
  const note = same(size, { cpuMillis, memoryMiB }) ? '' : ` (for ${cpuMillis}m and ${memoryMiB} MiB)`;
  came.push(`${size.cpuMillis}m CPU and ${size.memoryMiB} MiB${note}`);
  return onGke(size.cpuMillis, size.memoryMiB, model.resources);
}

/** kustomize takes quotes around the whole value of a literal away. */
const QUOTED = /^(["'])[\s\S]*\1$/;

/** Plain variables: other values, more of them, fewer of them. */
function resettled(model: Model, { before, after }: Sides, came: string[]): readonly Setting[] | undefined {
  if (same(before.variables, after.variables)) return undefined;
  const touched = [...new Set([...before.variables.keys(), ...after.variables.keys()])].filter(
    (name) => before.variables.get(name) !== after.variables.get(name) && !QUOTED.test(after.variables.get(name) ?? ''),
  );
  if (touched.length === 0) return undefined;
  came.push(...touched);
  const known = model.environment.map((setting): Setting => {
    if (!touched.includes(setting.name)) return setting;
    const value = after.variables.get(setting.name);
    const { value: _, ...rest } = setting;
    return { ...rest, inline: false, ...(value === undefined ? {} : { value }) };
  });
  const names = new Set(known.map(({ name }) => name));
  const more = touched
    .filter((name) => !names.has(name))
    .flatMap((name): readonly Setting[] => {
      const value = after.variables.get(name);
      return value === undefined ? [] : [{ name, value, required: false, inline: false, evidence: '' }];
    });
  return [...known, ...more];
}

/** What every environment has of its own alike is the model's. */
function shared(model: Model): Model {
  const [first, ...others] = model.environments.map(({ own }) => own);
  if (first === undefined) return model;
  const alike = <K extends 'resources' | 'settings'>(field: K): boolean =>
    others.every((own) => own !== undefined && same(own[field], first[field]));
  const resources = alike('resources') ? first.resources : undefined;
  const settings = alike('settings') ? first.settings : undefined;
  const environments = model.environments.map((one): Environment => {
    if (one.own === undefined) return one;
    const { own, ...rest } = one;
    const kept = {
      ...(own.resources === undefined || resources !== undefined ? {} : { resources: own.resources }),
      settings: own.settings,
      changed: settings === undefined ? own.changed : [],
    };
    return kept.resources === undefined && kept.changed.length === 0 ? rest : { ...rest, own: kept };
  });
  return {
    ...model,
    ...(resources === undefined ? {} : { resources }),
    ...(settings === undefined ? {} : { environment: settings }),
    environments,
  };
}
