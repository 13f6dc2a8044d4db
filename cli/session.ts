import type { Given, Values } from '../core/answers.js';
import type { Detection } from '../core/detect/detection.js';
import { EXIT } from '../core/errors.js';
import type { Outcome } from '../core/outcome.js';
import { writing } from '../core/outcome.js';
import type { Parts } from '../core/parts.js';
import { type Prepared, prepare, type Request } from '../core/pipeline.js';
import { type Entry, outcomeEntry, refusedEntry, reportDocument, worst } from '../core/report-json.js';
import type { Controls } from './controls.js';
import { exitOf, failureEntry, failureLine } from './failures.js';
import { checkFolder, shownFolder } from './folders.js';
import { guard, uninterrupted } from './interrupt.js';
import type { Prompter } from './questions.js';
import type { Screen } from './screen.js';
import type { Spinner } from './spinner.js';

/** What both doors know before the first folder is opened. */
export interface Session extends Controls {
  readonly mode: 'container' | 'check';
  readonly folders: readonly string[];
  readonly flags: Values;
  readonly file: Values;
  readonly screen: Screen;
  readonly parts: Parts;
  readonly generator: string;
  /** How to ask; absent where nobody may be asked. */
  readonly ask?: Prompter;
}

/** What happened to one folder, and how it was printed. */
interface Done {
  readonly outcome: Outcome;
  readonly entry: Entry;
}

/** Runs container or check over all folders, prints the report, gives the exit code of the whole call. */
export async function runSession(session: Session): Promise<number> {
  const { screen, switches } = session;
  const json = switches.has('json');
  const entries: Entry[] = [];
  const outcomes: Outcome[] = [];
  const release = guard(screen);
  try {
    for (const folder of session.folders) {
      try {
        const { outcome, entry } = await runFolder(session, folder);
        entries.push(entry);
        outcomes.push(outcome);
      } catch (error) {
        // One folder alone is the call; beside others it has its own line and entry.
        const alone = session.folders.length === 1 && !switches.has('all');
        if (alone || exitOf(error) === EXIT.interrupted) throw error;
        entries.push(refusedEntry(shownFolder(folder), exitOf(error), failureEntry(error)));
        if (!json) screen.err(`saasfactory: ${shownFolder(folder)}: ${failureLine(error)}\n`);
      }
    }
  } finally {
    release();
  }
  const exit = worst(entries.map((entry) => entry.exit));
  if (json) screen.out(`${JSON.stringify(reportDocument(session.generator, exit, entries), null, 2)}\n`);
  else if (session.mode === 'check' && !switches.has('quiet')) {
    const { printCheck } = await import('./check-printer.js');
    printCheck(session, outcomes);
  }
  return exit;
}

async function runFolder(session: Session, folder: string): Promise<Done> {
  const { switches, mode } = session;
  checkFolder(folder);
  const turning = await waiting(session, `reading ${shownFolder(folder)}`);
  const prepared = await prepare(requestFor(session, folder), session.parts).finally(() => turning?.stop());
  const diffs = switches.has('diff')
    ? (await import('./diff.js')).diffsOf(folder, prepared.outcome.actions, prepared.tree)
    : new Map<string, string>();
  if (mode === 'check') return entryOf(checked(prepared.outcome, switches.has('strict')), diffs);
  const outcome = await finish(session, prepared, diffs);
  return entryOf(outcome, diffs);
}

/** A line that turns where somebody looks and is asked nothing meanwhile. */
async function waiting({ screen, switches, ask }: Session, text: string): Promise<Spinner | undefined> {
  if (!screen.terminal || ask || switches.has('json') || switches.has('quiet')) return undefined;
  return (await import('./spinner.js')).spinner(text);
}

/** Shows the plan where somebody looks, asks once more where somebody may be asked, writes. */
async function finish(session: Session, prepared: Prepared, diffs: ReadonlyMap<string, string>): Promise<Outcome> {
  const { switches, ask } = session;
  const printer = switches.has('json') || switches.has('quiet') ? undefined : await import('./printer.js');
  const dry = switches.has('dry-run');
  const first = prepared.outcome.before === undefined || switches.has('ask');
  printer?.printPlan(session, prepared.outcome, diffs);
  if (dry) {
    printer?.printOutcome(session, prepared.outcome);
    return prepared.outcome;
  }
  const files = writing(prepared.outcome.actions).length;
  if (ask && first && files > 0) {
    const message = files === 1 ? 'Write this file?' : `Write these ${files} files?`;
    const yes = await ask({ type: 'confirm', name: 'write', message, default: true });
    if (yes !== true) {
      printer?.printDeclined(session);
      return { ...prepared.outcome, exit: EXIT.done };
    }
  }
  const outcome = await uninterrupted(prepared.commit);
  printer?.printOutcome(session, outcome);
  return outcome;
}

/** What `check` ends with: 2 where `container` would change a file or leave a conflict, --strict for edits too. */
function checked(outcome: Outcome, strict: boolean): Outcome {
  const differs = writing(outcome.actions).length > 0 || outcome.conflicts.length > 0;
  const drifted = strict && outcome.outdated.drift.length > 0;
  return { ...outcome, exit: differs || drifted ? EXIT.different : EXIT.done };
}

function entryOf(outcome: Outcome, diffs: ReadonlyMap<string, string>): Done {
  const entry = outcomeEntry(outcome);
  if (diffs.size === 0) return { outcome, entry };
  const actions = outcome.actions.map(({ id, path, action }) => {
    const diff = diffs.get(path);
    return { id, path, action, ...(diff === undefined ? {} : { diff }) };
  });
  return { outcome, entry: { ...entry, actions } };
}

function requestFor(session: Session, folder: string): Request {
  const { switches, values, ask } = session;
  const again = switches.has('ask');
  return {
    folder,
    shown: shownFolder(folder),
    flags: session.flags,
    file: session.file,
    ...(ask ? { interview: interviewWith(session, ask, again) } : {}),
    again,
    conflict: (values.get('conflict')?.[0] ?? 'keep') as Request['conflict'],
    restore: values.get('restore') ?? [],
    adopt: switches.has('adopt'),
    full: switches.has('json'),
    writes: session.mode === 'container' && !switches.has('dry-run'),
    generator: session.generator,
  };
}

function interviewWith(session: Session, ask: Prompter, again: boolean) {
  return async (given: Given, detection: Detection, folder: string): Promise<Pick<Given, 'stored' | 'prompts'>> => {
    const { interview } = await import('./interview.js');
    const { printFound } = await import('./found.js');
    printFound(session, detection, folder);
    return interview(ask, { given, detection, folder, again });
  };
}
