import { posix } from 'node:path';
import type { Detection } from '../detect/detection.js';
import type { Facts } from '../detect/facts.js';
import { Failure } from '../errors.js';
import type { Answers } from '../options.js';
import { cacheOf } from './cache.js';
import { checksOf } from './checks.js';
import { dataOf } from './data.js';
import { environmentsOf } from './environments.js';
import { growthOf } from './growth.js';
import { migrateOf } from './migrate.js';
import type { Image, Model } from './model.js';
import { networkOf } from './network.js';
import { isBuiltIn, nodeBuild, nodeNotes, nodeProcess } from './node.js';
import type { Drain } from './operation.js';
import { ownHttp, ownImageNotes } from './own-image.js';
import { planOf } from './plan.js';
import { probesOf } from './probes.js';
import { pythonBuild } from './python.js';
import { rolloutOf } from './rollout.js';
import { httpOf, processOf, runtimeOf } from './runtime.js';
import { secretsOf, settingsOf } from './settings.js';
import { siteBuild } from './site.js';
import { sizing } from './sizing.js';
import { stackOf } from './stack.js';
import { TITLES } from './titles.js';

/** Where the service lies and how it is called, beside answers and facts. */
export interface Place {
  /** The service folder relative to the repository, `.` for its root. */
  readonly folder: string;
  /** The repository has an ai_docs/tasks folder: task documents go there. */
  readonly aiDocs: boolean;
  /** Version of the generator. */
  readonly generator: string;
}

/** Over 10,000, as the linters of Kubernetes want it, and the number that distroless images call nonroot. */
const USER = 65532;

/** Answers and facts to the one description that every output is rendered from. Throws Failure where they contradict. */
export function buildModel(answers: Answers, detection: Detection, place: Place): Model {
  const { facts } = detection;
  const stack = stackOf(answers, facts);
  if (stack === 'python' && answers.app === undefined) {
    throw new Failure('no app was found and none was given', {
      code: 'no-app',
      file: '--app',
      hint: `name it: saasfactory container --service ${answers.service} --app package.module:attribute`,
    });
  }
  const prefix = answers['base-registry'] === undefined ? '' : `${answers['base-registry'].replace(/\/+$/, '')}/`;
  const image = imageOf(answers, facts, place);
  const offered = httpOf(stack, answers, facts);
  const http = image.own ? ownHttp(offered) : offered;
  // Where the process of the image that runs starts; the scaffold's own Dockerfile, shown by --diff, has another.
  const workdir = facts.ownImage?.value ?? image.workdir;
  const data = dataOf(answers, facts);
  const cache = stack === 'site' ? undefined : cacheOf(facts);
  const migrate = data?.local === undefined || stack !== 'python' ? undefined : migrateOf(answers, facts, workdir);
  const runtime = runtimeOf(answers, facts, offered, checksOf(data, cache));
  const variables = facts.variables?.value ?? [];
  const port = portVariable(answers, facts);
  const build =
    stack === 'site'
      ? siteBuild(answers, facts, image, prefix)
      : stack === 'node'
        ? nodeBuild(answers, facts, image, prefix)
        : pythonBuild(answers, facts, image, runtime, prefix);
  const names = variables.filter(({ name }) =>
    build.stack === 'site'
      ? build.runtimeNames.some((one) => one.name === name)
      : stack === 'python' || !isBuiltIn(facts, name),
  );
  const drain = drainOf(answers.service === 'agent');
  // A server that renders pages needs what any server of its language needs, not what nginx does.
  const { resources, scaling } = sizing(stack === 'node' ? 'backend' : answers.service, answers.tier);
  const environments = environmentsOf(answers, resources);
  const framework = facts.framework?.value ?? facts.agentLibrary?.value ?? answers.service;
  const entry = facts.app?.evidence[0] ?? facts.service?.evidence[0];
  return {
    generator: place.generator,
    service: {
      kind: answers.service,
      name: answers.name,
      framework: TITLES[framework] ?? framework,
      entry: answers.app ?? `${answers['package-manager']} run ${facts.buildScript?.value ?? 'build'}`,
      ...(entry === undefined ? {} : { evidence: `${entry.file}:${entry.line}` }),
      folder: place.folder,
    },
    platforms: { cloudRun: answers.platform !== 'gke', gke: answers.platform !== 'cloud-run' },
    image,
    build,
    process:
      stack === 'node'
        ? nodeProcess(facts, offered, image.workdir)
        : processOf(answers, facts, offered, runtime, drain.serverSeconds, { image: image.workdir, process: workdir }),
    http,
    ...(runtime === undefined ? {} : { runtime }),
    environment: settingsOf(names, port === undefined ? {} : { variable: port }),
    secrets: stack === 'site' ? [] : secretsOf(names, answers.name),
    ...(data === undefined ? {} : { data }),
    tenancy: facts.tenancy?.value ?? [],
    ...(cache === undefined ? {} : { cache }),
    ...(migrate === undefined ? {} : { migrate }),
    resources,
    scaling,
    drain,
    probes: probesOf(http),
    exposure: answers.exposure,
    network: networkOf(answers, facts, stack),
    environments,
    growth: growthOf(answers, environments, resources, data, facts.pool),
    rollout: rolloutOf(answers, http),
    compose: answers.compose,
    plan: planOf(answers, place),
    notes: [
      ...notesOf(answers, facts),
      ...ownImageNotes(facts, offered, http),
      ...(stack === 'node' ? nodeNotes(facts) : []),
    ],
  };
}

function imageOf(answers: Answers, facts: Facts, place: Place): Image {
  const context = posix.normalize(answers.context);
  const up = context === '.' ? 0 : context.split('/').filter((part) => part === '..').length;
  const parts = place.folder === '.' ? [] : place.folder.split('/');
  if (up > parts.length || context.split('/').some((part) => part !== '..' && part !== '.')) {
    throw new Failure(`--context ${answers.context}: the folder itself or one above it, inside the repository`, {
      code: 'context-outside',
      file: '--context',
    });
  }
  const folder = up === 0 ? '.' : parts.slice(parts.length - up).join('/');
  const inContext = (path: string): string => posix.normalize(posix.join(folder, path));
  const outside = [...(facts.shared?.value ?? []), ...(facts.install?.value.files ?? [])].filter((path) =>
    path.startsWith('../'),
  );
  const includes = up === 0 ? [] : [...new Set([folder, ...outside.map(inContext)])].sort((a, b) => (a < b ? -1 : 1));
  return {
    local: `${answers.name}:local`,
    platform: 'linux/amd64',
    ...whoRuns(facts),
    context,
    dockerfile: inContext('Dockerfile'),
    folder,
    includes,
    workdir: folder === '.' ? '/app' : `/app/${folder}`,
    own: facts.ownImage !== undefined,
    labels: [['org.opencontainers.image.title', answers.name]],
  };
}

/** A hand-written Dockerfile in the place of ours says who runs; every other file has to agree with it. */
function whoRuns(facts: Facts): Pick<Image, 'user' | 'group'> {
  const user = facts.user?.evidence[0]?.file === 'Dockerfile' ? facts.user.value : USER;
  return { user, group: user };
}

/** The variable from which the code takes its own port, which the scaffold's PORT stands for. */
function portVariable(answers: Answers, facts: Facts): string | undefined {
  return facts.variables?.value.find((v) => /(?:^|_)PORT$/.test(v.name) && v.default === String(answers.port))?.name;
}

/**
 * The server ends first, then the platform: 8 s inside Cloud Run's fixed 10; on GKE the endpoint is taken out of the
 * load balancer while the pod sleeps, then the server drains long enough for a stream of half a minute (of two minutes
 * from an agent), then 5 s are left.
 */
function drainOf(longRequests: boolean): Drain {
  const preStopSeconds = 15;
  const serverSeconds = 8;
  const kubernetesServerSeconds = longRequests ? 120 : 35;
  return {
    serverSeconds,
    kubernetesServerSeconds,
    preStopSeconds,
    kubernetesSeconds: preStopSeconds + kubernetesServerSeconds + 5,
    cloudRunSeconds: 10,
    requestSeconds: longRequests ? 900 : 60,
  };
}

function notesOf(answers: Answers, facts: Facts): readonly string[] {
  const found = facts.port;
  return [
    ...(found !== undefined && found.value < 1024
      ? [
          `port ${found.value} was found (${found.evidence[0]?.file ?? ''}:${found.evidence[0]?.line ?? 1}); the container runs without root and serves on ${answers.port}`,
        ]
      : []),
  ];
}
