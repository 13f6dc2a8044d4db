import { describe, expect, test } from '@jest/globals';
import type { Model } from '../../core/model/model.js';
import type { Environment, Probe } from '../../core/model/operation.js';
import { readPlatform } from '../../core/move/read.js';
import { present, type Reading } from '../../core/move/reading.js';
import { render } from '../../core/render.js';
import { matrixCases } from '../../scripts/matrix-cases.js';
import { backend } from '../model/example.js';

const files = (model: Model): ReadonlyMap<string, string> =>
  new Map([...render(model).values()].map(({ path, text }) => [path, text]));

const probe = (one: Probe | undefined, port: string) => {
  if (one === undefined) throw new Error('every server and worker is asked');
  const { path, period, failures, timeout } = one;
  return present({ path, port, period, failures, timeout });
};

const given = (model: Model): Pick<Reading, 'variables' | 'secrets'> => ({
  variables: new Map(model.environment.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]))),
  secrets: new Map(model.secrets.filter(({ required }) => required).map(({ name, secret }) => [name, secret])),
});

/** The model as Cloud Run can say it. */
function onCloudRun(model: Model, one: Environment): Reading {
  const { resources, scaling, drain, probes, http, process } = model;
  const port = String(http.port);
  const sql = model.data?.kind === 'cloud-sql-postgres';
  const serves = {
    port: http.port,
    least: one.minInstances,
    most: one.maxInstances,
    concurrency: scaling.concurrency,
    requestSeconds: drain.requestSeconds,
    exposure: model.exposure,
    cpuAlways: scaling.cpuAlways,
    sessions: scaling.sessions,
  };
  const job = model.work?.job;
  const works = { least: Math.max(1, one.minInstances), sessions: false };
  return {
    ...(model.work === undefined ? serves : job ? { runSeconds: job.seconds, sessions: false } : works),
    image: one.image,
    cpuMillis: resources.cpuMillis,
    memoryMiB: resources.memoryMiB,
    account: one.serviceAccount,
    ...(job ? {} : { startup: probe(probes.cloudRun.startup, port) }),
    ...(probes.cloudRun.live === undefined ? {} : { live: probe(probes.cloudRun.live, port) }),
    ...(sql ? { database: `${one.project}:${one.region}:${model.service.name}` } : {}),
    ...given(model),
    writable: process.writable.map(({ path }) => path).filter((path) => path !== '/tmp'),
  };
}

/** DNS and the metadata server, whatever the service is. */
const ALWAYS = [53, 80, 8080, 987, 988];

/** The model as GKE can say it. */
function onGke(model: Model, one: Environment): Reading {
  const { resources, scaling, drain, probes, http, process, network } = model;
  const ports = [...ALWAYS, ...network.egress.flatMap((each) => each.ports), ...(network.internet ? [443] : [])];
  const job = model.work?.job;
  const stays = {
    port: http.port,
    least: one.minReplicas,
    most: one.maxReplicas,
    cpuTargetPercent: scaling.cpuTargetPercent,
  };
  return {
    ...(job ? { runSeconds: job.seconds } : stays),
    image: one.image,
    cpuMillis: resources.cpuMillis,
    memoryMiB: resources.memoryMiB,
    requestCpuMillis: resources.requestCpuMillis,
    requestMemoryMiB: resources.requestMemoryMiB,
    ...(model.exposure === 'public' ? { requestSeconds: drain.requestSeconds } : {}),
    ...(drain.preStopSeconds > 0 ? { preStopSeconds: drain.preStopSeconds } : {}),
    graceSeconds: drain.kubernetesSeconds,
    account: one.serviceAccount,
    ...(job
      ? {}
      : { startup: probe(probes.kubernetes.startup, 'http'), ready: probe(probes.kubernetes.ready, 'http') }),
    ...(probes.kubernetes.live === undefined ? {} : { live: probe(probes.kubernetes.live, 'http') }),
    exposure: model.exposure,
    egress: [...new Set(ports)],
    ...given(model),
    writable: process.writable.map(({ path }) => path),
  };
}

describe('what each platform’s files say is the model', () => {
  test.each(matrixCases())('$name', ({ model }) => {
    const rendered = files(model);
    const expected = (of: (model: Model, one: Environment) => Reading) =>
      new Map(model.environments.map((one) => [one.name, of(model, one)]));
    const { cloudRun, gke } = model.platforms;
    expect(readPlatform('cloud-run', rendered)).toEqual(cloudRun ? expected(onCloudRun) : new Map());
    expect(readPlatform('gke', rendered)).toEqual(gke ? expected(onGke) : new Map());
  });

  test('another model is another reading, on both platforms', () => {
    const before = files(backend());
    for (const other of [backend({ tier: 'pro' }), backend({ port: 9000 }), backend({ exposure: 'public' })])
      for (const platform of ['cloud-run', 'gke'] as const)
        expect(readPlatform(platform, files(other))).not.toEqual(readPlatform(platform, before));
  });
});

test('files that do not parse say nothing', () => {
  expect(readPlatform('cloud-run', new Map([['deploy/cloud-run/production/service.yaml', 'a: [b']]))).toEqual(
    new Map(),
  );
});
