import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolve } from './answers.js';
import type { Detection } from './detect/detection.js';
import { Failure } from './errors.js';
import { readStored } from './given.js';
import type { Model } from './model/model.js';
import type { Answers } from './options.js';
import { notes } from './outcome.js';
import type { Parts } from './parts.js';
import type { Finding } from './verify/finding.js';
import type { Files } from './verify/verify.js';

/** A folder's scaffold as it lies on disk, with the service that it belongs to. */
export interface Standing {
  readonly answers: Answers;
  readonly detection: Detection;
  readonly model: Model;
}

/** What `verify` says about one folder. */
export interface Judgement {
  readonly answers: Answers;
  readonly findings: readonly Finding[];
  /** Files that were judged. */
  readonly files: number;
}

/**
 * Answers, facts and model of a folder that has a scaffold; asks nothing and writes nothing. Throws Failure where there
 * is no scaffold, and as `prepare` does.
 */
export async function standing(
  folder: string,
  generator: string,
  parts: Parts,
): Promise<Standing & { readonly paths: readonly string[]; readonly written: Files }> {
  const scaffold = await parts.openScaffold(folder, generator, false);
  if (scaffold.generator === undefined) {
    throw new Failure('no scaffold here.', {
      code: 'no-scaffold',
      file: folder,
      hint: 'saasfactory container writes one.',
    });
  }
  const opened = await parts.openFolder(folder, ['.yo-rc.json', ...scaffold.paths]);
  const detection = await parts.detect(opened);
  const given = { flags: {}, file: {}, stored: readStored(scaffold.answers), prompts: {} };
  const { answers, notes: told } = resolve(given, detection, opened.folder.name);
  const place = { folder: opened.folder.path, aiDocs: opened.aiDocs(), generator };
  const model = await parts.buildModel(answers, detection, place);
  const { paths } = scaffold;
  return {
    answers,
    detection,
    model: { ...model, notes: [...told, ...model.notes] },
    paths,
    written: scaffold.written(),
  };
}

/** Judges the files of a scaffold as they lie on disk, hand-written ones at the places of outputs included. */
export async function judgeDisk(folder: string, generator: string, parts: Parts): Promise<Judgement> {
  const { answers, detection, model, paths, written } = await standing(folder, generator, parts);
  const rendered = [...(await parts.render(model)).values()].map(({ path }) => path);
  const files = new Map<string, string>();
  for (const path of [...new Set([...rendered, ...paths])].sort((a, b) => (a < b ? -1 : 1))) {
    const text = readText(join(folder, path));
    if (text !== undefined) files.set(path, text);
  }
  const findings = await parts.verifyFiles(files, detection.facts, written);
  const told = notes([], model.notes, detection);
  return { answers, findings: [...findings, ...told], files: files.size };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
