import { posix } from 'node:path';
import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Launch } from '../launch/launch.js';
import { type Command, commandsOf, splitScript } from './commands.js';
import { servedConfiguration } from './framework-servers.js';
import { Json, type Manifest, presence } from './manifest.js';

/** Flags of Node whose value is the next word: a file to load first, not the program. */
export const WITH_VALUE = new Set(['-r', '--require', '--import', '--loader', '--experimental-loader']);
const RUNNERS = new Set(['node', 'tsx', 'ts-node', 'ts-node-dev', 'nodemon', 'bun', 'deno', 'swc-node', 'nest']);

/** A program of the project. */
export interface Started {
  /** Its source file. */
  readonly entry: string;
  readonly words: readonly string[];
  /** The folder that the build writes, where what starts it says so. */
  readonly output?: string;
}

/** The program that the start script or the image starts, as its source file. */
export function startOf(
  folder: Folder,
  manifest: Manifest,
  launches: readonly Launch[],
): (Started & { readonly evidence: Evidence }) | undefined {
  for (const script of STARTS) {
    for (const command of commandsOf(script, manifest.scripts)) {
      const started = programOf(command, folder);
      if (started !== undefined)
        return { ...started, evidence: manifest.json.evidence('start-script', 'scripts', script) };
    }
  }
  for (const launch of launches) {
    for (const command of launch.source === 'package-script' ? [] : splitScript(launch.words.join(' '))) {
      const started = programOf(command, folder);
      if (started !== undefined) return { ...started, evidence: launch.evidence };
    }
  }
  // What `npm start` runs where no script says.
  const isUsual = !manifest.scripts.has('start') && folder.list().includes('server.js');
  return isUsual
    ? { entry: 'server.js', words: ['node', 'server.js'], evidence: presence(folder, 'server.js', 'npm-start-default') }
    : undefined;
}

/** Scripts that start what is shipped, the one that says so most plainly first. */
const STARTS = ['start:prod', 'start:production', 'start', 'serve', 'prod', 'production', 'start-server'];

/** The program that a command starts: its source, and the command without a process manager in front. */
function programOf(command: Command, folder: Folder): Started | undefined {
  const managed = command.name === 'pm2' || command.name === 'pm2-runtime';
  const rest = command.args[0] === 'start' ? command.args.slice(1) : command.args;
  if (managed) {
    const file = rest.find((arg) => !arg.startsWith('-'));
    const apps = file?.endsWith('.json') === true ? Json.read(folder, posix.normalize(file)) : undefined;
    const script = apps === undefined ? file : (apps.string('apps', 0, 'script') ?? apps.string('apps', 'script'));
    const entry = script === undefined ? undefined : sourceOf(posix.normalize(script), folder);
    return entry === undefined || script === undefined
      ? undefined
      : { entry, words: ['node', posix.normalize(script)] };
  }
  if (command.name === 'nx') return nxServer(command, folder);
  const served = servedConfiguration(command, folder);
  if (served !== undefined) return { entry: served, words: [command.name, ...command.args] };
  const entry = entryOf(command, folder) ?? builtEntry(command);
  return entry === undefined ? undefined : { entry, words: [command.name, ...command.args] };
}

/** `nx serve` of a Node project: the program that its build target is made of, as the build leaves it. */
function nxServer(command: Command, folder: Folder): Started | undefined {
  const [verb = '', named] = command.args.filter((arg) => !arg.startsWith('-'));
  if (verb !== 'serve' && verb !== 'start') return undefined;
  const files = folder.list().filter((file) => posix.basename(file) === 'project.json');
  for (const file of files) {
    const json = Json.read(folder, file);
    const option = (key: string): string | undefined => json?.string('targets', 'build', 'options', key);
    const main = option('main');
    const isNode = option('platform') === 'node' || option('target') === 'node';
    // Without a name the project of the folder itself is meant.
    const isOwn = file === 'project.json' || files.length === 1;
    const isMeant = named === undefined ? isOwn : json?.string('name') === named;
    if (main === undefined || !isNode || !isMeant || folder.read(main) === undefined) continue;
    const stem = posix.basename(main, posix.extname(main));
    const output = posix.normalize(option('outputPath') ?? 'dist');
    return { entry: main, words: ['node', posix.join(output, `${stem}.js`)], output };
  }
  return undefined;
}

/** What Nitro's builds leave, and are started by: no source stands behind it under another name. */
function builtEntry(command: Command): string | undefined {
  const file = command.name === 'node' ? command.args.find((arg) => arg.endsWith('/server/index.mjs')) : undefined;
  return file === undefined ? undefined : posix.normalize(file);
}

/** The file that a command starts; one that the build makes is traced to its source. */
function entryOf(command: Command, folder: Folder): string | undefined {
  if (!RUNNERS.has(command.name)) return undefined;
  if (command.name === 'nest') return command.args[0] === 'start' ? sourceOf('dist/main.js', folder) : undefined;
  const plain = command.args.filter(
    (arg, index) =>
      !arg.startsWith('-') && arg !== 'run' && arg !== 'watch' && !WITH_VALUE.has(command.args[index - 1] ?? ''),
  );
  const file = plain.find((arg) => arg.includes('.') || arg.includes('/')) ?? plain[0];
  const path = posix.normalize(file ?? '');
  // `node .` starts what the package names as its main file.
  const main =
    file !== undefined && path === '.' ? (Json.read(folder, 'package.json')?.string('main') ?? 'index.js') : path;
  return file === undefined ? undefined : sourceOf(posix.normalize(main), folder);
}

function sourceOf(file: string, folder: Folder): string | undefined {
  const stem = ['.js', '.mjs', '.cjs', '.ts', '.mts'].reduce(
    (name, ending) => (name.endsWith(ending) ? name.slice(0, -ending.length) : name),
    file,
  );
  const inner = stem.split('/').slice(1).join('/');
  const names = [
    file,
    ...[
      stem,
      `${stem}/index`,
      `src/${inner}`,
      inner,
      `${posix.dirname(inner)}/src/${posix.basename(inner)}`,
      `src/${posix.basename(stem)}`,
      posix.basename(stem),
    ].flatMap((name) => ['.ts', '.js', '.mjs', '.mts', '.tsx'].map((ending) => `${name}${ending}`)),
  ];
  const files = new Set(folder.list());
  return names.find((name) => files.has(name));
}
