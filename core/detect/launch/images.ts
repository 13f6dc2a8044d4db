import type { Folder } from '../folder.js';
import type { Build, Builds } from './builds.js';
import { type Found, type Origin, readLaunch } from './commands.js';
import type { ComposeService } from './compose.js';
import type { Start } from './dockerfile-arguments.js';
import type { Launch } from './launch.js';
import { lineText } from './paths.js';
import { portOf } from './server.js';

/** What a build starts when compose does not say otherwise. */
export function readImageStarts(folder: Folder, { builds }: Builds): readonly Found[] {
  return builds.flatMap((build) => {
    const { entrypoint, command, environment, workdir } = build.final;
    const directory = build.toRepository(workdir);
    const origin = (start: Start, rule: string): Origin => ({
      source: 'dockerfile',
      file: build.file,
      line: start.line,
      rule,
      environment,
      toRepository: build.toRepository,
      ...(directory === undefined ? {} : { directory }),
    });
    return joinStarts(entrypoint, command).flatMap(({ start, rule }) =>
      readLaunch(folder, start.text ?? start.words ?? [], origin(start, rule)),
    );
  });
}

/** An entrypoint that is a launcher takes the command as its arguments; a script usually ends in `exec "$@"`. */
function joinStarts(
  entrypoint: Start | undefined,
  command: Start | undefined,
): readonly { start: Start; rule: string }[] {
  const cmd = command ? [{ start: command, rule: 'dockerfile-cmd' }] : [];
  if (!entrypoint) return cmd;
  const isScript = /\.sh["']?$|entrypoint|^\/?\.?\/[\w./-]+$/.test(entrypoint.words?.[0] ?? entrypoint.text ?? '');
  if (isScript) return [...cmd, { start: entrypoint, rule: 'dockerfile-entrypoint' }];
  const words = [...(entrypoint.words ?? []), ...(command?.words ?? [])];
  const joined = entrypoint.words ? { words, line: entrypoint.line } : entrypoint;
  return [{ start: joined, rule: 'dockerfile-entrypoint' }];
}

/** Commands that compose files give to services built from the folder. */
export function readComposeStarts(folder: Folder, { builds }: Builds): readonly Found[] {
  return builds.flatMap((build) =>
    build.compose.flatMap((service) => {
      const command = service.command ?? service.entrypoint;
      if (command === undefined) return [];
      const workdir = service.workdir ?? build.final.workdir;
      const directory = mounted(service, workdir) ?? build.toRepository(workdir);
      return readLaunch(folder, command, {
        source: 'compose',
        file: service.file,
        line: service.command === undefined ? service.lines.service : service.lines.command,
        rule: 'compose-command',
        environment: new Map([...build.final.environment, ...service.environment]),
        toRepository: (path) => mounted(service, path) ?? build.toRepository(path),
        ...(directory === undefined ? {} : { directory }),
      });
    }),
  );
}

function mounted(service: ComposeService, path: string): string | undefined {
  return service.mounts.find((mount) => mount.target.replace(/\/+$/, '') === path)?.source;
}

/** EXPOSE of the final stages, then their PORT, and the port of a base image that brings its server, as compose sets it. */
export function readExposed(folder: Folder, { builds }: Builds): readonly Launch[] {
  return builds.flatMap(({ file, final, text, compose }) => {
    const exposed = final.exposes.map(({ port, line }) =>
      portOnly(folder, 'dockerfile', file, line, 'dockerfile-expose', port),
    );
    const given = portOf(final.environment.get('PORT'));
    if (given !== undefined)
      exposed.push(portOnly(folder, 'dockerfile', file, lineOf(text, 'PORT'), 'dockerfile-env-port', given));
    const isServed = given === undefined && final.command === undefined && SERVER_IMAGE.test(final.image);
    if (!isServed) return exposed;
    const told = compose.find(({ environment }) => portOf(environment.get('PORT')) !== undefined);
    const port = portOf(told?.environment.get('PORT'));
    const own =
      told === undefined || port === undefined
        ? portOnly(folder, 'dockerfile', file, final.imageLine, 'dockerfile-base-image', 80)
        : portOnly(folder, 'compose', told.file, told.lines.service, 'compose-environment', port);
    return [...exposed, own];
  });
}

/** The last line that sets a variable. */
function lineOf(text: string, name: string): number {
  const set = new RegExp(`\\b${name}[= ]`);
  return Math.max(1, text.split('\n').findLastIndex((line) => set.test(line)) + 1);
}

/** Images that start a Python server by themselves, on `$PORT` or 80: https://github.com/tiangolo/uvicorn-gunicorn-docker. */
const SERVER_IMAGE = /(?:^|\/)tiangolo\/(?:uvicorn|meinheld)-gunicorn(?:-\w+)?(?:[:@]|$)/;

/** Container ports of services that are built from the folder; a worker beside the app publishes none of its own. */
export function readPublished(folder: Folder, { builds }: Builds): readonly Launch[] {
  return builds.flatMap((build) =>
    build.compose
      .filter((service) => !isTool(service, build))
      .flatMap((service) =>
        service.ports.map(({ port, line }) => portOnly(folder, 'compose', service.file, line, 'compose-ports', port)),
      ),
  );
}

/** A dashboard or a worker built from the same folder (`flower`, a celery worker) says nothing about the app's port. */
function isTool(service: ComposeService, build: Build): boolean {
  const command = [service.command ?? service.entrypoint ?? build.final.command?.words ?? ''].flat().join(' ');
  return /\b(?:flower|celery|rq|dramatiq|arq|streamlit|beat|worker|jupyter|mlflow)\b/.test(command);
}

/** A launch that only says a port. */
export function portOnly(
  folder: Folder,
  source: Launch['source'],
  file: string,
  line: number,
  rule: string,
  port: number,
): Launch {
  const evidence = { file, line, rule, text: lineText(folder.read(file), line) };
  return { source, words: [], evidence, port };
}
