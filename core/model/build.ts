import type { Detection } from '../detect/detection.js';
import type { Facts } from '../detect/facts.js';
import type { Answers } from '../options.js';
import { buildSecrets, withSecrets } from './build-secrets.js';
import { cacheOf } from './cache.js';
import { checksOf } from './checks.js';
import { dataOf } from './data.js';
import { drainOf } from './drain.js';
import { environmentsOf } from './environments.js';
import { growthOf } from './growth.js';
import { imageOf } from './image.js';
import { localNotes, localOf } from './local.js';
import { migrateOf } from './migrate.js';
import type { Model } from './model.js';
import { networkOf } from './network.js';
import { isBuiltIn, nodeBuild, nodeNotes, nodeProcess } from './node.js';
import { ownHttp, ownImageNotes } from './own-image.js';
import type { Place } from './place.js';
import { planOf } from './plan.js';
import { probesOf } from './probes.js';
import { pythonBuild } from './python.js';
import { rolloutOf } from './rollout.js';
import { httpOf, processOf, runtimeOf, workHttp, workRuntime } from './runtime.js';
import { secretsOf, settingsOf } from './settings.js';
import { siteBuild } from './site.js';
import { siteNotes } from './site-notes.js';
import { sizing } from './sizing.js';
import { stackOf } from './stack.js';
import { TITLES } from './titles.js';
import { upgradeOf } from './upgrade.js';
import { workNotes, workOf } from './work.js';

/** Answers and facts to the one description that every output is rendered from. Throws Failure where they contradict. */
export function buildModel(answers: Answers, detection: Detection, place: Place): Model {
  const { facts } = detection;
  const stack = stackOf(answers, facts);
  const prefix = answers['base-registry'] === undefined ? '' : `${answers['base-registry'].replace(/\/+$/, '')}/`;
  const image = imageOf(answers, facts, place);
  // A server that renders pages needs what any server of its language needs, not what nginx does.
  const { resources, scaling } = sizing(stack === 'node' ? 'backend' : answers.service, answers.tier);
  const work = workOf(answers, facts, stack, resources);
  const drain = drainOf(answers.service === 'agent', work !== undefined);
  const offered = work === undefined ? httpOf(stack, answers, facts) : workHttp(answers);
  const http = image.own ? ownHttp(offered) : offered;
  // A worker opens a port only by the scaffold's own launcher.
  const listens = work === undefined || !image.own;
  // Where the process of the image that runs starts; the scaffold's own Dockerfile, shown by --diff, has another.
  const workdir = facts.ownImage?.value ?? image.workdir;
  const data = dataOf(answers, facts);
  const cache = stack === 'site' ? undefined : cacheOf(facts);
  // The service that answers requests migrates; a worker beside it would do so from a second place.
  const migrate =
    data === undefined || stack !== 'python' || work !== undefined ? undefined : migrateOf(answers, facts, workdir);
  const runtime =
    work === undefined
      ? runtimeOf(answers, facts, offered, checksOf(data, cache, migrate, facts))
      : workRuntime(offered, facts);
  const variables = facts.variables?.value ?? [];
  const port = portVariable(answers, facts);
  const plain =
    stack === 'site'
      ? siteBuild(answers, facts, image, prefix)
      : stack === 'node'
        ? nodeBuild(answers, facts, image, prefix)
        : pythonBuild(answers, facts, image, runtime, prefix);
  const build = withSecrets(plain, buildSecrets(answers, facts.install?.value));
  const names = variables.filter(({ name }) =>
    build.stack === 'site'
      ? build.runtimeNames.some((one) => one.name === name)
      : stack === 'python' || !isBuiltIn(facts, name),
  );
  const local = localOf(facts, http, build, work !== undefined);
  const upgrade = upgradeOf(answers, place);
  const environments = environmentsOf(answers, resources, work?.single === true);
  const framework = facts.framework?.value ?? facts.agentLibrary?.value ?? answers.service;
  const entry = (work ? facts.worker : facts.app)?.evidence[0] ?? facts.service?.evidence[0];
  return {
    generator: place.generator,
    service: {
      kind: answers.service,
      name: answers.name,
      framework: work === undefined ? (TITLES[framework] ?? framework) : (TITLES[work.library] ?? 'Python'),
      entry:
        work?.command.join(' ') ??
        answers.app ??
        `${answers['package-manager']} run ${facts.buildScript?.value ?? 'build'}`,
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
    ...(work === undefined ? {} : { work }),
    environment: settingsOf(names, port === undefined ? {} : { variable: port }),
    secrets: stack === 'site' ? [] : secretsOf(names, answers.name),
    ...(data === undefined ? {} : { data }),
    tenancy: facts.tenancy?.value ?? [],
    ...(cache === undefined ? {} : { cache }),
    ...(migrate === undefined ? {} : { migrate }),
    resources,
    scaling,
    drain,
    probes: probesOf(http, listens),
    exposure: answers.exposure,
    network: networkOf(answers, facts, stack),
    environments,
    growth: growthOf(answers, environments, resources, data, facts.pool),
    rollout: rolloutOf(answers, http),
    compose: answers.compose,
    local,
    plan: planOf(answers, place),
    ...(upgrade === undefined ? {} : { upgrade }),
    notes: [
      ...notesOf(answers, facts),
      ...ownImageNotes(facts, offered, http, listens),
      ...(stack === 'node' ? nodeNotes(facts) : []),
      ...(build.stack === 'site' ? siteNotes(facts, build) : []),
      ...(answers.compose ? localNotes(facts, http, local) : []),
      ...(work === undefined ? [] : workNotes(work, answers.platform !== 'gke')),
    ],
  };
}

/** The variable from which the code takes its own port, which the scaffold's PORT stands for. */
function portVariable(answers: Answers, facts: Facts): string | undefined {
  return facts.variables?.value.find((v) => /(?:^|_)PORT$/.test(v.name) && v.default === String(answers.port))?.name;
}

function notesOf(answers: Answers, facts: Facts): readonly string[] {
  const found = facts.port;
  const worker = answers.process === 'web' ? facts.worker : undefined;
  return [
    ...(worker === undefined
      ? []
      : [
          `${worker.evidence[0]?.file ?? ''}:${worker.evidence[0]?.line ?? 1} is a worker beside the app (${worker.value.command.join(' ')}): this scaffold deploys the app alone, and the same image runs the worker by that command`,
        ]),
    ...(found !== undefined && found.value < 1024
      ? [
          `port ${found.value} was found (${found.evidence[0]?.file ?? ''}:${found.evidence[0]?.line ?? 1}); the container runs without root and serves on ${answers.port}`,
        ]
      : []),
  ];
}
