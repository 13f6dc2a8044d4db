import type { Http } from './model.js';
import type { Probe, Probes } from './operation.js';

// Thirty seconds to start, the platform's standard (meta-template, section 5).
const STARTUP: Probe = { period: 2, failures: 15, timeout: 2 };
const LIVE: Probe = { period: 15, failures: 3, timeout: 3 };
export const READY: Probe = { period: 5, failures: 2, timeout: 2 };

/**
 * What the platforms ask. A path that nobody answers would keep each instance from starting: then the port is opened
 * instead. Where liveness and readiness have one path, a pod's liveness asks the port alone: it must not kill a pod
 * that is only not ready. Cloud Run's liveness takes no port (Cloud Run documentation, health checks). `listens`: false
 * for a process that opens no port at all.
 */
export function probesOf({ live, ready }: Http, listens: boolean): Probes {
  const startSeconds = STARTUP.period * STARTUP.failures;
  if (!listens) return { startSeconds, cloudRun: {}, kubernetes: {} };
  const paths = {
    live: live.by === 'nobody' ? {} : { path: live.path },
    ready: ready.by === 'nobody' ? {} : { path: ready.path },
  };
  const asksPath = live.by !== 'nobody';
  const isDistinct = live.path !== ready.path;
  return {
    startSeconds,
    cloudRun: {
      startup: { ...STARTUP, ...paths.ready },
      ...(asksPath ? { live: { ...LIVE, ...paths.live } } : {}),
    },
    kubernetes: {
      startup: { ...STARTUP, ...(asksPath ? paths.live : paths.ready) },
      ready: { ...READY, ...paths.ready },
      ...(asksPath && isDistinct ? { live: { ...LIVE, ...paths.live } } : ready.by === 'nobody' ? {} : { live: LIVE }),
    },
  };
}
