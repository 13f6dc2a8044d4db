import type { Model } from '../model/model.js';
import type { Answers } from '../options.js';
import { JOB_TO_CLOUD_RUN, JOB_TO_GKE } from './job-losses.js';
import { type Loss, type Rule, service } from './loss.js';

type Platform = Answers['platform'];

const OVERLAYS = 'deploy/k8s/overlays';
const DEPLOYMENT = (model: Model): string =>
  `deploy/k8s/base/${model.rollout.kind === 'rolling' ? 'deployment' : 'rollout'}.yaml`;
const names = (list: readonly { readonly name: string }[]): string => list.map(({ name }) => name).join(', ');

/** Of Cloud Run, where GKE is new. */
const SERVER_TO_GKE: readonly Rule[] = [
  (model) => {
    const idle = model.environments.filter((one) => one.minInstances === 0);
    if (idle[0] === undefined) return undefined;
    const least = idle.map((one) => one.minReplicas);
    const message = `scale to zero (${names(idle)}) has no counterpart on GKE: at least ${Math.min(...least)} pods run`;
    return { path: `${OVERLAYS}/${idle[0].name}/kustomization.yaml`, message };
  },
  (model) => {
    const { inFlight, concurrency, cpuTargetPercent } = model.scaling;
    const instead = `${inFlight === undefined ? '' : `${inFlight} requests in flight or `}${cpuTargetPercent} % of the CPU`;
    const message = `GKE does not limit the requests of one pod (concurrency ${concurrency} on Cloud Run): from ${instead} the autoscaler starts another`;
    return { path: 'deploy/k8s/base/hpa.yaml', message };
  },
  (model) => {
    const { cpuMillis, requestCpuMillis } = model.resources;
    const message = `CPU boost at the start has no counterpart on GKE: a pod asks for ${requestCpuMillis}m and may use ${cpuMillis}m at any time, start included`;
    return { path: DEPLOYMENT(model), message };
  },
  (model) =>
    model.scaling.cpuAlways
      ? undefined
      : {
          path: DEPLOYMENT(model),
          message: `CPU during requests only has no counterpart on GKE: each pod is paid for ${model.resources.requestCpuMillis}m and ${model.resources.requestMemoryMiB} MiB as long as it runs`,
        },
  (model) => {
    if (!model.scaling.sessions) return undefined;
    const isPublic = model.exposure === 'public';
    const message = isPublic
      ? 'session affinity of Cloud Run: the load balancer sets a cookie instead'
      : 'session affinity has no counterpart for callers inside the cluster: each request may reach another pod';
    return {
      path: isPublic ? 'deploy/k8s/components/public/backend-policy.yaml' : 'deploy/k8s/base/service.yaml',
      message,
    };
  },
  (model) =>
    model.exposure === 'internal'
      ? {
          path: 'deploy/k8s/base/networkpolicy.yaml',
          message:
            'Cloud Run lets in callers with roles/run.invoker; on GKE every pod of the cluster may call, and nothing asks who it is',
        }
      : {
          path: 'deploy/k8s/components/public/gateway.yaml',
          message:
            'the address and the certificate of run.app have no counterpart on GKE: the gateway needs a domain and a certificate map',
        },
  (model) =>
    model.exposure === 'internal'
      ? {
          path: 'deploy/k8s/base/service.yaml',
          message: `the request time-out of ${model.drain.requestSeconds} s has no counterpart inside the cluster: callers set their own`,
        }
      : undefined,
  (model) =>
    model.rollout.kind === 'rolling'
      ? undefined
      : {
          path: 'deploy/k8s/base/preview.yaml',
          message: `the traffic tag ${model.rollout.tag} has no counterpart on GKE: the Service ${model.service.name}-preview leads to the release that waits, and shares are shares of pods`,
        },
];

/** The same of a worker, which takes no requests. */
const ANY_TO_GKE: readonly Rule[] = [
  (model) =>
    model.data?.kind === 'cloud-sql-postgres'
      ? {
          path: 'deploy/k8s/base/networkpolicy.yaml',
          message:
            'the socket below /cloudsql has no counterpart on GKE: the database’s private address belongs into the secret',
        }
      : undefined,
  (model) =>
    model.secrets.some(({ required }) => required)
      ? {
          path: 'deploy/k8s/base/external-secret.yaml',
          message:
            'on Cloud Run an instance reads its secrets when it starts; on GKE External Secrets renews them each hour, and pods keep what they started with',
        }
      : undefined,
];

/** Of GKE, where Cloud Run is new. */
const SERVER_TO_CLOUD_RUN: readonly Rule[] = [
  (model) => ({
    path: service(model),
    message: `readiness is asked while an instance starts, not after: one that loses ${model.data === undefined ? 'what it needs' : 'its database'} keeps its traffic`,
  }),
  (model) => ({
    path: service(model),
    message: `the CPU target of the autoscaler (${model.scaling.cpuTargetPercent} %) gives way to ${model.scaling.concurrency} requests at once in an instance`,
  }),
  (model) => {
    const idle = model.environments.filter((one) => one.minInstances === 0);
    if (idle.length === 0) return undefined;
    const message = `two pods at least have no counterpart where nothing is called: ${names(idle)} may have no instance, and the first request waits for one`;
    return { path: service(model), message };
  },
  (model) =>
    model.rollout.analysed
      ? {
          path: 'deploy/scripts/promote.sh',
          message:
            'the analysis of Argo Rollouts has no counterpart on Cloud Run: promote.sh requests each step and counts errors in the logs',
        }
      : undefined,
];

const ANY_TO_CLOUD_RUN: readonly Rule[] = [
  (model) => {
    const { kubernetesServerSeconds, serverSeconds, cloudRunSeconds } = model.drain;
    const message = `Cloud Run ends an instance ${cloudRunSeconds} s after SIGTERM: what is in flight has ${serverSeconds} s, not ${kubernetesServerSeconds}`;
    return { path: service(model), message };
  },
  (model) =>
    model.network.egress.length === 0
      ? undefined
      : {
          path: service(model),
          message: `the network policy has no counterpart on Cloud Run: firewall rules of the VPC say what may be called${model.network.vpc === undefined ? ', and --network joins one' : ''}`,
        },
  (model) => ({
    path: service(model),
    message:
      'names of the form SERVICE.NAMESPACE.svc.cluster.local lead nowhere from Cloud Run: variables that hold one need another address',
  }),
  (model) =>
    model.http.metrics === undefined
      ? undefined
      : {
          path: service(model),
          message: `nothing collects ${model.http.metrics.path} on Cloud Run: Cloud Monitoring has requests and latencies of its own`,
        },
  (model) => ({
    path: service(model),
    message:
      'quotas of the namespace, the disruption budget and the spread over zones have no counterpart: Cloud Run keeps zones apart itself, and the most instances are the limit',
  }),
];

const on = (platform: Platform, one: 'gke' | 'cloud-run'): boolean => platform === one || platform === 'hybrid';

/** What does not come along from one choice of platform to another, for the platform that is new. */
export function losses(from: Platform, to: Platform, model: Model): readonly Loss[] {
  const toGke = on(to, 'gke') && !on(from, 'gke');
  const toCloudRun = on(to, 'cloud-run') && !on(from, 'cloud-run');
  const rules = [
    ...(toGke && model.work === undefined ? SERVER_TO_GKE : []),
    ...(toGke && model.work?.job ? JOB_TO_GKE : []),
    ...(toGke ? ANY_TO_GKE : []),
    ...(toCloudRun && model.work === undefined ? SERVER_TO_CLOUD_RUN : []),
    ...(toCloudRun && model.work?.job ? JOB_TO_CLOUD_RUN : []),
    ...(toCloudRun ? ANY_TO_CLOUD_RUN : []),
  ];
  return rules.map((rule) => rule(model)).filter((one) => one !== undefined);
}
