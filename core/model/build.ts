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
import { jobNotes } from './job.js';
import { learningOf } from './learning.js';
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
import { selectionNotes } from './python-selection.js';
import { rolloutOf } from './rollout.js';
import { httpOf, processOf, runtimeOf, workHttp, workRuntime } from './runtime.js';
import { secretsOf, settingsOf } from './settings.js';
import { siteBuild } from './site.js';
import { siteNotes } from './site-notes.js';
import { sizing } from './sizing.js';
import { stackOf } from './stack.js';
import { TITLES } from './titles.js';
import { torchNotes } from './torch-notes.js';
import { upgradeOf } from './upgrade.js';
import { workNotes, workOf } from './work.js';

/** Answers and facts to the one description that every output is rendered from. Throws Failure where they contradict. */
export function buildModel(answers: Answers, detection: Detection, place: Place): Model {
  const { facts } = detection;
  const stack = stackOf(answers, facts);
  const prefix = answers['base-registry'] === undefined ? '' : `${answers['base-registry'].replace(/\/+$/, '')}/`;
  const image = imageOf(answers, facts, place);
  // A server that renders pages needs what any server of its language needs, not what nginx does.
  const learning = stack === 'python' ? learningOf(answers, facts) : undefined;
  const size = sizing(stack === 'node' ? 'backend' : answers.service, answers.tier, learning);
  const { resources, scaling } = size;
  const work = workOf(answers, facts, stack, resources);
  const drain = drainOf(answers.service === 'agent', work);
  const offered = work === undefined ? httpOf(stack, answers, facts) : workHttp(answers, work);
  const http = image.own ? ownHttp(offered) : offered;
  // A worker opens a port only by the scaffold's own launcher, a job none.
  const listens = work === undefined || (work.job === undefined && !image.own);
  // Where the process of the image that runs starts; the scaffold's own Dockerfile, shown by --diff, has another.
  const workdir = facts.ownImage?.value ?? image.workdir;
  const data = dataOf(answers, facts);
  const cache = stack === 'site' ? undefined : cacheOf(facts);
  // What answers requests migrates; a worker or job beside it would do so from a second place.
  const migrates = work === undefined || (work.job !== undefined && facts.app === undefined);
  const migrate =
    data === undefined || stack !== 'python' || !migrates ? undefined : migrateOf(answers, facts, workdir);
  const runtime =
    work === undefined
      ? runtimeOf(answers, facts, offered, checksOf(data, cache, migrate, facts))
      : workRuntime(offered, facts, work);
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
  const environments = environmentsOf(answers, resources, work);
  const framework = facts.framework?.value ?? facts.agentLibrary?.value ?? answers.service;
  const started = work === undefined ? facts.app : work.job === undefined ? facts.worker : facts.job;
  const entry = started?.evidence[0] ?? facts.service?.evidence[0];
  return {
    generator: place.generator,
    service: {
      kind: answers.service,
      name: answers.name,
      framework: work === undefined ? (TITLES[framework] ?? framework) : (TITLES[work.library ?? ''] ?? 'Python'),
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
      ...selectionNotes(answers, facts),
      ...size.notes,
      ...torchNotes(answers, facts, learning),
      ...ownImageNotes(facts, offered, http, listens),
      ...(stack === 'node' ? nodeNotes(facts) : []),
      ...(build.stack === 'site' ? siteNotes(facts, build) : []),
      ...(work === undefined
        ? []
        : work.job
          ? jobNotes(work.job, answers.platform)
          : workNotes(work, answers.platform !== 'gke')),
      ...(answers.compose ? localNotes(facts, http, local) : []),
    ],
  };
}

/** The variable from which the code takes its own port, which the scaffold's PORT stands for. */
function portVariable(answers: Answers, facts: Facts): string | undefined {
  return facts.variables?.value.find((v) => /(?:^|_)PORT$/.test(v.name) && v.default === String(answers.port))?.name;
}

function notesOf(answers: Answers, facts: Facts): readonly string[] {
  const found = facts.port;
  // A mere script beside an app is nobody's business.
  const beside = [
    ['worker', facts.worker],
    ['job', facts.job?.confidence === 'guess' ? undefined : facts.job],
  ] as const;
  return [
    ...beside.flatMap(([kind, fact]) => {
      if (fact === undefined || answers.process !== 'web') return [];
      const at = `${fact.evidence[0]?.file ?? ''}:${fact.evidence[0]?.line ?? 1}`;
      const command = fact.value.command.join(' ');
      return [
        `${at} is a ${kind} beside the app (${command}): this scaffold deploys the app alone; a folder holds one scaffold, so the ${kind} needs a copy of it of its own: saasfactory container --process ${kind} --command "${command}" --name ${answers.name}-${kind}`,
      ];
    }),
    ...(found !== undefined && found.value < 1024
      ? [
          `port ${found.value} was found (${found.evidence[0]?.file ?? ''}:${found.evidence[0]?.line ?? 1}); the container runs without root and serves on ${answers.port}`,
        ]
      : []),
  ];
}
