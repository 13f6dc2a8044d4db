import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { PACKAGE_ROOT } from '../core/package-root.js';

// node dist/scripts/command-table.js: writes test/data/{docker,gcloud,kubectl}.json, the commands and flags that the
// tools' own help names. The groups are chosen here by topic; what deploy/scripts calls has no say in it.
const GROUPS = [
  'run services',
  'run revisions',
  'run jobs',
  'run jobs executions',
  'beta run worker-pools',
  'artifacts docker images',
  'artifacts docker tags',
  'logging',
  'scheduler jobs',
  'scheduler jobs create',
  'scheduler jobs update',
];

const DOCKER_GROUPS = ['image', 'buildx', 'buildx imagetools'];

interface Table {
  readonly version: string;
  /** Flags that every command takes. */
  readonly wide: readonly string[];
  readonly commands: Readonly<Record<string, readonly string[]>>;
}

async function help(tool: string, ...words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(tool, words, { maxBuffer: 1 << 26 });
  // gcloud sets its headings in bold.
  return stripVTControlCharacters(stdout);
}

const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort((a, b) => (a < b ? -1 : 1));
const flags = (text: string): readonly string[] => sorted(text.match(/(?<![\w-])--[a-z][a-z0-9-]*/g) ?? []);

/** The text of one section of gcloud's help, to the next heading. */
function section(text: string, name: string): string {
  const from = text.indexOf(`\n${name}\n`);
  if (from < 0) return '';
  const rest = text.slice(from + name.length + 2);
  const end = rest.search(/\n[A-Z]/);
  return end < 0 ? rest : rest.slice(0, end);
}

/** Names that gcloud's help lists below COMMANDS: five spaces, the name alone on its line. */
const listed = (text: string): readonly string[] =>
  [...section(text, 'COMMANDS').matchAll(/^ {5}([a-z][a-z0-9-]*)$/gm)].map((match) => match[1] ?? '');

async function gcloud(): Promise<Table> {
  const commands: Record<string, readonly string[]> = {};
  for (const group of GROUPS) {
    for (const name of listed(await help('gcloud', ...group.split(' '), '--help'))) {
      // The synopsis names every flag of a command, and no flag of another one.
      const text = await help('gcloud', ...group.split(' '), name, '--help');
      commands[`${group} ${name}`] = flags(section(text, 'SYNOPSIS'));
    }
  }
  const wide = flags(section(await help('gcloud', 'run', 'services', 'list', '--help'), 'GCLOUD WIDE FLAGS'));
  const lists = flags(section(await help('gcloud', 'topic', 'command-conventions'), 'FLAGS'));
  const version = /Google Cloud SDK (\S+)/.exec(await help('gcloud', 'version'))?.[1] ?? '';
  return { version, wide: sorted([...wide, ...lists]), commands };
}

async function kubectl(): Promise<Table> {
  const commands: Record<string, readonly string[]> = {};
  const names = (text: string): readonly string[] =>
    [...text.matchAll(/^ {2}([a-z][a-z-]*) {2,}\S/gm)].map((match) => match[1] ?? '');
  for (const name of names(await help('kubectl', '--help'))) {
    const text = await help('kubectl', name, '--help');
    const below = /^Available Commands:\n([\s\S]*?)\n\n/m.exec(text)?.[1];
    // Some, such as apply, are a command and hold others; rollout does nothing alone.
    if (!/^ +kubectl \S+ SUBCOMMAND/m.test(text)) commands[name] = options(text);
    if (below !== undefined)
      for (const sub of names(below)) commands[`${name} ${sub}`] = options(await help('kubectl', name, sub, '--help'));
  }
  const version = /Client Version: v?(\S+)/.exec(await help('kubectl', 'version', '--client'))?.[1] ?? '';
  return { version, wide: options(await help('kubectl', 'options')), commands };
}

/** Flags that kubectl's help describes: `    --dry-run='none':` or `-f, --filename=[]:` at the start of a line. */
const options = (text: string): readonly string[] =>
  sorted([...text.matchAll(/^ +(?:-\w, )?(--[a-z][a-z0-9-]*)=/gm)].map((match) => match[1] ?? ''));

async function docker(): Promise<Table> {
  const commands: Record<string, readonly string[]> = {};
  // Commands of a plugin carry a star.
  const names = (text: string): readonly string[] =>
    [...text.matchAll(/^ {2}([a-z][a-z-]*)\*? {2,}\S/gm)].map((match) => match[1] ?? '');
  const described = (text: string): readonly string[] =>
    sorted([...text.matchAll(/^ +(?:-\w, )?(--[a-z][a-z0-9-]*)(?:\s|$)/gm)].map((match) => match[1] ?? ''));
  for (const group of [[], ...DOCKER_GROUPS.map((name) => name.split(' '))]) {
    for (const name of names(await help('docker', ...group, '--help'))) {
      const words = [...group, name];
      const text = await help('docker', ...words, '--help');
      // What only holds others does nothing alone.
      if (!/^Usage: .* COMMAND$/m.test(text)) commands[words.join(' ')] = described(text);
    }
  }
  const version = [await help('docker', '--version'), await help('docker', 'buildx', 'version')]
    .map((text) => /\d+\.\d+\.\d+/.exec(text)?.[0])
    .join(', buildx ');
  // Flags of docker itself stand before the command.
  return { version, wide: [], commands };
}

mkdirSync(join(PACKAGE_ROOT, 'test', 'data'), { recursive: true });
for (const [name, table] of [
  ['docker', await docker()],
  ['kubectl', await kubectl()],
  ['gcloud', await gcloud()],
] as const) {
  const commands = Object.fromEntries(Object.entries(table.commands).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(
    join(PACKAGE_ROOT, 'test', 'data', `${name}.json`),
    `${JSON.stringify({ ...table, commands }, null, 2)}\n`,
  );
  console.log(`${name} ${table.version}: ${Object.keys(commands).length} commands`);
}
