import type { Detection } from './detect/detection.js';
import type { Facts } from './detect/facts.js';
import type { Folder } from './detect/folder.js';
import type { Model } from './model/model.js';
import type { Place } from './model/place.js';
import type { Leaving, Moved } from './move/move.js';
import type { Answers } from './options.js';
import type { OpenConflict } from './outcome.js';
import type { Tree } from './output.js';
import type { Action } from './plan.js';
import type { Finding } from './verify/finding.js';
import type { Files } from './verify/verify.js';

/** A service folder that was opened for reading. */
export interface Opened {
  readonly folder: Folder;
  /** Paths outside the folder that detection looked at. */
  outside(): readonly string[];
  /** Hash over all that detection reads; `outside` from an earlier run, else that of this one. */
  fingerprint(outside?: readonly string[]): Promise<string>;
  /** The repository keeps task documents in ai_docs/tasks. */
  aiDocs(): boolean;
}

/** What is written beside the outputs when a run ends. */
export interface RunRecord {
  readonly generator: string;
  /** Only what a person gave. */
  readonly given: { readonly [name: string]: string | number | boolean | readonly string[] | undefined };
  readonly answers: Answers;
  readonly facts: StoredFacts;
}

/** What detection said, with a hash over all that it read. */
export interface StoredFacts {
  readonly fingerprint: string;
  readonly outside: readonly string[];
  readonly detection: object;
}

export interface Planned {
  readonly actions: readonly Action[];
  readonly conflicts: readonly OpenConflict[];
  /** Paths that the user edited or deleted. */
  readonly drift: readonly string[];
  /** Writes all of it, or throws Failure and leaves the folder as it was. */
  apply(): Promise<void>;
}

/** The state that an earlier run left in a folder, and what can be planned from it. */
export interface Scaffold {
  /** Version that wrote it; undefined before the first run. */
  readonly generator: string | undefined;
  /** Given answers of .yo-rc.json, as they stand there. */
  readonly answers: { readonly [name: string]: unknown };
  readonly facts: StoredFacts | undefined;
  /** Files that the scaffold wrote, which detection must not take for the user's. */
  readonly paths: readonly string[];
  /** The resolved answers are those of the last run. */
  hasAnswers(answers: Answers): boolean;
  isSame(generator: string, answers: Answers): boolean;
  /** The platform of the last run; undefined before the first. */
  readonly platform: Answers['platform'] | undefined;
  /** Files below deploy/ by path, as they were rendered last and as they lie now. */
  sides(): Pick<Leaving, 'base' | 'yours'>;
  /** Files by path as the scaffold wrote them, those that a person brought left out; a lost one is absent. */
  written(): Files;
  /** The files as they were rendered last; undefined where one of them is lost. */
  lastRender(): Tree | undefined;
  /** The plan of doing nothing, where the same files would be written and none was touched; else undefined. */
  untouched(given: RunRecord['given']): Planned | undefined;
  plan(input: PlanRequest): Promise<Planned>;
}

export interface PlanRequest {
  readonly tree: Tree;
  readonly conflict: 'keep' | 'markers' | 'yours' | 'new';
  /** Paths that the user deleted and wants again. */
  readonly restore: readonly string[];
  /** Take hand-written files as the user's edits of the outputs of their paths. */
  readonly adopt: boolean;
  readonly record: RunRecord;
  /** Where another platform was answered: what came along to it. */
  readonly moved?: Pick<Moved, 'texts' | 'settled'>;
}

/** The steps of a run, each loaded when it is needed. Tests pass their own. */
export interface Parts {
  openScaffold(folder: string, generator: string, repair: boolean): Promise<Scaffold>;
  openFolder(folder: string, exclude: readonly string[]): Promise<Opened>;
  detect(opened: Opened): Promise<Detection>;
  buildModel(answers: Answers, detection: Detection, place: Place): Promise<Model>;
  render(model: Model): Promise<Tree>;
  move(leaving: Leaving): Promise<Moved>;
  verifyFiles(files: Files, facts: Facts, written?: Files): Promise<readonly Finding[]>;
}
