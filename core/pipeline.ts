import { type Given, type Resolution, resolve, type Values } from './answers.js';
import type { Detection } from './detect/detection.js';
import { EXIT, Failure } from './errors.js';
import { readStored } from './given.js';
import { adoptedNotes, keptNotes } from './kept-notes.js';
import type { Model } from './model/model.js';
import type { Moved } from './move/move.js';
import { notes, type Outcome, writing } from './outcome.js';
import type { Tree } from './output.js';
import type { Opened, Parts, Scaffold, StoredFacts } from './parts.js';
import { restoreDetection, storeDetection } from './stored-facts.js';
import type { Finding } from './verify/finding.js';

/** Asks a person; gets what is given so far, gives the stored and prompted answers as they are afterwards. */
export type Interview = (
  given: Given,
  detection: Detection,
  folder: string,
) => Promise<Pick<Given, 'stored' | 'prompts'>>;

export interface Request {
  /** The service folder, absolute or relative to the current one. */
  readonly folder: string;
  /** The same as the user named it, for reports. */
  readonly shown: string;
  readonly flags: Values;
  readonly file: Values;
  /** Only where a person sits at a terminal. */
  readonly interview?: Interview;
  /** --ask: interview again although there is a scaffold. */
  readonly again: boolean;
  readonly conflict: 'keep' | 'markers' | 'yours' | 'new';
  readonly restore: readonly string[];
  /** --adopt: hand-written files become the user's own versions of the outputs of their paths. */
  readonly adopt?: boolean;
  /** Judge the files even when nothing changed: the JSON report tells every finding. */
  readonly full: boolean;
  /** It may come to writing; else nothing is written at all. */
  readonly writes: boolean;
  readonly generator: string;
}

/** One folder's run up to the point where it would write. */
export interface Prepared {
  readonly outcome: Outcome;
  /** What the files would be if nobody had touched them; for --diff. */
  readonly tree: Tree;
  /** Writes what the outcome says, all of it or nothing. Throws Failure when the disk refuses. */
  readonly commit: () => Promise<Outcome>;
}

/**
 * One run for one folder: state, facts, answers, model, files, judgement, plan. Writes nothing before `commit`.
 * Throws Failure for bad input, for a folder without a service and for state that cannot be trusted.
 */
export async function prepare(request: Request, parts: Parts): Promise<Prepared> {
  const scaffold = await parts.openScaffold(request.folder, request.generator, request.writes);
  const opened = await parts.openFolder(request.folder, ['.yo-rc.json', ...scaffold.paths]);
  const read = await readFacts(scaffold, opened, parts);
  const resolution = await resolveAnswers(request, scaffold, opened, read.detection);
  const same = read.stored !== undefined && scaffold.isSame(request.generator, resolution.answers);
  const asksMore = request.full || request.adopt === true || request.restore.length > 0;
  const idle = same && !asksMore ? scaffold.untouched(resolution.store) : undefined;
  const made = idle
    ? { tree: scaffold.lastRender() ?? new Map(), findings: [], model: undefined }
    : await renderAll(request, scaffold, opened, read.detection, resolution, same, parts);
  const moved = await moveOf(scaffold, resolution, made, parts);
  const plan =
    idle ??
    (await scaffold.plan({
      tree: made.tree,
      conflict: request.conflict,
      restore: request.restore,
      adopt: request.adopt ?? false,
      ...(moved === undefined ? {} : { moved }),
      record: {
        generator: request.generator,
        given: resolution.store,
        answers: resolution.answers,
        facts: read.stored ?? {
          fingerprint: await opened.fingerprint(),
          outside: opened.outside(),
          detection: storeDetection(read.detection),
        },
      },
    }));
  const open = plan.conflicts.length > 0;
  const outcome: Outcome = {
    folder: request.shown,
    exit: open ? EXIT.conflicts : EXIT.done,
    answers: resolution.answers,
    origins: resolution.origins,
    detection: read.detection,
    actions: plan.actions,
    conflicts: plan.conflicts,
    outdated: {
      version: scaffold.generator !== undefined && scaffold.generator !== request.generator,
      answers: scaffold.generator !== undefined && !scaffold.hasAnswers(resolution.answers),
      drift: plan.drift,
    },
    findings: [...made.findings, ...(moved?.findings ?? []), ...keptNotes(plan.actions), ...adoptedNotes(plan.actions)],
    ...(scaffold.generator === undefined ? {} : { before: scaffold.generator }),
    applied: false,
  };
  const commit = async (): Promise<Outcome> => {
    await plan.apply();
    return { ...outcome, applied: writing(plan.actions).length > 0 };
  };
  return { outcome, tree: made.tree, commit };
}

interface ReadFacts {
  readonly detection: Detection;
  /** As the last run stored them: nothing that detection reads has changed since. */
  readonly stored?: StoredFacts;
}

async function readFacts(scaffold: Scaffold, opened: Opened, parts: Parts): Promise<ReadFacts> {
  const stored = scaffold.facts;
  const before = stored && restoreDetection(stored.detection);
  if (stored && before && (await opened.fingerprint(stored.outside)) === stored.fingerprint) {
    return { detection: before, stored };
  }
  return { detection: await parts.detect(opened) };
}

async function resolveAnswers(
  request: Request,
  scaffold: Scaffold,
  opened: Opened,
  detection: Detection,
): Promise<Resolution> {
  const given: Given = {
    flags: request.flags,
    file: request.file,
    stored: readStored(scaffold.answers),
    prompts: {},
  };
  const { interview } = request;
  // An upgrade asks nothing that was answered before by taking what was found.
  const asks = interview && (scaffold.generator === undefined || request.again);
  const asked = asks ? await interview(given, detection, opened.folder.name) : {};
  return resolve({ ...given, ...asked }, detection, opened.folder.name);
}

interface Made {
  readonly tree: Tree;
  readonly findings: readonly Finding[];
  /** Absent where nothing had to be rendered. */
  readonly model: Model | undefined;
}

/** What comes along where another platform was answered than in the last run. */
async function moveOf(
  scaffold: Scaffold,
  { answers }: Resolution,
  { tree, model }: Made,
  parts: Parts,
): Promise<Moved | undefined> {
  const from = scaffold.platform;
  if (model === undefined || from === undefined || from === answers.platform) return undefined;
  return parts.move({ from, to: answers.platform, model, tree, ...scaffold.sides() });
}

async function renderAll(
  request: Request,
  scaffold: Scaffold,
  opened: Opened,
  detection: Detection,
  resolution: Resolution,
  same: boolean,
  parts: Parts,
): Promise<Made> {
  const place = { folder: opened.folder.path, aiDocs: opened.aiDocs(), generator: request.generator };
  const model = await parts.buildModel(resolution.answers, detection, place);
  const told = notes(resolution.notes, model.notes, detection);
  // Same version, answers and facts make the same files: the last render stands for a new one, and it was judged then.
  const last = same && !request.full ? scaffold.lastRender() : undefined;
  if (last) return { tree: last, findings: told, model };
  const tree = await parts.render(model);
  return { tree, model, findings: [...(await judge(tree, model, detection, parts)), ...told] };
}

/** Judges files before they are written. An error in them is a defect of ours, and nothing is written. */
async function judge(tree: Tree, model: Model, detection: Detection, parts: Parts): Promise<readonly Finding[]> {
  const files = new Map([...tree.values()].map(({ path, text }) => [path, text]));
  const findings = await parts.verifyFiles(files, detection.facts);
  const error = findings.find(({ severity }) => severity === 'error');
  if (!error) return findings;
  const where = `${error.path}${error.line === undefined ? '' : `:${error.line}`}`;
  throw new Failure(
    `${where}: ${error.message} (${error.rule}) in what would be written for ${model.service.name}; this is a defect of saasfactory, nothing was written.`,
    { code: 'own-defect', file: error.path, hint: 'Report it with the output of: saasfactory detect --json' },
  );
}
