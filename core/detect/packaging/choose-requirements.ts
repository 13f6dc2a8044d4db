import type { Folder } from '../folder.js';
import type { Build } from '../launch/builds.js';
import { ancestors, baseOf, folderOf, joinPath, normalise } from '../launch/paths.js';
import { readCommands } from '../launch/shell.js';
import type { ThirdPartyImport } from '../python/third-party.js';
import { readRequirements } from './requirements.js';
import { coverage } from './undeclared.js';

/** A requirements file that may be this service's, and why it stands where it does. */
export interface RequirementsChoice {
  readonly file: string;
  readonly reason: string;
  /** Set when a Dockerfile of the service installs it. */
  readonly hint?: { readonly file: string; readonly line: number };
}

const NAME = /^(?:[\w.-]*requirements?[\w.-]*|constraints)\.(?:txt|in|lock)$|^requirements(?:-[\w.]+)?\.lock$/i;
const FOLDERS = new Set(['requirements', 'reqs', 'requires', 'deps', 'dependencies']);
const NOT_RUNTIME =
  /(?:^|[^a-z])(?:dev|devel|development|tests?|testing|docs?|lint|linting|ci|local|debug|typing|types|constraints?|build|optional|notebooks?|bench|examples?)(?:[^a-z]|$)/i;

/** Requirements files in the order in which they are likely to be the service's; its own folder before those above. */
export function chooseRequirements(
  folder: Folder,
  builds: readonly Build[],
  imports: readonly ThirdPartyImport[],
  home: string,
): readonly RequirementsChoice[] {
  const hinted = builds.flatMap((build) => installedFiles(folder, build));
  const own = rankFiles(
    folder,
    folder.list().filter((file) => isCandidate(file)),
  );
  if (hinted.length > 0 || own.length > 0) return unique([...hinted, ...own]);
  const inner = home === '.' ? [] : folder.listAt(home, 1).filter((file) => NAME.test(baseOf(file)));
  if (inner.length > 0) return rankFiles(folder, inner);
  for (const above of ancestors(folder)) {
    const files = [
      ...folder.listAt(above, 1),
      ...[...FOLDERS].flatMap((name) => folder.listAt(`${above}/${name}`, 1)),
    ].map((file) => normalise(folder, file));
    const ranked = rankFiles(
      folder,
      files.filter((file) => NAME.test(baseOf(file)) || FOLDERS.has(baseOf(folderOf(file)))),
    );
    if (ranked.length > 0) return byCoverage(folder, ranked, imports);
  }
  return [];
}

/** Above the folder several services share the place: the file that brings most of what the code imports is meant. */
function byCoverage(
  folder: Folder,
  ranked: readonly RequirementsChoice[],
  imports: readonly ThirdPartyImport[],
): readonly RequirementsChoice[] {
  const scored = ranked.map((choice, i) => {
    const entries = readRequirements(folder, choice.file)?.entries ?? [];
    return { choice, i, covered: coverage(imports, entries) };
  });
  scored.sort((a, b) => b.covered - a.covered || a.i - b.i);
  const [best, second] = scored;
  const decided = best !== undefined && second !== undefined && best.covered > second.covered;
  return scored.map(({ choice, covered }) =>
    decided ? { ...choice, reason: `it brings ${best?.covered} of what the code imports, not ${covered}` } : choice,
  );
}

function isCandidate(file: string): boolean {
  const parts = file.split('/');
  if (parts.length === 1) return NAME.test(file);
  return parts.length === 2 && (FOLDERS.has(parts[0] ?? '') ? /\.(?:txt|in|lock)$/.test(file) : false);
}

/** What `pip install -r` of the image names, seen in the repository. */
function installedFiles(folder: Folder, build: Build): readonly RequirementsChoice[] {
  const found: RequirementsChoice[] = [];
  const stages = [...new Set([...build.final.runs, ...build.stages.flatMap((stage) => stage.runs)])];
  for (const run of stages) {
    for (const { words } of readCommands(run.text)) {
      if (!words.some((word) => /^(?:pip[\d.]*|uv)$/.test(baseOf(word))) || !words.includes('install')) continue;
      words.forEach((word, i) => {
        const joined = /^(?:-r|--requirements?=)(.+)$/.exec(word)?.[1];
        const named = joined ?? (/^(?:-r|--requirements?)$/.test(word) ? words[i + 1] : undefined);
        const file = named === undefined ? undefined : locate(folder, build, named);
        if (file !== undefined)
          found.push({ file, reason: 'the Dockerfile installs it', hint: { file: build.file, line: run.line } });
      });
    }
  }
  // Test requirements in a build stage are not the service's.
  const runtime = found.filter((one) => !NOT_RUNTIME.test(one.file));
  return runtime.length > 0 ? runtime : [];
}

function locate(folder: Folder, build: Build, named: string): string | undefined {
  for (const stage of [build.final, ...build.stages]) {
    const absolute = named.startsWith('/')
      ? named
      : `${stage.workdir === '/' ? '' : stage.workdir}/${named.replace(/^\.\//, '')}`;
    const mapped = build.toRepository(absolute);
    if (mapped !== undefined && folder.read(mapped) !== undefined) return mapped;
  }
  const sources = build.stages
    .flatMap((stage) => stage.copies)
    .filter((copy) => copy.from === undefined)
    .flatMap((copy) => copy.sources);
  const copied = sources.find((source) => baseOf(source) === baseOf(named));
  for (const path of [copied, named.replace(/^\/+/, ''), baseOf(named)]) {
    const at = path === undefined ? undefined : normalise(folder, joinPath(build.context, path));
    if (at !== undefined && folder.read(at) !== undefined) return at;
  }
  return undefined;
}

function rankFiles(folder: Folder, files: readonly string[]): readonly RequirementsChoice[] {
  const runtime = files.filter(
    (file) => !NOT_RUNTIME.test(baseOf(file).replace(/requirements?/i, '')) && !/constraints/i.test(file),
  );
  return runtime
    .map((file) => ({ file, ...judge(folder, file) }))
    .sort((a, b) => a.rank - b.rank || (a.file < b.file ? -1 : 1))
    .map(({ file, reason }) => ({ file, reason }));
}

function judge(folder: Folder, file: string): { readonly rank: number; readonly reason: string } {
  const name = baseOf(file).toLowerCase();
  const isSource = name.endsWith('.in') ? 1 : 0;
  const label = folder.name.toLowerCase().replace(/[-_.]+/g, '.?');
  if (folder.name.length > 2 && file.startsWith('..') && new RegExp(`(?:^|[^a-z])${label}(?:[^a-z]|$)`).test(name)) {
    return { rank: 0 + isSource, reason: 'it bears the name of the service' };
  }
  if (name === 'requirements.txt') return { rank: 2, reason: 'requirements.txt' };
  if (/prod/.test(name)) return { rank: 4 + isSource, reason: 'it is for production' };
  if (/^requirements\.lock$/.test(name)) return { rank: 3, reason: 'a lock of requirements' };
  if (/^(?:base|main|common|app|requirements)\b/.test(name))
    return { rank: 6 + isSource, reason: 'the base requirements' };
  return { rank: 8 + isSource, reason: 'the only kind left' };
}

function unique(choices: readonly RequirementsChoice[]): readonly RequirementsChoice[] {
  const seen = new Set<string>();
  return choices.filter(({ file }) => !seen.has(file) && seen.add(file));
}
