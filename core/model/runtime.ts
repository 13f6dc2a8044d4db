import { posix } from 'node:path';
import type { Facts } from '../detect/facts.js';
import { SCAFFOLD_PATHS } from '../options/service.js';
import type { Answers } from '../options.js';
import type { Http, Process, Runtime, Work } from './model.js';
import type { Check } from './neighbours.js';
import { READY } from './probes.js';
import type { Stack } from './stack.js';

/** Python that serves an app with nothing added: it obeys PORT, which no exec-form argument can. */
const direct = (app: string, graceSeconds: number, hidesPort: boolean): string => {
  const port = hidesPort ? "os.environ.pop('PORT')" : "os.environ['PORT']";
  const factory = app.endsWith('()');
  const target = factory ? app.slice(0, -2) : app;
  return [
    'import os, uvicorn;',
    `uvicorn.run('${target}', factory=${factory ? 'True' : 'False'}, host='0.0.0.0', port=int(${port}),`,
    `proxy_headers=True, forwarded_allow_ips='*', timeout_graceful_shutdown=${graceSeconds})`,
  ].join(' ');
};

const probe = (path: string): string =>
  `import os, urllib.request as r; r.urlopen(f"http://127.0.0.1:{os.environ['PORT']}${path}", timeout=2)`;

/** Below the time limit of the platform's probe, so that it gets an answer. */
const CHECK_SECONDS = READY.timeout * 0.75;

/** The paths of the service's own endpoints and who answers them. */
export function httpOf(stack: Stack, answers: Answers, facts: Facts): Http {
  const by = (fact: { readonly value: string } | undefined, path: string): 'app' | 'wrapper' =>
    fact?.value === path ? 'app' : 'wrapper';
  if (stack === 'node') {
    const [live, ready] = [answers['health-path'], answers['ready-path']];
    return {
      port: answers.port,
      live: { path: live, by: by(facts.healthPath, live) },
      ready: { path: ready, by: by(facts.readyPath, ready) },
      smoke: facts.basePath?.value ?? '/',
    };
  }
  if (stack === 'site') {
    return {
      port: answers.port,
      live: { path: answers['health-path'], by: 'server' },
      ready: { path: answers['ready-path'], by: 'server' },
      smoke: facts.basePath?.value ?? '/',
    };
  }
  const live = answers['health-path'];
  const ready = answers['ready-path'];
  const metrics = answers['metrics-path'];
  return {
    port: answers.port,
    live: { path: live, by: by(facts.healthPath, live) },
    ready: { path: ready, by: by(facts.readyPath, ready) },
    metrics: { path: metrics, by: by(facts.metricsPath, metrics) },
    // Google's front end answers paths that end in z itself (Cloud Run, known issues).
    smoke: live.endsWith('z') ? ready : live,
  };
}

/** A worker answers nothing but the platform's probes, and its launcher does that; a job answers nothing at all. */
export function workHttp(answers: Answers, { job }: Work): Http {
  const { live, ready } = SCAFFOLD_PATHS;
  const by = job === undefined ? 'wrapper' : 'nobody';
  return {
    port: answers.port,
    live: { path: live, by },
    ready: { path: ready, by },
    smoke: ready,
  };
}

/** The launcher of a worker or job: it needs no package, and answers for a worker alone. */
export function workRuntime({ live, ready }: Http, facts: Facts, { job }: Work): Runtime {
  return {
    protocol: job === undefined ? 'work' : 'job',
    app: '',
    ...(job === undefined ? { live: live.path, ready: ready.path } : {}),
    checks: [],
    checkSeconds: CHECK_SECONDS,
    ...(hidesPort(facts) ? { hidesPort: true } : {}),
    packages: [],
  };
}

/** The wrapper, when the app lacks a route or a server; undefined when the app answers everything itself. */
export function runtimeOf(answers: Answers, facts: Facts, http: Http, checks: readonly Check[]): Runtime | undefined {
  if (answers.service === 'frontend' || answers.app === undefined) return undefined;
  const protocol = facts.protocol?.value ?? 'asgi';
  const missing = [http.live, http.ready, http.metrics].filter((endpoint) => endpoint?.by === 'wrapper');
  const installed = new Set(facts.dependencies?.value.map((dependency) => dependency.name) ?? []);
  // aiohttp is a server itself.
  const server = protocol === 'aiohttp' ? undefined : protocol === 'wsgi' ? 'gunicorn' : 'uvicorn';
  if (missing.length === 0 && protocol === 'asgi' && installed.has('uvicorn')) return undefined;
  const wanted: Runtime['packages'] = [
    ...(server === undefined ? [] : ([server] as const)),
    ...(http.metrics?.by === 'wrapper' ? (['prometheus-client'] as const) : []),
    ...(protocol === 'agent' ? (['fastapi'] as const) : []),
  ];
  return {
    protocol,
    app: answers.app,
    ...(protocol === 'agent' && facts.agentLibrary !== undefined ? { agent: facts.agentLibrary.value } : {}),
    ...(http.live.by === 'wrapper' ? { live: http.live.path } : {}),
    ...(http.ready.by === 'wrapper' ? { ready: http.ready.path } : {}),
    ...(http.metrics?.by === 'wrapper' ? { metrics: http.metrics.path } : {}),
    checks: http.ready.by === 'wrapper' ? checks : [],
    ...(http.ready.by === 'wrapper' ? revisionsOf(facts, checks) : {}),
    checkSeconds: CHECK_SECONDS,
    ...(hidesPort(facts) ? { hidesPort: true } : {}),
    packages: wanted.filter((name) => !installed.has(name)),
  };
}

/** Where Alembic's revisions lie, for readiness that compares them with the database. */
function revisionsOf(facts: Facts, checks: readonly Check[]): Pick<Runtime, 'migrations'> {
  const found = facts.migrations?.value;
  if (found?.config === undefined || !checks.some(({ kind }) => kind === 'alembic')) return {};
  return { migrations: { config: found.config, folder: found.folder } };
}

/** A settings class means another port by PORT (a database's); Cloud Run sets it whatever the service wants. */
function hidesPort(facts: Facts): boolean {
  return facts.variables?.value.some((variable) => variable.name === 'PORT' && variable.captures === true) ?? false;
}

/** System folders that a mount would empty; what is written there is reported, not mounted. */
const SYSTEM = /^\/(?:$|bin|boot|dev|etc|lib|lib64|opt\/runtime|proc|root|sbin|sys|usr|tmp)(?:\/|$)/;

/**
 * Folders that the service writes before its first request, as places of the container: the outermost of nested ones,
 * and none that holds files of the image, for a mount would hide them.
 */
function writtenPlaces(facts: Facts, workdir: string): Process['writable'] {
  const writes = facts.writes;
  const places = (writes?.value ?? []).flatMap(({ folder, occupied }, index) => {
    const path = folder.startsWith('/') ? posix.normalize(folder) : posix.join(workdir, folder);
    if (occupied || path === workdir || workdir.startsWith(`${path}/`) || SYSTEM.test(path)) return [];
    // A path is put into YAML and shell; strange ones are for a person.
    if (!/^\/[A-Za-z0-9._/-]+$/.test(path)) return [];
    const at = writes?.evidence[index];
    return [{ path, megabytes: 64, why: `written in ${at?.file ?? ''}:${at?.line ?? 1}` }];
  });
  return places.filter(({ path }) => !places.some((other) => path.startsWith(`${other.path}/`)));
}

/** Command, health check and writable places of the container. */
export function processOf(
  answers: Answers,
  facts: Facts,
  http: Http,
  runtime: Runtime | undefined,
  graceSeconds: number,
  workdir: { readonly image: string; readonly process: string },
): Process {
  const temporary = { path: '/tmp', megabytes: 64, why: 'temporary files' } as const;
  if (answers.service === 'frontend') {
    return {
      command: ['/opt/site/site.sh'],
      healthcheck: ['/opt/site/site.sh', 'health'],
      writable: [{ ...temporary, why: 'the rendered configuration, buffers and the process id of nginx' }],
      stopSignal: 'SIGQUIT',
    };
  }
  return {
    command:
      runtime === undefined
        ? ['python', '-c', direct(answers.app ?? '', graceSeconds, hidesPort(facts))]
        : ['python', `${workdir.image}/deploy/runtime/serve.py`],
    ...(runtime?.protocol === 'job' ? {} : { healthcheck: ['python', '-c', probe(http.live.path)] }),
    writable: [temporary, ...writtenPlaces(facts, workdir.process)],
    stopSignal: 'SIGTERM',
  };
}
