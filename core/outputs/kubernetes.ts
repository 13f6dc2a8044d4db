import type { Model } from '../model/model.js';
import type { Output } from '../output.js';
import { clockOf, cpu, file } from './entry.js';

const gke = (model: Model): boolean => model.platforms.gke;
const measured = (model: Model): boolean => gke(model) && model.http.metrics !== undefined;
const called = (model: Model): boolean => gke(model) && model.work === undefined;
/** Pods that run until they are stopped. */
const stays = (model: Model): boolean => gke(model) && model.work?.job === undefined;
const ends = (model: Model): boolean => gke(model) && model.work?.job !== undefined;
const balanced = (exposure: Model['exposure']) => (model: Model) => called(model) && model.exposure === exposure;
const analysed = (model: Model): boolean => gke(model) && model.rollout.analysed;
const k8s = (name: string, when: Output['when'], summary: string, about: Output['about'] = () => ''): Output =>
  file(`k8s-${name}`, `k8s/${name}.yaml.ejs`, `deploy/k8s/base/${name}.yaml`, when, 'yaml', summary, { about });
const component = (of: string, name: string, when: Output['when'], summary: string, file = name): Output => ({
  ...k8s(name, when, summary),
  path: () => `deploy/k8s/components/${of}/${file}.yaml`,
});
/** Behind a load balancer inside the VPC, which an internal service takes in by hand. */
const internal = (name: string, summary: string, file = name): Output => ({
  ...component('internal', name, balanced('internal'), summary, file),
  id: `k8s-internal-${file}`,
});
/** What either load balancer needs beside the gateway. */
const balancer = (exposure: Model['exposure'], routes: string): readonly Output[] =>
  (
    [
      ['routes', routes],
      ['health-check', 'which path the balancer asks'],
      ['backend-policy', 'how long a request may take and how long a pod is drained'],
    ] as const
  ).map(([name, summary]) =>
    exposure === 'internal' ? internal(name, summary) : component('public', name, balanced('public'), summary),
  );
/** Plain variables, but for those that the container names itself. */
const configured = (model: Model): boolean => gke(model) && model.environment.some((setting) => !setting.inline);
const staged = (model: Model): boolean => gke(model) && model.rollout.kind !== 'rolling';

/** The kustomize base, its components and overlays. */
export const KUBERNETES_OUTPUTS: readonly Output[] = [
  {
    ...k8s(
      'deployment',
      stays,
      'pods under Pod Security restricted; `rollout.yaml` for Argo Rollouts',
      (model) => `${cpu(model.resources.requestCpuMillis)}, ${model.resources.requestMemoryMiB} MiB requested`,
    ),
    path: (model) => `deploy/k8s/base/${model.rollout.kind === 'rolling' ? 'deployment' : 'rollout'}.yaml`,
  },
  k8s('cronjob', ends, 'pods that run to their end, under Pod Security restricted', clockOf),
  k8s('service', called, 'the address of the pods'),
  k8s('preview', staged, 'the address of the pods of a release that waits'),
  k8s('analysis', analysed, 'what Argo Rollouts asks a release that waits'),
  k8s(
    'migrate',
    (model) => gke(model) && model.migrate !== undefined,
    'the job that brings the database up to date, as deploy.sh starts it',
    (model) => model.migrate?.command.join(' ') ?? '',
  ),
  k8s('hpa', (model) => gke(model) && model.work?.single !== true, 'scaling by CPU'),
  k8s('pdb', stays, 'a tenth of the pods at a time in a drain'),
  k8s('serviceaccount', gke, 'identity, linked to a Google service account in each overlay'),
  k8s('networkpolicy', gke, 'default deny with the ports that the code shows'),
  k8s('names', (model) => staged(model) && configured(model), 'where a Rollout names its ConfigMap, for kustomize'),
  k8s(
    'external-secret',
    (model) => gke(model) && model.secrets.some((secret) => secret.required),
    'variables kept in Secret Manager',
  ),
  file(
    'k8s-kustomization',
    'k8s/kustomization.yaml.ejs',
    'deploy/k8s/base/kustomization.yaml',
    gke,
    'yaml',
    'the base of every overlay, with the plain variables',
  ),
  {
    ...file('k8s-overlay', 'k8s/overlay.yaml.ejs', '', gke, 'yaml', 'what differs in one environment'),
    each: 'environment',
    path: (_model, environment) => `deploy/k8s/overlays/${environment}/kustomization.yaml`,
    about: (model, environment) =>
      model.work?.job
        ? clockOf(model)
        : model.work?.single
          ? 'one pod'
          : `${environment?.minReplicas}–${environment?.maxReplicas} pods`,
  },
  component('monitoring', 'monitoring', measured, 'the component that collects metrics', 'kustomization'),
  component('monitoring', 'podmonitoring', measured, 'metrics for Managed Prometheus'),
  component('public', 'public', balanced('public'), 'the component that lets the internet in', 'kustomization'),
  component('public', 'gateway', balanced('public'), 'the external load balancer, with TLS'),
  ...balancer('public', 'what it sends to the service, and HTTP to HTTPS'),
  internal(
    'public',
    'the component for callers in the VPC outside the cluster; an overlay takes it in',
    'kustomization',
  ),
  internal('gateway', 'the load balancer inside the VPC'),
  ...balancer('internal', 'what it sends to the service'),
  {
    ...file('k8s-namespace', 'k8s/namespace.yaml.ejs', '', gke, 'yaml', 'the namespace, under Pod Security restricted'),
    each: 'environment',
    path: (_model, environment) => `deploy/k8s/overlays/${environment}/namespace.yaml`,
  },
  {
    ...file('k8s-quota', 'k8s/quota.yaml.ejs', '', gke, 'yaml', 'what the namespace may use, and each container of it'),
    each: 'environment',
    path: (_model, environment) => `deploy/k8s/overlays/${environment}/quota.yaml`,
    about: (_model, environment) => `${environment?.quota.pods} pods at most`,
  },
  {
    ...file(
      'k8s-secret-store',
      'k8s/secret-store.yaml.ejs',
      '',
      (model) => gke(model) && model.secrets.some((secret) => secret.required),
      'yaml',
      'where External Secrets reads',
    ),
    each: 'environment',
    path: (_model, environment) => `deploy/k8s/overlays/${environment}/secret-store.yaml`,
  },
];
