import type { Facts } from '../detect/facts.js';
import { SCAFFOLD_PATHS } from '../options/service.js';
import type { Endpoint, Http } from './model.js';

const SCAFFOLD: readonly string[] = Object.values(SCAFFOLD_PATHS);

/** The endpoints of an image whose Dockerfile a person wrote: nothing of ours runs in it. */
export function ownHttp(http: Http): Http {
  if (http.live.by === 'server') {
    // Any web server has the first page.
    const page = { path: http.smoke, by: 'app' } as const;
    return { ...http, live: page, ready: page };
  }
  const live = own(http.live);
  const shown = own(http.ready);
  // One route has to serve both questions.
  const ready = shown.by === 'nobody' ? live : shown;
  const metrics = http.metrics && own(http.metrics);
  const { metrics: _, ...rest } = http;
  const asked = [live, ready].find(({ by, path }) => by === 'app' && !path.endsWith('z'));
  return {
    ...rest,
    live,
    ready,
    ...(metrics?.by === 'app' ? { metrics } : {}),
    smoke: asked?.path ?? '/',
  };
}

/** A path that a person gave is answered, since only the scaffold's own need the scaffold. */
function own({ path, by }: Endpoint): Endpoint {
  if (by === 'app') return { path, by };
  return { path, by: SCAFFOLD.includes(path) ? 'nobody' : 'app' };
}

/** What a person should know of an image that starts without the launcher under deploy/runtime. */
export function ownImageNotes(facts: Facts, offered: Http, http: Http, listens: boolean): readonly string[] {
  const start = facts.ownImage?.evidence[0];
  if (start === undefined) return [];
  const lost = [offered.live, offered.ready, ...(offered.metrics ? [offered.metrics] : [])].filter(
    ({ path, by }) =>
      by === 'wrapper' && ![http.live, http.ready, http.metrics].some((one) => one?.path === path && one.by === 'app'),
  );
  if (lost.length === 0) return [];
  const paths = lost.map(({ path }) => path).join(', ');
  return [
    `${start.file}:${start.line} is yours and does not start deploy/runtime, which would answer ${paths}: the platforms ${listens ? `ask ${asked(http)} instead` : 'see no more than whether it runs'}`,
  ];
}

function asked({ live, ready }: Http): string {
  const paths = [...new Set([live, ready].filter(({ by }) => by === 'app').map(({ path }) => path))];
  return paths.length === 0 ? 'whether the port is open' : paths.join(' and ');
}
