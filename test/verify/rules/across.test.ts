import { describe, expect, test } from '@jest/globals';
import { verifyFiles } from '../../../core/verify/verify.js';
import { filesBelow, goldenCases } from '../../../scripts/golden-cases.js';

const golden = new Map(goldenCases().map((one) => [one.name, filesBelow(one.expected)]));
const K8S = 'deploy/k8s/base';
const PUBLIC = 'deploy/k8s/components/public';
const RUN = 'deploy/cloud-run/production/service.yaml';
const OVERLAY = 'deploy/k8s/overlays/production/kustomization.yaml';
const SETTINGS = 'deploy/runtime/settings.py';
const NGINX = 'deploy/nginx/nginx.conf';

/** Rule, file, what stands there, what somebody makes of it. That the untouched tree is silent, golden.test.ts shows. */
const SLIPS: readonly (readonly [string, string, string, string])[] = [
  [
    'dockerfile-flags',
    'Dockerfile',
    '--mount=type=bind,source=requirements.txt',
    '--mont=type=bind,source=requirements.txt',
  ],
  ['dockerfile-flags', 'Dockerfile', 'target=/app/requirements.txt', 'traget=/app/requirements.txt'],
  ['dockerfile-flags', 'Dockerfile', 'target=/app/requirements.txt', 'target=/app/requirement.txt'],
  ['dockerfile-flags', 'Dockerfile', 'STOPSIGNAL SIGTERM', 'STOPSIGNAL SIGTREM'],
  ['dockerfile-healthcheck-times', 'Dockerfile', '--interval=30s', '--interval=30'],
  ['dockerfile-healthcheck-times', 'Dockerfile', '--timeout=3s', '--timeout=3m'],
  ['dockerfile-healthcheck-times', 'Dockerfile', '--start-period=30s', '--start-period=30h'],
  ['dockerfile-paths', 'Dockerfile', 'COPY --from=build /opt/venv /opt/venv', 'COPY --from=build /opt/vevn /opt/venv'],
  ['dockerfile-paths', 'Dockerfile', '&& pip --python /opt/venv', '&& pip --python opt/venv'],
  ['dockerfile-variables', 'Dockerfile', 'PYTHONPATH=', 'PYTHNPATH='],
  ['dockerfile-environment', 'Dockerfile', 'HOME=/tmp', 'HOME=tmp'],
  ['dockerfile-environment', 'Dockerfile', 'CMD ["python", "/app/deploy', 'CMD ["python", "/opt/deploy'],
  ['dockerfile-commands', 'Dockerfile', '&& pip --python', '&& ppip --python'],
  ['region-exists', 'Dockerfile', 'FROM python:3.12-slim-trixie AS build', 'FROM python:3.12-slim-trixei AS build'],
  ['region-exists', RUN, 'location: us-central1', 'location: us-cenrtal1'],
  ['region-exists', RUN, 'us-central1-docker.pkg.dev', 'us-central1-docker.pgk.dev'],
  ['dockerignore-names', '.dockerignore', '**/.mypy_cache', '**/.mypy_cahce'],
  ['compose-checks', 'compose.yaml', 'interval: 2s', 'interval: 2ms'],
  ['compose-checks', 'compose.yaml', '- 127.0.0.1\n', '- 17.0.0.1\n'],
  ['compose-neighbours', 'compose.yaml', 'orders@database:', 'orders@databse:'],
  ['compose-neighbours', 'compose.yaml', '5432/orders', '5433/orders'],
  ['compose-neighbours', 'compose.yaml', 'POSTGRES_HOST_AUTH_METHOD: trust', 'POSTGRES_HOST_AUTH_METHOD: turst'],
  ['compose-restrictions', 'compose.yaml', '/tmp:size=64m', 'tmp:size=64m'],
  ['compose-restrictions', 'compose.yaml', "'65532:65532'", "'65532:65523'"],
  ['environments-agree', RUN, 'containerConcurrency: 40', 'containerConcurrency: 44'],
  ['platforms-agree', RUN, 'memory: 512Mi', 'memory: 1Gi'],
  ['cloud-run-resources', RUN, 'memory: 512Mi', 'memory: 512M'],
  ['wrapper-settings', SETTINGS, 'PROTOCOL = "asgi"', 'PROTOCOL = "agsi"'],
  ['wrapper-settings', SETTINGS, 'KEEP_ALIVE_SECONDS =', 'KEEP_ALVE_SECONDS ='],
  ['wrapper-settings', SETTINGS, '"/health/ready"', '"/health/raedy"'],
  ['wrapper-times', SETTINGS, 'REQUEST_SECONDS = 60', 'REQUEST_SECONDS = 6'],
  ['wrapper-times', SETTINGS, 'KEEP_ALIVE_SECONDS = 620', 'KEEP_ALIVE_SECONDS = 62'],
  ['port-agrees', SETTINGS, 'DEFAULT_PORT = 8093', 'DEFAULT_PORT = 8039'],
  ['scripts-agree', 'deploy/scripts/deploy.sh', 'namespace=orders-production', 'namespace=orders-prod'],
  ['scripts-names', 'deploy/scripts/rollback.sh', 'rollout undo deployment/orders', 'rollout undo deployment/order'],
  ['k8s-monitoring', 'deploy/k8s/components/monitoring/podmonitoring.yaml', 'port: http', 'port: htpp'],
  ['k8s-monitoring', 'deploy/k8s/components/monitoring/podmonitoring.yaml', 'interval: 30s', 'interval: 30m'],
  ['k8s-egress', `${K8S}/networkpolicy.yaml`, 'port: 988', 'port: 998'],
  ['k8s-operators', `${K8S}/networkpolicy.yaml`, 'operator: In', 'operator: in'],
  [
    'k8s-well-known',
    `${K8S}/networkpolicy.yaml`,
    'kubernetes.io/metadata.name: kube-system',
    'kubernetes.io/metadata.name: kube-sytem',
  ],
  ['kustomize-operations', OVERLAY, 'path: /metadata/annotations', 'path: /annotations'],
  ['name-slip', RUN, 'name: orders-database-url', 'name: oders-database-url'],
  ['k8s-object', `${K8S}/service.yaml`, 'kind: Service', 'kidn: Service'],
  ['k8s-quota-sizes', 'deploy/k8s/overlays/production/quota.yaml', 'limits.memory: ', 'limits.memory: 9'],
  ['k8s-volumes', `${K8S}/deployment.yaml`, 'mountPath: /tmp', 'mountPath: tmp'],
  ['k8s-disruption', `${K8S}/pdb.yaml`, 'maxUnavailable: 1', 'maxUnavailable: 10'],
];

const SITE: readonly (readonly [string, string, string, string])[] = [
  ['nginx-directives', NGINX, 'keepalive_timeout 620s', 'keepalive_timeout 6s'],
  ['nginx-directives', NGINX, 'sendfile on', 'sendfiel on'],
  ['nginx-directives', NGINX, 'client_max_body_size 1m', 'client_max_body_size 1'],
  ['nginx-directives', NGINX, 'pid /tmp/nginx.pid', 'pid /etc/nginx.pid'],
  ['nginx-directives', NGINX, 'try_files $uri =404', 'try_files $uri =4040'],
  ['nginx-directives', NGINX, 'location = /health/ready', 'location = /health/raedy'],
  ['gateway-routes', `${PUBLIC}/routes.yaml`, 'sectionName: https', 'sectionName: htps'],
  ['gateway-routes', `${PUBLIC}/routes.yaml`, 'port: 80', 'port: 8080'],
  ['gateway-routes', `${PUBLIC}/routes.yaml`, 'statusCode: 301', 'statusCode: 310'],
  ['gateway-routes', `${PUBLIC}/gateway.yaml`, 'port: 443', 'port: 4433'],
  ['gateway-policies', `${PUBLIC}/health-check.yaml`, 'port: 8080', 'port: 8081'],
  ['gateway-policies', `${PUBLIC}/health-check.yaml`, 'kind: Service', 'kind: Sevice'],
  ['balancer-times', `${PUBLIC}/backend-policy.yaml`, 'drainingTimeoutSec: 15', 'drainingTimeoutSec: 150'],
  ['dockerfile-flags', 'Dockerfile', '--chmod=755', '--chmod=7855'],
];

function hits(tree: string, [rule, path, from, to]: readonly [string, string, string, string]): readonly unknown[] {
  const files = golden.get(tree);
  const before = files?.get(path) ?? '';
  const after = before.replace(from, to);
  if (files === undefined || after === before) throw new Error(`${tree} ${path} has no ${from}`);
  const line = after.slice(0, before.indexOf(from)).split('\n').length;
  const count = to.replace(/\n$/, '').split('\n').length;
  const found = verifyFiles(new Map(files).set(path, after), {});
  return found.filter(
    (one) => one.rule === rule && one.path === path && (one.line ?? 0) >= line && (one.line ?? 0) < line + count,
  );
}

describe('slips in a scaffold, each found at its line', () => {
  test.each(SLIPS.map((one) => [`${one[0]}: ${one[3]}`, one] as const))('%s', (_, one) => {
    expect(hits('backend-hybrid', one)).not.toEqual([]);
  });

  test.each(SITE.map((one) => [`${one[0]}: ${one[3]}`, one] as const))('%s', (_, one) => {
    expect(hits('frontend-gke', one)).not.toEqual([]);
  });
});
