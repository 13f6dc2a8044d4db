import type { Facts } from '../detect/facts.js';
import type { Model } from '../model/model.js';
import { lastLine } from './beside.js';
import { explain } from './cause.js';
import { ask, type Health, type Listener, listeners, type Started } from './container.js';
import type { Engine } from './engine.js';
import type { TryFailure } from './report.js';
import { RUN_CAUSES } from './run-causes.js';
import type { Place, Source } from './source.js';

/** Characters of an answer that are shown. */
const SHOWN = 240;

/** Why a started container is not healthy: from its state, its log, and what listens inside. */
export async function explainSickness(
  engine: Engine,
  started: Started,
  path: string,
  health: Extract<Health, { ok: false }>,
  model: Model,
  facts: Facts,
  source: Source,
): Promise<TryFailure> {
  const log = (await engine.run(['logs', '--tail', '400', started.id])).all;
  if (health.state.outOfMemory) {
    return {
      message: `it needs more than ${model.resources.memoryMiB} MiB of memory to start`,
      hint: 'take a larger --tier, or load less at start',
    };
  }
  if (!health.state.running) {
    return (
      explain(RUN_CAUSES, log, source) ?? {
        message: `it ended with code ${health.state.code} after ${health.seconds.toFixed(1)} s: ${lastLine(log) || 'its log is empty'}`,
      }
    );
  }
  if (health.status === 0)
    return notAnswering(await listeners(engine, started.id), started, health, log, model, facts, source);
  const failure = explainStatus(path, health.status, log, source);
  // The app's own route knows what it waits for; most say it.
  const body = health.status >= 500 && failure.file === undefined ? await said(`${started.url}${path}`) : '';
  return body === '' ? failure : { ...failure, message: `${failure.message}: ${body}` };
}

/** The beginning of what a route answers, on one line; empty where it is a page, or nothing. */
async function said(url: string): Promise<string> {
  const text = (await ask(url, 3)).body.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
  return text.startsWith('<') ? '' : text.slice(0, SHOWN);
}

/** Why a request got the status it got. */
export function explainStatus(path: string, status: number, log: string, source: Source): TryFailure {
  if (status === 404) {
    return {
      message: `GET ${path} answers 404: the app has no such route`,
      hint: 'name the right one: --health-path /path',
    };
  }
  const cause = status >= 500 ? explain(RUN_CAUSES, log, source) : undefined;
  return cause === undefined
    ? { message: `GET ${path} answers ${status === 0 ? 'nothing' : status}` }
    : { ...cause, message: `GET ${path} answers ${status}: ${cause.message}` };
}

/** Where a port is written: the image's own command first, then the code, on a line that speaks of a port. */
function placeOfNumber(source: Source, port: number): Place | undefined {
  const exact = new RegExp(`(?<![\\d.])${port}(?![\\d.])`);
  const command = /^\s*(?:CMD|ENTRYPOINT)\b/;
  const speaks = (file: string) => (file === 'Dockerfile' ? command : /port|listen|bind|host/i);
  for (const file of [
    'Dockerfile',
    ...source.files.filter((each) => /\.(?:py|[cm]?[jt]s|json|toml|ya?ml)$/.test(each)),
  ]) {
    const lines = (source.read(file) ?? '').split('\n');
    const index = lines.findIndex((line) => exact.test(line) && speaks(file).test(line));
    if (index >= 0) return { file, line: index + 1 };
  }
  return undefined;
}

function notAnswering(
  open: readonly Listener[],
  started: Started,
  health: { readonly seconds: number },
  log: string,
  model: Model,
  facts: Facts,
  source: Source,
): TryFailure {
  const mine = open.find(({ port }) => port === started.port);
  const other = open.find(({ port }) => port !== started.port);
  if (mine?.loopback) {
    return {
      message: `it listens on 127.0.0.1:${started.port} only, where nothing from outside reaches it`,
      hint: 'listen on 0.0.0.0',
    };
  }
  if (mine === undefined && other !== undefined) {
    const found = facts.port?.value === other.port ? facts.port.evidence[0] : undefined;
    const evidence = found ?? placeOfNumber(source, other.port);
    return {
      message: `it listens on ${other.port} and not on the port in PORT (${started.port})`,
      ...(evidence === undefined ? {} : { file: evidence.file, line: evidence.line }),
      hint: 'read the port from the variable PORT',
    };
  }
  const cause = explain(RUN_CAUSES, log, source);
  if (cause !== undefined) return cause;
  const state = mine === undefined ? 'nothing listens' : 'it listens and does not answer';
  return {
    message: `${state} on port ${started.port} after ${Math.round(health.seconds)} s; the last line of its log: ${lastLine(log) || '(none)'}`,
    hint: `start faster: the platforms wait ${model.probes.startSeconds} s`,
  };
}
