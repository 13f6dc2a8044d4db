import type { Detection, Remark } from './detect/detection.js';
import type { Fact, Facts } from './detect/facts.js';

/** Facts as the manifest keeps them: without runners-up and trace, which no output follows from. */
export function storeDetection(detection: Detection): object {
  const facts = Object.entries(detection.facts as Readonly<Record<string, Fact<unknown>>>).map(
    ([name, fact]) => [name, { value: fact.value, confidence: fact.confidence, evidence: fact.evidence }] as const,
  );
  const { candidates, remarks, refusal } = detection;
  return { facts: Object.fromEntries(facts), candidates, remarks, ...(refusal === undefined ? {} : { refusal }) };
}

type Test = (value: unknown) => boolean;

const text: Test = (value) => typeof value === 'string';
const bool: Test = (value) => typeof value === 'boolean';
const line: Test = (value) => typeof value === 'number' && Number.isInteger(value);
const list =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(test);
const optional =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);
const shape =
  (fields: Readonly<Record<string, Test>>): Test =>
  (value) =>
    isRecord(value) && Object.entries(fields).every(([name, test]) => test(value[name]));
const oneOf =
  (...words: readonly string[]): Test =>
  (value) =>
    typeof value === 'string' && words.includes(value);

const evidence = shape({ file: text, line, rule: text, text });

const remark = shape({
  rule: text,
  file: text,
  line,
  message: text,
  severity: optional(oneOf('error', 'warning', 'note')),
  fix: optional(text),
});

/** Facts whose value is no plain text. */
const VALUES: { readonly [name in keyof Facts]?: Test } = {
  service: oneOf('backend', 'frontend', 'agent'),
  protocol: oneOf('asgi', 'wsgi', 'agent', 'aiohttp'),
  serves: oneOf('static', 'server'),
  port: line,
  user: line,
  locked: bool,
  importRoots: list(text),
  systemPackages: list(text),
  env: list(text),
  shared: list(text),
  install: shape({
    files: list(text),
    lock: optional(text),
    member: optional(text),
    root: optional(text),
    managerVersion: optional(text),
    flavour: optional(oneOf('classic', 'berry')),
    local: optional(list(text)),
    selfPackage: optional(bool),
    selfExtras: optional(list(text)),
    dynamic: optional(bool),
    roots: optional(list(text)),
    git: optional(bool),
    indexes: optional(list(text)),
    tokens: optional(list(text)),
    lockVersion: optional(text),
    scripts: optional(list(text)),
    builds: optional(list(text)),
  }),
  dependencies: list(shape({ name: text, version: optional(text), extras: optional(list(text)) })),
  selection: shape({ imported: list(text), unimported: list(text) }),
  writes: list(shape({ folder: text, when: oneOf('import', 'start'), occupied: optional(bool) })),
  worker: shape({ library: text, command: list(text) }),
  job: shape({ command: list(text), schedule: optional(text), timeZone: optional(text) }),
  migrations: shape({ tool: text, folder: text, config: optional(text), ownTable: optional(bool) }),
  pool: shape({ size: optional(line), most: optional(line), variables: optional(list(text)) }),
  tenancy: list(text),
  proxyPort: line,
  neighbours: list(
    shape({
      folder: text,
      name: text,
      kind: oneOf('server', 'site', 'worker'),
      ports: list(line),
      port: optional(line),
      published: optional(line),
      beside: list(shape({ name: text, publishes: bool })),
      volumes: list(text),
      whole: optional(bool),
      origins: optional(shape({ name: text, form: oneOf('list', 'text') })),
    }),
  ),
  pgvector: bool,
  variables: list(
    shape({
      name: text,
      default: optional(text),
      required: bool,
      secret: bool,
      file: text,
      line,
      captures: optional(bool),
      library: optional(text),
    }),
  ),
};

/**
 * Facts out of a manifest, which anybody may have edited: undefined unless they have the shape that detection gives
 * them, and then they are found out again.
 */
export function restoreDetection(stored: unknown): Detection | undefined {
  if (!isRecord(stored) || !isRecord(stored.facts) || !isRecord(stored.candidates)) return undefined;
  if (!list(text)(stored.candidates.app) || !optional(text)(stored.refusal)) return undefined;
  if (!list(remark)(stored.remarks)) return undefined;
  const facts: Record<string, unknown> = {};
  for (const [name, fact] of Object.entries(stored.facts)) {
    const test = Object.hasOwn(VALUES, name) ? VALUES[name as keyof Facts] : text;
    if (!isRecord(fact) || !test?.(fact.value)) return undefined;
    if (!oneOf('certain', 'likely', 'guess')(fact.confidence) || !list(evidence)(fact.evidence)) return undefined;
    facts[name] = { ...fact, others: [] };
  }
  return {
    facts: facts as Facts,
    candidates: { app: stored.candidates.app as readonly string[] },
    remarks: stored.remarks as readonly Remark[],
    trace: [],
    ...(typeof stored.refusal === 'string' ? { refusal: stored.refusal } : {}),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
