import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { editOneLine } from './e2e-edit.js';
import { ask, healthy, ownCheck } from './e2e-http.js';
import {
  build,
  docker,
  filesOf,
  filesOfBase,
  lastBase,
  layersChanged,
  markStages,
  overBase,
  spellBytes,
  tail,
} from './e2e-image.js';
import { faultsInside, interpreterOf } from './e2e-inside.js';
import { findBrowser, openPage } from './e2e-page.js';
import type { Service } from './e2e-service.js';
import { saasfactory } from './golden-cases.js';
import { command, type Ended, tool } from './shared.js';

/** Columns of the table, in their order. */
export const COLUMNS = [
  ...['build', 'rebuild', 'layers', 'context', 'over base', 'user', 'version', 'files'],
  ...['boot', 'health', 'healthy after', 'route', 'page', 'stop', 'try'],
] as const;
export type Column = (typeof COLUMNS)[number];

/** What was seen of one service; the first thing that went wrong, in `problem`, ends it. */
export interface Proof {
  readonly cells: Readonly<Partial<Record<Column, string>>>;
  readonly problem?: string;
  /** Why what was seen proves nothing: another interpreter than the tag names. */
  readonly notShown?: string;
  /** Bytes of the context. */
  readonly sent?: number;
}

interface Answers {
  readonly [name: string]: unknown;
}

const GRACE = 10;
/** Seconds from the start until it answers. */
const HEALTHY_WITHIN = 10;

/** What `container --yes` decided for the service in this folder; it has then been written. */
export async function generate(folder: string, more: readonly string[] = []): Promise<Answers> {
  const report = JSON.parse(await saasfactory(['container', '--yes', '--json', ...more], folder)) as {
    services: { answers: Answers }[];
  };
  const base = tool('engine/base');
  // What it cannot make, the build names.
  if (base !== undefined) await command([base, '--from', join(folder, 'Dockerfile')]);
  return report.services[0]?.answers ?? {};
}

/** What grows while a service is looked at. */
interface Seen {
  readonly cells: Partial<Record<Column, string>>;
  notShown?: string;
  sent?: number;
}

/** Generates with --yes alone, builds, looks inside, runs strictly, asks, stops. Of the generator only its command is used. */
export async function prove(service: Service, folder: string): Promise<Proof> {
  const seen: Seen = { cells: {} };
  const { cells } = seen;
  const id = `saasfactory-e2e-${randomBytes(4).toString('hex')}`;
  const image = `${id}:local`;
  let problem: string | undefined;
  try {
    const answers = await generate(folder, service.flags);
    await buildAndLook(service, folder, answers, image, seen);
    await runAndAsk(service, answers, id, image, cells);
    if (service.tried === true) cells.try = await compareTry(folder);
  } catch (error) {
    const log = (await docker('logs', '--tail', '30', id)).all.trim();
    problem = `${error instanceof Error ? error.message : error}${log === '' || /No such container/.test(log) ? '' : `\n-- its log\n${log}`}`;
  } finally {
    await docker('rm', '--force', '--volumes', id);
    await docker('image', 'rm', '--force', image);
  }
  return { ...seen, ...(problem === undefined ? {} : { problem }) };
}

type Cells = Partial<Record<Column, string>>;

/** Two builds with an edit between them, then the file system of the second. */
async function buildAndLook(
  service: Service,
  folder: string,
  answers: Answers,
  image: string,
  seen: Seen,
): Promise<void> {
  const { cells } = seen;
  const file = join(folder, 'Dockerfile');
  const context = resolve(folder, String(answers.context ?? '.'));
  const base = lastBase(file);
  const unmark = markStages(file);
  const first = await build({ file, context, image, cold: true });
  cells.build = `${Math.round(first.seconds)} s`;
  seen.sent = first.sent;
  cells.context = spellBytes(first.sent);
  cells['over base'] = spellBytes(await overBase(image, base));
  cells.user = (await docker('image', 'inspect', '--format', '{{.Config.User}}', image)).out.trim();
  if (!/^[1-9]\d*(?::\d+)?$/.test(cells.user))
    throw new Error(`the image's user is ${cells.user || 'root'}, not a number above 0`);

  const edited = editOneLine(folder, typeof answers.app === 'string' ? answers.app : undefined, service.edit);
  const second = await build({ file, context, image, cold: false });
  unmark();
  cells.rebuild = `${second.seconds.toFixed(1)} s`;
  const changed = layersChanged(first, second);
  cells.layers = String(changed);
  if (changed !== 1) throw new Error(`a line more in ${edited} changes ${changed} layers, not 1`);

  const version = await interpreterOf(image, base);
  cells.version = version === undefined ? '-' : version.ran;
  const faults = faultsInside(await filesOf(image), await filesOfBase(base));
  cells.files = faults.length === 0 ? 'ok' : faults.join('; ');
  if (faults.length > 0) throw new Error(`files of the image: ${faults.join('; ')}`);
  if (version !== undefined && !version.agrees) seen.notShown = `${base} holds ${version.ran} on this engine`;
}

async function runAndAsk(service: Service, answers: Answers, id: string, image: string, cells: Cells): Promise<void> {
  const must = (ran: Ended, what: string): void => {
    if (ran.code !== 0) throw new Error(`${what}\n${tail(ran)}`);
  };
  const port = Number(answers.port) + 1000;
  const variables = Object.entries(service.env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  must(
    await docker(
      ...['run', '--detach', '--name', id, '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
      ...['--tmpfs', '/tmp', '--env', `PORT=${port}`, '--publish', `127.0.0.1::${port}`, ...variables, image],
    ),
    'the container does not start',
  );
  cells.boot = 'ok';
  const address = (await docker('port', id, `${port}/tcp`)).out.split('\n')[0]?.trim();
  const url = `http://${address}`;
  const healthPath = String(answers['health-path']);
  const seconds = await healthy(id, url + healthPath);
  // Said, not failed: the machine may be busy with other work.
  cells['healthy after'] = `${seconds.toFixed(1)} s${seconds > HEALTHY_WITHIN ? `, over ${HEALTHY_WITHIN}` : ''}`;
  const check = await ownCheck(id);
  if (check !== 0) throw new Error(`the image's own HEALTHCHECK ends with ${check}`);
  cells.health = `200 ${healthPath}`;
  const asked: string[] = [];
  for (const route of service.routes) asked.push(await ask(url, route));
  cells.route = asked[0] ?? '';
  if (answers.service === 'frontend') cells.page = await browse(service, url);
  const { logs } = service;
  if (logs !== undefined && !logs.test((await docker('logs', id)).all)) throw new Error(`its log holds no ${logs}`);

  const stopping = performance.now();
  must(await docker('stop', '--time', String(GRACE), id), 'docker stop');
  const code = (await docker('inspect', '--format', '{{.State.ExitCode}}', id)).out.trim();
  const took = ((performance.now() - stopping) / 1000).toFixed(1);
  if (code !== '0') throw new Error(`ended with ${code} after ${took} s, not 0 within ${GRACE} s`);
  cells.stop = `0 after ${took} s`;
}

/** The page as a browser shows it: no error, nothing refused by its policy, and the expected text. */
async function browse(service: Service, url: string): Promise<string> {
  const browser = await findBrowser();
  if (browser === undefined) return 'not run: no Chromium';
  const { path, holds } = service.page ?? { path: service.routes[0]?.path ?? '/', holds: '' };
  const page = await openPage(browser, url + path, holds);
  const told = (texts: readonly string[]) => texts.filter((text) => !(service.page?.excused?.test(text) ?? false));
  const refused = told(page.violations)[0];
  if (refused !== undefined) throw new Error(`${path} in the browser: ${refused}`);
  const wrong = told(page.errors);
  if (wrong[0] !== undefined) throw new Error(`${path} in the browser: ${wrong.join('\n')}`);
  if (page.text === '' || !page.text.includes(holds))
    throw new Error(`${path} in the browser shows ${JSON.stringify(page.text.slice(0, 200))}, not ${holds}`);
  return holds === '' ? 'no error' : `shows ${holds}`;
}

/** `saasfactory try` over the same folder must come to the same verdict. */
async function compareTry(folder: string): Promise<string> {
  const report = JSON.parse(await saasfactory(['try', '--json'], folder)) as {
    services?: { exit: number; steps: { name: string; ok: boolean }[] }[];
  };
  const entry = report.services?.[0];
  if (entry?.exit !== 0 || entry.steps.some((step) => !step.ok)) throw new Error(`try: ${JSON.stringify(entry)}`);
  return `runs, ${entry.steps.length} steps`;
}
