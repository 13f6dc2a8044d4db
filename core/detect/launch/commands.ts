import type { Folder } from '../folder.js';
import { findFile, place } from './find-file.js';
import { environmentPort, serverTarget } from './from-environment.js';
import type { Launch } from './launch.js';
import { endsWith, hasModule } from './modules.js';
import { baseOf, isThere, joinPath, lineText, normalise } from './paths.js';
import { readServer } from './server.js';
import { configuredPort } from './server-file.js';
import { readCommands } from './shell.js';
import { unwrap } from './unwrap.js';

/** Where a command was found, and what is known of the place in which it runs. */
export interface Origin {
  readonly source: Launch['source'];
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  /** Folder in which it runs, relative to the service folder. */
  readonly directory?: string;
  readonly environment: ReadonlyMap<string, string>;
  /** Where a path of the image lies in the repository. */
  readonly toRepository?: (imagePath: string) => string | undefined;
}

/** A launch with what ranking needs. */
export interface Found {
  readonly launch: Launch;
  /** Names a module or file that is not there. */
  readonly isStale: boolean;
  /** The server's own port when nothing says one. */
  readonly defaultPort?: number;
}

/** Launches of a shell text, or of an exec form given as words. Entry scripts are followed two levels deep. */
export function readLaunch(
  folder: Folder,
  command: string | readonly string[],
  origin: Origin,
  depth = 0,
): readonly Found[] {
  const environment = new Map(origin.environment);
  if (typeof command !== 'string') {
    // monofy reads operators among its words as a shell would, `|||` for programs side by side.
    const line = baseOf(command[0] ?? '') === 'monofy' ? command.slice(1).join(' ').replaceAll('|||', '&') : undefined;
    return line === undefined
      ? readWords(folder, command, origin, environment, depth)
      : readLaunch(folder, line, origin, depth + 1);
  }
  let directory = origin.directory;
  return readCommands(command, environment).flatMap(({ words, line }) => {
    if (words[0] === 'cd' && words[1] !== undefined && !words[1].startsWith('$')) {
      directory = place(folder, words[1], origin, directory) ?? directory;
      return [];
    }
    const at = { ...origin, line: origin.line + line, ...(directory === undefined ? {} : { directory }) };
    return readWords(folder, words, at, environment, depth);
  });
}

function readWords(
  folder: Folder,
  words: readonly string[],
  origin: Origin,
  environment: ReadonlyMap<string, string>,
  depth: number,
): readonly Found[] {
  const bare = unwrap(words);
  const head = baseOf(bare[0] ?? '');
  if (/^(?:ba|da|z|a)?sh$/.test(head)) {
    const flag = bare.findIndex((word, i) => i > 0 && /^-[a-z]*c$/.test(word));
    const inner = { ...origin, environment };
    if (flag > 0) return readLaunch(folder, bare[flag + 1] ?? '', inner, depth + 1);
    const script = bare.slice(1).find((word) => !word.startsWith('-'));
    return script === undefined ? [] : followScript(folder, script, origin, environment, depth);
  }
  if (bare[0] === '.' || bare[0] === 'source') return followScript(folder, bare[1] ?? '', origin, environment, depth);
  const followed = /\/|\.sh$/.test(bare[0] ?? '')
    ? followScript(folder, bare[0] ?? '', origin, environment, depth)
    : [];
  if (followed.length > 0) return followed;
  if (head === 'supervisord' || head === 'uwsgi') {
    const configured = followConfiguration(folder, head, bare, origin, environment);
    if (configured.length > 0) return configured;
  }
  return [describe(folder, bare, origin, environment)];
}

function describe(
  folder: Folder,
  words: readonly string[],
  origin: Origin,
  environment: ReadonlyMap<string, string>,
): Found {
  const server = readServer(words);
  const { app, file } = serverTarget(server, environment);
  const inner =
    server?.directory === undefined ? origin.directory : place(folder, server.directory, origin, origin.directory);
  const bound =
    server?.port === undefined ? configuredPort(folder, server, (name) => findFile(folder, name, origin)) : undefined;
  const port = server?.port ?? bound?.port ?? environmentPort(server?.server, environment);
  const text = lineText(folder.read(origin.file), origin.line) || words.join(' ').slice(0, 120);
  const launch: Launch = {
    source: origin.source,
    words,
    evidence: { file: origin.file, line: origin.line, rule: origin.rule, text },
    ...(app === undefined ? {} : { app }),
    ...(inner === undefined ? {} : { directory: inner }),
    ...(port === undefined ? {} : { port }),
    ...(bound === undefined ? {} : { portEvidence: bound.evidence }),
  };
  const places = inner === undefined ? ['.'] : [inner, '.'];
  const isStale =
    (app !== undefined && !hasModule(folder, app.split(':')[0] ?? '', places)) ||
    (file !== undefined &&
      !places.some((one) => isThere(folder, normalise(folder, joinPath(one, file)))) &&
      !endsWith(folder, file));
  // The platform of a Procfile gives PORT, and gunicorn takes it by itself.
  const isGiven = origin.source === 'procfile' && server?.server === 'gunicorn';
  const usesDefault = port === undefined && server?.defaultPort !== undefined && !isGiven;
  return { launch, isStale, ...(usesDefault ? { defaultPort: server.defaultPort } : {}) };
}

function followScript(
  folder: Folder,
  script: string,
  origin: Origin,
  environment: ReadonlyMap<string, string>,
  depth: number,
): readonly Found[] {
  const file = depth > 2 ? undefined : findFile(folder, script, origin);
  const text = file === undefined ? undefined : folder.read(file);
  if (file === undefined || text === undefined || /\.py$/.test(file)) return [];
  if (!file.endsWith('.sh') && !text.startsWith('#!') && !file.endsWith('.bash')) return [];
  if (/^#!.*\b(?:python|node|ruby|perl)/.test(text)) return [];
  const inner: Origin = { ...origin, source: 'script', file, line: 1, rule: 'entry-script', environment };
  // `$PORT`, `$APP`: scripts set them before use, so the environment is handed on, not shared.
  return readLaunch(folder, text, inner, depth + 1).filter((found) => isStart(found.launch));
}

/** A command of a script that starts something, as opposed to echo, mkdir and migrations. */
function isStart(launch: Launch): boolean {
  if (launch.app !== undefined || launch.port !== undefined) return true;
  const head = baseOf(launch.words[0] ?? '');
  return (
    readServer(launch.words) !== undefined ||
    /^(?:celery|rq|arq|dramatiq|node|npm|pnpm|yarn|bun|streamlit|chainlit|gradio|langgraph|adk)$/.test(head)
  );
}

function followConfiguration(
  folder: Folder,
  server: string,
  words: readonly string[],
  origin: Origin,
  environment: ReadonlyMap<string, string>,
): readonly Found[] {
  const named =
    words.slice(1).find((word) => /\.(?:conf|ini)$/.test(word)) ??
    (server === 'supervisord' ? 'supervisord.conf' : undefined);
  const file = named === undefined ? undefined : findFile(folder, named, origin);
  const text = file === undefined ? undefined : folder.read(file);
  if (file === undefined || text === undefined) return [];
  const lines = text.split('\n');
  if (server === 'supervisord') {
    return lines.flatMap((content, i) => {
      const command = /^\s*command\s*=\s*(.+)$/.exec(content)?.[1];
      const inner: Origin = { ...origin, source: 'script', file, line: i + 1, rule: 'supervisor-program', environment };
      return command === undefined ? [] : readLaunch(folder, command, inner, 2);
    });
  }
  const options = lines.flatMap((content) => {
    const pair = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(content);
    return pair ? [`--${pair[1]}=${pair[2]}`] : [];
  });
  const line = lines.findIndex((content) => /^\s*(?:module|wsgi-file|wsgi)\s*=/.test(content)) + 1;
  const inner: Origin = { ...origin, source: 'script', file, line: Math.max(1, line), rule: 'uwsgi-configuration' };
  return [
    describe(folder, ['uwsgi', ...options.map((one) => one.replace(/^--wsgi=/, '--module='))], inner, environment),
  ];
}
