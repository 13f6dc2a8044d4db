import { describe, expect, test } from '@jest/globals';
import type { Model } from '../core/model/model.js';
import { cloudRunFile } from '../core/outputs/cloud-run.js';
import { render } from '../core/render.js';
import { matrixCases } from '../scripts/matrix-cases.js';
import type { Fields } from '../scripts/readback/container.js';
import { readBack } from '../scripts/readback/read.js';

const MIB = 2 ** 20;

/** What the model says of the image and of this machine, by the names of the reader. */
function everywhere(model: Model): Record<string, string> {
  const { http, image, process } = model;
  const last = 1;
  return {
    [`image stage ${last} USER`]: `${image.user}:${image.group}`,
    [`image stage ${last} STOPSIGNAL`]: process.stopSignal,
    ...(model.work?.job
      ? { [`image stage ${last} HEALTHCHECK`]: 'NONE', 'compose app profiles': '["job"]' }
      : {
          [`image stage ${last} EXPOSE ${http.port}`]: 'yes',
          [`image stage ${last} ENV PORT`]: String(http.port),
          'compose app variable PORT': String(http.port),
        }),
    'compose app user': JSON.stringify(`${image.user}:${image.group}`),
    'compose app read_only': 'true',
  };
}

function onCloudRun(model: Model): Record<string, string> {
  const found: Record<string, string> = {};
  for (const one of model.environments) {
    const at = `cloud-run ${one.name} ${cloudRunFile(model)}`;
    const { startup, live } = model.probes.cloudRun;
    const serves = {
      [`${at} port`]: String(model.http.port),
      [`${at} ingress`]: model.exposure === 'public' ? 'all' : 'internal',
      [`${at} revision minScale`]: String(one.minInstances),
      [`${at} revision maxScale`]: String(one.maxInstances),
      [`${at} containerConcurrency`]: String(model.scaling.concurrency),
      [`${at} timeoutSeconds`]: String(model.drain.requestSeconds),
    };
    const works = {
      [`${at} scalingMode`]: 'manual',
      [`${at} manualInstanceCount`]: String(Math.max(1, one.minInstances)),
    };
    const job = model.work?.job;
    const ends = {
      [`${at} timeoutSeconds`]: String(job?.seconds),
      [`${at} maxRetries`]: String(job?.retries),
      [`${at} taskCount`]: '1',
    };
    Object.assign(found, model.work === undefined ? serves : job ? ends : works, {
      [`${at} name`]: model.service.name,
      [`${at} region`]: one.region,
      [`${at} image`]: one.image,
      [`${at} serviceAccountName`]: one.serviceAccount,
      [`${at} limit cpu`]: String(model.resources.cpuMillis / 1000),
      [`${at} limit memory`]: String(model.resources.memoryMiB * MIB),
      ...(job ? {} : { [`${at} probe startup`]: probe(startup, model.http.port) }),
      ...(live === undefined ? {} : { [`${at} probe liveness`]: probe(live, model.http.port) }),
    });
    for (const secret of model.secrets.filter((each) => each.required))
      found[`${at} secret ${secret.name}`] = `${secret.secret} latest`;
    for (const setting of model.environment)
      if (setting.value !== undefined) found[`${at} variable ${setting.name}`] = setting.value;
  }
  return found;
}

const probe = (one: Model['probes']['cloudRun']['startup'], port: number): string => {
  if (one === undefined) return 'none';
  const asked = one.path === undefined ? `tcpSocket ${port}` : `httpGet ${port}${one.path}`;
  return `${asked} 0 ${one.period} ${one.timeout} ${one.failures}`;
};

function onKubernetes(model: Model): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = {};
  const job = model.work?.job;
  const kind = job ? 'CronJob' : model.rollout.kind === 'rolling' ? 'Deployment' : 'Rollout';
  for (const one of model.environments) {
    const at = `gke ${one.name} ${kind} ${model.service.name}`;
    const { startup, ready, live } = model.probes.kubernetes;
    const ends = {
      [`${at} schedule`]: job?.schedule ?? '0 0 1 1 *',
      [`${at} timeZone`]: job?.timeZone ?? '',
      [`${at} suspend`]: job?.clock === 'gke' ? undefined : 'true',
      [`${at} concurrencyPolicy`]: 'Forbid',
      [`${at} backoffLimit`]: String(job?.retries),
      [`${at} activeDeadlineSeconds`]: String(job?.seconds),
      [`${at} restartPolicy`]: 'Never',
      [`${at} ports`]: '',
      [`${at} variable PORT`]: undefined,
    };
    const stays = {
      [`${at} ports`]: String(model.http.port),
      [`${at} least`]: String(one.minReplicas),
      [`${at} most`]: String(one.maxReplicas),
      [`${at} probe startup`]: probe(startup, model.http.port),
      [`${at} probe readiness`]: probe(ready, model.http.port),
      [`${at} variable PORT`]: String(model.http.port),
    };
    Object.assign(found, job ? ends : stays, {
      [`${at} namespace`]: one.namespace,
      [`${at} image`]: `${one.image} Always`,
      [`${at} selects its pods`]: 'true',
      [`${at} terminationGracePeriodSeconds`]: String(model.drain.kubernetesSeconds),
      [`${at} preStop`]: model.work === undefined ? `{sleep:{seconds:${model.drain.preStopSeconds}}}` : '',
      [`${at} account`]: `${model.service.name} ${one.serviceAccount}`,
      [`${at} runAsUser`]: String(model.image.user),
      [`${at} runAsNonRoot`]: 'true',
      [`${at} readOnlyRootFilesystem`]: 'true',
      [`${at} drop`]: '"ALL"',
      [`${at} limits cpu`]: String(model.resources.cpuMillis / 1000),
      [`${at} limits memory`]: String(model.resources.memoryMiB * MIB),
      [`${at} requests cpu`]: String(model.resources.requestCpuMillis / 1000),
      ...(live === undefined ? {} : { [`${at} probe liveness`]: probe(live, model.http.port) }),
      ...(model.work === undefined ? { [`${at} behind ${model.service.name}`]: `80 → ${model.http.port} TCP` } : {}),
    });
    for (const place of model.process.writable)
      found[`${at} writable ${place.path}`] = `empty ${place.megabytes * MIB}`;
    for (const secret of model.secrets.filter((each) => each.required))
      found[`${at} secret ${secret.name}`] = `${one.project} ${secret.secret} `;
    for (const setting of model.environment)
      if (setting.value !== undefined) found[`${at} variable ${setting.name}`] = setting.value;
  }
  return found;
}

/** The fields of a reading that the model speaks of. */
const spoken = (read: Fields, said: Record<string, string | undefined>): Record<string, string | undefined> =>
  Object.fromEntries(Object.keys(said).map((name) => [name, read.get(name)]));

describe('the model read back from the files of each platform', () => {
  test.each(matrixCases())('$name is the model that was rendered', ({ model }) => {
    const read = readBack(new Map([...render(model).values()].map(({ path, text }) => [path, text])));
    const said = {
      ...everywhere(model),
      ...(model.platforms.cloudRun ? onCloudRun(model) : {}),
      ...(model.platforms.gke ? onKubernetes(model) : {}),
    };
    expect(spoken(read, said)).toEqual(said);
    expect([...read.keys()].filter((name) => name.includes('refused'))).toEqual([]);
  });
});
