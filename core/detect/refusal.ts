import type { Worker } from './fact-values.js';
import type { Fact } from './facts.js';
import type { Folder } from './folder.js';
import { buildScript } from './node/build-script.js';
import { type Member, workspaceOf } from './node/workspace.js';
import type { Found } from './python/python.js';
import { declaresWeb, WEB_FRAMEWORKS } from './service.js';

/** One line that says why a folder is no service, from what it does hold. */
export function explainRefusal(folder: Folder, packaging: Found, node: Found, worker?: Fact<Worker>): string {
  const files = folder.list();
  const place = worker?.evidence[0];
  if (worker !== undefined && place !== undefined && !declaresWeb(packaging)) {
    const { library, command } = worker.value;
    const what = library === 'loop' || library === 'schedule' ? 'a program that runs for ever' : `a ${library} worker`;
    return `${place.file}:${place.line} is ${what} (${command.join(' ')}) that no Dockerfile, Procfile or compose file starts`;
  }
  if (files.length === 0) return 'the folder is empty, or git ignores all that is in it';
  const python = files.filter((file) => file.endsWith('.py')).length;
  const reasons: string[] = [];
  const found = packaging.facts.dependencies?.evidence[0]?.file ?? packaging.facts.install?.evidence[0]?.file;
  // A manifest above tells about the repository, not about a folder without a line of Python.
  const manifest = found?.startsWith('..') && python === 0 ? undefined : found;
  const named = (packaging.facts.dependencies?.value ?? [])
    .map((one) => one.name)
    .filter((one) => WEB_FRAMEWORKS.has(one));
  if (manifest !== undefined) {
    const frameworks = named.length > 0 ? `${named.join(', ')} but` : 'no web framework and';
    reasons.push(`${manifest} names ${frameworks} no app was found in ${count(python, 'Python file')}`);
  } else if (python > 0) {
    reasons.push(`no app was found in ${count(python, 'Python file')}`);
  }
  if (files.includes('package.json')) {
    const why = node.trace.find((tried) => tried.rule === 'node-site')?.why;
    reasons.push(why ?? 'package.json builds no site');
  }
  if (reasons.length === 0) reasons.push('no package.json, no Python file and no langgraph.json');
  const members = files.includes('package.json') ? servicesBelow(folder) : [];
  if (members.length > 0) {
    const shown = members.slice(0, 4).join(', ');
    reasons.push(
      `it is the root of a workspace: name one of its packages (${shown}${members.length > 4 ? ', …' : ''})`,
    );
    return reasons.join('; ');
  }
  const kind = kindOf(folder, files);
  return [...reasons, ...(kind === undefined ? [] : [`it looks like ${kind}`])].join('; ');
}

/** Packages of the workspace whose root this is that build or start something. */
function servicesBelow(folder: Folder): readonly string[] {
  const workspace = workspaceOf(folder);
  if (workspace?.root !== '.') return [];
  const runs = (member: Member): boolean =>
    buildScript(member.manifest, folder) !== undefined || member.manifest.scripts.has('start');
  return workspace.members.filter(runs).map((member) => member.folder);
}

const DOCUMENT =
  /\.(?:md|mdx|rst|adoc|txt|pdf|docx?|html?|png|jpe?g|svg|gif)$|(?:^|\/)(?:LICENSE|NOTICE|CHANGELOG|AUTHORS)$/i;
const COMMANDS: readonly (readonly [file: string, pattern: RegExp, said: string])[] = [
  ['pyproject.toml', /^\s*\[(?:project|tool\.poetry)\.scripts\]/m, '[project.scripts]'],
  ['setup.py', /console_scripts/, 'console_scripts'],
  ['setup.cfg', /console_scripts/, 'console_scripts'],
  ['package.json', /^\s*"bin"\s*:/m, '"bin"'],
];
const LIBRARIES: typeof COMMANDS = [
  ['pyproject.toml', /^\s*\[build-system\]/m, '[build-system]'],
  ['setup.py', /\bsetup\s*\(/, 'setup()'],
  ['package.json', /^\s*"(?:exports|main|module|types)"\s*:/m, 'its entry for importers'],
];

/** What a folder is instead, by what its own manifest offers: commands, modules to import, or nothing but documents. */
function kindOf(folder: Folder, files: readonly string[]): string | undefined {
  if (files.every((file) => DOCUMENT.test(file))) return `documents (${count(files.length, 'file')})`;
  const shown = (table: typeof COMMANDS): string | undefined => {
    const hit = table.find(([file, pattern]) => files.includes(file) && pattern.test(folder.read(file) ?? ''));
    return hit && `${hit[2]} in ${hit[0]}`;
  };
  const command = shown(COMMANDS);
  if (command !== undefined) return `a command-line tool (${command})`;
  const library = shown(LIBRARIES);
  return library === undefined ? undefined : `a library (${library})`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
