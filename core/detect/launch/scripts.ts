import { parse as parseToml } from 'smol-toml';
import type { Folder } from '../folder.js';
import { type Found, type Origin, readLaunch } from './commands.js';
import { baseOf } from './paths.js';
import { readServer } from './server.js';
import { isRecord } from './yaml.js';

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Scripts of package.json that start a server. */
export function readPackageScripts(folder: Folder): readonly Found[] {
  const text = folder.read('package.json');
  const scripts = table(asJson(text), ['scripts']);
  return Object.entries(scripts).flatMap(([name, command]) => {
    if (typeof command !== 'string' || !/^(?:start|serve|server|prod|dev|backend|api|web)/.test(name)) return [];
    return readLaunch(
      folder,
      command,
      origin('package-script', 'package.json', text, `"${name}"`, `package-script-${name}`),
    );
  });
}

/** Tasks of pyproject.toml, the FastAPI entry point, Make and just targets, start scripts that nothing else names. */
export function readProjectScripts(folder: Folder): readonly Found[] {
  const found: Found[] = [];
  const text = folder.read('pyproject.toml');
  const project = asToml(text);
  const entry = table(project, ['tool', 'fastapi']).entrypoint;
  if (typeof entry === 'string') {
    const at = origin('manifest', 'pyproject.toml', text, 'entrypoint', 'fastapi-entrypoint');
    found.push(...readLaunch(folder, ['fastapi', 'run', '--entrypoint', entry], at));
  }
  for (const path of [
    ['tool', 'poe', 'tasks'],
    ['tool', 'taskipy', 'tasks'],
    ['tool', 'pdm', 'scripts'],
  ]) {
    for (const [name, task] of Object.entries(table(project, path))) {
      const command = typeof task === 'string' ? task : isRecord(task) ? (task.cmd ?? task.shell) : undefined;
      if (typeof command !== 'string') continue;
      found.push(
        ...servers(readLaunch(folder, command, origin('manifest', 'pyproject.toml', text, name, 'project-task'))),
      );
    }
  }
  for (const file of folder.list()) {
    const isScript =
      /^(?:(?:scripts|bin|docker|deploy)\/)?[\w.-]*(?:start|run|serve|boot|entrypoint|prod)[\w.-]*\.sh$/.test(file);
    const isMake = /^(?:GNUm|M|m)akefile$|^\.?[Jj]ustfile$/.test(file);
    if (!isScript && !isMake) continue;
    const content = folder.read(file) ?? '';
    const commands = isMake ? recipes(content) : content;
    const rule = isMake ? 'make-target' : 'start-script';
    const at: Origin = { source: 'script', file, line: 1, rule, environment: NOTHING };
    found.push(...servers(readLaunch(folder, commands, at, 1)));
  }
  return found.sort((a, b) => order(a) - order(b));
}

/** Recipe lines at their own line numbers, with `$(NAME)` and the leading `@` out of the way. */
function recipes(text: string): string {
  const environment = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/^([A-Za-z_]\w*)\s*[:?]?=\s*(.*)$/gm))
    environment.set(name, value.trim());
  return text
    .split('\n')
    .map((line) => (/^(?:\t| {2,})/.test(line) ? line.replace(/^\s*[@-]*/, '') : ''))
    .map((line) => line.replace(/\$[({](\w+)[)}]/g, (whole, name) => environment.get(String(name)) ?? whole))
    .join('\n');
}

function servers(found: readonly Found[]): readonly Found[] {
  return found.filter(({ launch }) => launch.app !== undefined || readServer(launch.words) !== undefined);
}

/** Development servers reload; what production starts comes before them. */
function order({ launch }: Found): number {
  const name = baseOf(launch.evidence.file);
  return launch.words.includes('--reload') || /dev|local|test/.test(name) ? 1 : 0;
}

function origin(
  source: Origin['source'],
  file: string,
  text: string | undefined,
  needle: string,
  rule: string,
): Origin {
  const line = (text ?? '').split('\n').findIndex((content) => content.trim().startsWith(needle)) + 1;
  return { source, file, line: Math.max(1, line), rule, environment: NOTHING };
}

function asJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asToml(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : parseToml(text);
  } catch {
    return undefined;
  }
}

function table(value: unknown, path: readonly string[]): Readonly<Record<string, unknown>> {
  let at = value;
  for (const key of path) at = isRecord(at) ? at[key] : undefined;
  return isRecord(at) ? at : {};
}
