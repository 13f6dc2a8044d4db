import type { Model } from '../model/model.js';
import { ask, type Started } from './container.js';
import type { Engine } from './engine.js';
import { logEvidence } from './evidence.js';
import { explainStatus } from './sickness.js';
import type { Source } from './source.js';
import { Stopped } from './stopped.js';

/** Requests every path that the platforms and people ask for; `GET /health 200, …`. Throws Stopped at the first refusal. */
export async function answers(engine: Engine, started: Started, http: Model['http'], source: Source): Promise<string> {
  const wanted = new Map<string, number>([
    ...(http.live.by === 'nobody' ? [] : [[http.live.path, 400] as const]),
    ...(http.metrics === undefined ? [] : [[http.metrics.path, 400] as const]),
  ]);
  // The smoke path may ask for a log-in.
  if (!wanted.has(http.smoke)) wanted.set(http.smoke, 500);
  const seen: string[] = [];
  for (const [path, below] of wanted) {
    const { status } = await ask(started.url + path, 10);
    if (status === 0 || status >= below) {
      const log = (await engine.run(['logs', '--tail', '400', started.id])).all;
      throw new Stopped({ ...explainStatus(path, status, log, source), evidence: logEvidence(log) });
    }
    seen.push(`GET ${path} ${status}`);
  }
  return seen.join(', ');
}
