import { posix } from 'node:path';
import type { Model } from './model/model.js';
import type { MergeKind, Output, OutputId } from './output.js';

const always = (): boolean => true;
const none = (): string => '';
const gke = (model: Model): boolean => model.platforms.gke;
const site = (model: Model): boolean => model.build.stack === 'site';
const node = (model: Model): boolean => model.build.stack === 'node';
const runtime = (model: Model): boolean => model.runtime !== undefined;
const ofProtocol =
  (...protocols: readonly string[]) =>
  (model: Model): boolean =>
    model.runtime !== undefined && protocols.includes(model.runtime.protocol);
const measured = (model: Model): boolean => gke(model) && model.http.metrics !== undefined;
const open = (model: Model): boolean => gke(model) && model.exposure === 'public';
const component = (of: string, name: string, when: Output['when'], summary: string, file = name): Output => ({
  ...k8s(name, when, summary),
  path: () => `deploy/k8s/components/${of}/${file}.yaml`,
});
/** Plain variables, but for those that the container names itself. */
const configured = (model: Model): boolean => gke(model) && model.environment.some((setting) => !setting.inline);

const file = (
  id: OutputId,
  template: string,
  path: string,
  when: Output['when'],
  merge: MergeKind,
  summary: string,
  more: Partial<Pick<Output, 'mode' | 'about'>> = {},
): Output => ({ id, template, path: () => path, when, mode: 0o644, merge, about: none, summary, ...more });

const k8s = (name: string, when: Output['when'], summary: string, about: Output['about'] = none): Output =>
  file(`k8s-${name}`, `k8s/${name}.yaml.ejs`, `deploy/k8s/base/${name}.yaml`, when, 'yaml', summary, { about });

const python = (name: string, when: Output['when'], summary: string, template = `${name}.py`): Output =>
  file(
    `runtime-${name.replaceAll('_', '-')}`,
    `runtime/${template}`,
    `deploy/runtime/${name}.py`,
    when,
    'lines',
    summary,
  );

const cpu = (millis: number): string => `${millis / 1000} CPU`;

const staged = (model: Model): boolean => gke(model) && model.rollout.kind !== 'rolling';
const script = (name: string, summary: string): Output =>
  file(`script-${name}`, `scripts/${name}.sh.ejs`, `deploy/scripts/${name}.sh`, always, 'lines', summary, {
    mode: 0o755,
  });

/** One entry for every file that may be emitted, in the order of the report. */
export const OUTPUTS: readonly Output[] = [
  file(
    'dockerfile',
    'docker/Dockerfile.ejs',
    'Dockerfile',
    always,
    'dockerfile',
    'multi-stage image, numeric user, no shell',
    {
      about: (model) => `two stages, ${model.build.manager}, user ${model.image.user}`,
    },
  ),
  {
    ...file('dockerignore', '.dockerignore.tmpl', '.dockerignore', always, 'set', 'what enters the build context'),
    path: (model) => (model.image.context === '.' ? '.dockerignore' : 'Dockerfile.dockerignore'),
  },
  file(
    'compose',
    'compose/compose.yaml.ejs',
    'compose.yaml',
    (model) => model.compose,
    'yaml',
    'the service and its database on this machine',
    {
      about: (model) => (model.data?.local === undefined ? '' : 'with PostgreSQL 15 + pgvector'),
    },
  ),
  file(
    'env-example',
    'compose/env.example.ejs',
    '.env.example',
    (model) => model.compose,
    'set',
    'every variable that the code reads',
  ),
  {
    ...file(
      'cloud-run-service',
      'cloud-run/service.yaml.ejs',
      '',
      (model) => model.platforms.cloudRun,
      'yaml',
      'one whole Cloud Run service for each environment',
    ),
    each: 'environment',
    path: (_model, environment) => `deploy/cloud-run/${environment}/service.yaml`,
    about: (model, environment) =>
      `${cpu(model.resources.cpuMillis)}, ${model.resources.memoryMiB} MiB, ${environment?.minInstances}–${environment?.maxInstances} instances`,
  },
  {
    ...k8s(
      'deployment',
      gke,
      'pods under Pod Security restricted; `rollout.yaml` for Argo Rollouts',
      (model) => `${cpu(model.resources.requestCpuMillis)}, ${model.resources.requestMemoryMiB} MiB requested`,
    ),
    path: (model) => `deploy/k8s/base/${model.rollout.kind === 'rolling' ? 'deployment' : 'rollout'}.yaml`,
  },
  k8s('service', gke, 'the address of the pods'),
  k8s('preview', staged, 'the address of the pods of a release that waits'),
  k8s('hpa', gke, 'scaling by CPU'),
  k8s('pdb', gke, 'one pod at a time in a drain'),
  k8s('serviceaccount', gke, 'identity, linked to a Google service account in each overlay'),
  k8s('networkpolicy', gke, 'default deny with the ports that the code shows'),
  k8s('configmap', configured, 'plain variables'),
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
    'the base of every overlay',
  ),
  {
    ...file('k8s-overlay', 'k8s/overlay.yaml.ejs', '', gke, 'yaml', 'what differs in one environment'),
    each: 'environment',
    path: (_model, environment) => `deploy/k8s/overlays/${environment}/kustomization.yaml`,
    about: (_model, environment) => `${environment?.minReplicas}–${environment?.maxReplicas} pods`,
  },
  component('monitoring', 'monitoring', measured, 'the component that collects metrics', 'kustomization'),
  component('monitoring', 'podmonitoring', measured, 'metrics for Managed Prometheus'),
  component('public', 'public', open, 'the component that lets the internet in', 'kustomization'),
  component('public', 'gateway', open, 'the external load balancer, with TLS'),
  component('public', 'routes', open, 'what it sends to the service, and HTTP to HTTPS'),
  component('public', 'health-check', open, 'which path the balancer asks'),
  component('public', 'backend-policy', open, 'how long a request may take and how long a pod is drained'),
  {
    ...file('k8s-namespace', 'k8s/namespace.yaml.ejs', '', gke, 'yaml', 'the namespace, under Pod Security restricted'),
    each: 'environment',
    path: (_model, environment) => `deploy/k8s/overlays/${environment}/namespace.yaml`,
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
  file('nginx', 'nginx/nginx.conf.ejs', 'deploy/nginx/nginx.conf', site, 'lines', 'the web server of a site'),
  file(
    'site',
    'nginx/site.sh.ejs',
    'deploy/nginx/site.sh',
    site,
    'lines',
    'renders a site’s run-time configuration and starts nginx',
    { mode: 0o755 },
  ),
  file(
    'vite-config',
    'runtime/vite.config.mjs.ejs',
    'deploy/runtime/vite.config.mjs',
    (model) => model.build.stack === 'site' && model.build.runtimeNames.length > 0,
    'lines',
    'makes import.meta.env.VITE_* a run-time value',
    {
      about: (model) =>
        model.build.stack === 'site' ? `${model.build.runtimeNames.length} values filled at start` : '',
    },
  ),
  file(
    'site-pages',
    'runtime/pages.mjs.ejs',
    'deploy/runtime/pages.mjs',
    (model) => model.build.stack === 'site' && model.build.runtimeNames.length === 0,
    'lines',
    'finds the scripts that the built pages may run',
  ),
  file(
    'node-collect',
    'runtime/collect.mjs.ejs',
    'deploy/runtime/collect.mjs',
    node,
    'lines',
    'takes the built server and the packages it needs into the image',
  ),
  file(
    'node-serve',
    'runtime/serve.mjs.ejs',
    'deploy/runtime/serve.mjs',
    node,
    'lines',
    'makes the server obey $PORT, answer health checks and end on SIGTERM',
  ),
  file(
    'pdm-lock',
    'build/pdm_lock.py',
    'deploy/build/pdm_lock.py',
    (model) =>
      model.build.stack === 'python' &&
      model.build.install.some((step) => / \S*pdm_lock\.py /.test(step.commands.join(' && '))),
    'lines',
    'reads pdm.lock for pip: the image needs no pdm',
  ),
  python('serve', runtime, 'starts the app on $PORT and drains on SIGTERM'),
  python('settings', runtime, 'what the launcher knows of this service', 'settings.py.ejs'),
  python(
    'checks',
    (model) => (model.runtime?.checks.length ?? 0) > 0,
    'asks the database and Redis for readiness, within time limits',
  ),
  python('logs', runtime, 'one-line JSON logs with severity and trace'),
  python(
    'metrics',
    (model) => model.runtime?.metrics !== undefined || ofProtocol('wsgi')(model),
    'request metrics in the Prometheus format',
  ),
  {
    ...python('asgi', ofProtocol('asgi', 'agent'), 'adds the missing routes around an ASGI app'),
    about: (model) => {
      const added = [model.runtime?.live, model.runtime?.ready, model.runtime?.metrics];
      return `adds ${added.filter((path) => path !== undefined).join(', ')}`;
    },
  },
  python('asgi_server', ofProtocol('asgi', 'agent'), 'runs it under uvicorn'),
  python('workers', ofProtocol('asgi', 'agent'), 'several processes behind one socket'),
  python('wsgi', ofProtocol('wsgi'), 'adds the missing routes around a WSGI app'),
  python('wsgi_server', ofProtocol('wsgi'), 'runs it under gunicorn'),
  python('agent', ofProtocol('agent'), 'serves an agent that has no server'),
  python('adapters', ofProtocol('agent'), 'how each agent library is called'),
  python('values', ofProtocol('agent'), 'JSON of what an agent takes and gives'),
  file(
    'runtime-requirements',
    'runtime/requirements.txt.ejs',
    'deploy/runtime/requirements.txt',
    (model) => (model.runtime?.packages.length ?? 0) > 0,
    'set',
    'what deploy/runtime needs beyond the app’s packages, pinned with hashes',
  ),
  script('deploy', 'deploys one build to one environment'),
  script('promote', 'takes a release forward'),
  script('rollback', 'takes a release back'),
  script('smoke', 'requests the service where it is deployed'),
  file(
    'deploy-readme',
    'deploy/README.md.ejs',
    'deploy/README.md',
    always,
    'markdown',
    'how to build, deploy and take back',
  ),
  {
    ...file(
      'task',
      'task/containerize.md.ejs',
      '',
      (model) => model.plan.wanted,
      'markdown',
      'the written plan, with checks to tick',
    ),
    path: (model) => posix.normalize(model.plan.path),
  },
];
