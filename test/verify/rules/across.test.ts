import { describe, expect, test } from '@jest/globals';
import type { Facts } from '../../../core/detect/facts.js';
import type { Model } from '../../../core/model/model.js';
import { render } from '../../../core/render.js';
import { verifyFiles } from '../../../core/verify/verify.js';
import { filesBelow, goldenCases } from '../../../scripts/golden-cases.js';
import { matrixCases } from '../../../scripts/matrix-cases.js';

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
  ['dockerfile-environment', 'Dockerfile', 'HOME=/tmp', 'HOME=/mp'],
  ['dockerfile-environment', 'Dockerfile', '/app/deploy/runtime/serve.py', '/app/deploy/serve.py'],
  ['dockerfile-healthcheck-times', 'Dockerfile', 'timeout=2)', 'timeout=7)'],
  [
    'dockerfile-paths',
    'Dockerfile',
    'COPY --from=build /opt/venv',
    'COPY --from=build /uv /usr/local/vin/uv\nCOPY --from=build /opt/venv',
  ],
  ['dockerfile-healthcheck-times', 'Dockerfile', '--retries=3', '--retries=30'],
  ['dockerfile-parses', 'Dockerfile', '  CMD ["python", "-c"', '  CDM ["python", "-c"'],
  ['dockerignore-names', '.dockerignore', '**/.tox', '**/.tx'],
  ['compose-checks', 'compose.yaml', '        - pg_isready\n', ''],
  ['compose-checks', 'compose.yaml', 'retries: 30', 'retries: 300'],
  ['compose-neighbours', 'compose.yaml', 'orders@database:5432', 'orders@0'],
  ['wrapper-settings', SETTINGS, '\nGRACE_SECONDS = 8', '\nGRACE_ESCONDS = 8'],
  ['wrapper-settings', SETTINGS, 'READY: str | None = "/health/ready"', 'READY: str | None = "/ready"'],
  ['wrapper-times', SETTINGS, 'KEEP_ALIVE_SECONDS = 620', 'KEEP_ALIVE_SECONDS = 6200'],
  ['user-agrees', `${K8S}/deployment.yaml`, 'runAsGroup: 65532', 'runAsGroup: 65832'],
  [
    'k8s-placement',
    `${K8S}/deployment.yaml`,
    'app.kubernetes.io/name: orders\n          # Pods',
    'app.kubernetes.io/name: oorders\n          # Pods',
  ],
  [
    'dockerfile-flags',
    'Dockerfile',
    'source=deploy/runtime/requirements.txt',
    'source=deploy/runtimme/requirements.txt',
  ],
  ['compose-services', 'compose.yaml', 'no-new-privileges:true', 'no-new-privileges:tru'],
  ['compose-neighbours', 'compose.yaml', '5432/orders', '5432/odrers'],
  ['k8s-autoscaler', `${K8S}/hpa.yaml`, '    apiVersion: apps/v1\n    kind', '    kind'],
  ['address-slashes', 'Dockerfile', 'http://127.0.0.1', 'http:/127.0.0.1'],
  ['dockerignore-names', '.dockerignore', '**/*.egg-info', '**/*.ehg-info'],
  ['dockerignore-names', '.dockerignore', '**/*.pem', '**/*.prm'],
  ['compose-restrictions', 'compose.yaml', '      - ALL\n', '      - AALL\n'],
  ['compose-neighbours', 'compose.yaml', '        - orders\n', '        - ordrrs\n'],
  ['wrapper-settings', SETTINGS, '    GRACE_SECONDS = 35', '    GRACR_SECONDS = 35'],
  [
    'wrapper-settings',
    SETTINGS,
    'QUIET = frozenset({"/internal/alive", "/health/ready"',
    'QUIET = frozenset({"/internal/alive", "/ready"',
  ],
  ['k8s-autoscaler', `${K8S}/hpa.yaml`, '    name: orders\n  #', '    name: odrers\n  #'],
  ['k8s-autoscaler', `${K8S}/hpa.yaml`, 'name: cpu', 'name: cpi'],
  ['k8s-autoscaler', OVERLAY, 'value: 2\n', 'value: 0\n'],
  [
    'k8s-quota-sizes',
    'deploy/k8s/overlays/production/quota.yaml',
    'requests.memory: 10752Mi',
    'requests.memory: 10752M',
  ],
  ['k8s-quota-sizes', 'deploy/k8s/overlays/production/quota.yaml', 'pods: 21', 'ods: 21'],
  ['k8s-quota-sizes', 'deploy/k8s/overlays/production/quota.yaml', '- type: Container', '- type: Contaainer'],
  ['k8s-quota-sizes', 'deploy/k8s/overlays/production/quota.yaml', 'cpu: 250m\n', 'cpu: 250\n'],
  [
    'kubernetes-schema',
    'deploy/k8s/components/internal/routes.yaml',
    'gateway.networking.k8s.io',
    'gateway.nettworking.k8s.io',
  ],
  ['k8s-non-root', `${K8S}/deployment.yaml`, 'runAsUser: 65532\n        runAsGroup: 65532\n', 'runAsUser: 65532\n'],
  ['environments-agree', RUN, 'serviceAccountName: orders@', 'serviceAccountName: ordesr@'],
  ['name-slip', OVERLAY, 'gcp-service-account: orders', 'gcp-service-account: odrers'],
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
  ['nginx-directives', NGINX, 'access_log /dev/stdout', 'access_log /dev/stdoit'],
  ['dockerfile-environment', 'Dockerfile', 'ENTRYPOINT ["/opt/site', 'ENTRYPOINT ["/pt/site'],
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

/** Rules that speak of a tree after one replacement, with the places that they name. */
function told(files: ReadonlyMap<string, string>, path: string, from: string | RegExp, to: string): readonly string[] {
  const before = files.get(path) ?? '';
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${path} has no ${from}`);
  return verifyFiles(new Map(files).set(path, after), {}).map(
    (one) => `${one.rule} ${one.path}:${one.line} ${one.message}`,
  );
}

describe('findings that lead to the other place too', () => {
  const hybrid = golden.get('backend-hybrid') ?? new Map();
  const quota = 'deploy/k8s/overlays/production/quota.yaml';

  test('a quota that the autoscaler outgrew names the line of its most pods', () => {
    expect(told(hybrid, OVERLAY, 'value: 10\n', 'value: 100\n')).toContainEqual(
      expect.stringMatching(new RegExp(`^k8s-quota ${quota}:\\d+ .*\\(${OVERLAY}:30\\)$`)),
    );
  });

  test('a slow probe and a slow check of the balancer name how often they ask', () => {
    expect(told(hybrid, RUN, 'periodSeconds: 2\n', 'periodSeconds: 22\n')).toContainEqual(
      expect.stringMatching(new RegExp(`330 s to start.*every 22 s \\(${RUN}:\\d+\\)$`)),
    );
    const check = `${PUBLIC}/health-check.yaml`;
    const site = golden.get('frontend-gke') ?? new Map();
    expect(told(site, check, 'checkIntervalSec: 5', 'checkIntervalSec: 55')).toContainEqual(
      expect.stringMatching(new RegExp(`^gateway-policies .*every 55 s \\(${check}:14\\)$`)),
    );
  });

  test('lines of a quota that disagree name each other', () => {
    expect(told(hybrid, quota, 'pods: 21', 'pods: 29')).toContainEqual(
      expect.stringMatching(new RegExp(`^k8s-quota-sizes .*\\(${quota}:10\\)$`)),
    );
  });
});

describe('what is gone', () => {
  test.each([
    [
      'the launcher’s packages',
      'dockerfile-environment',
      'backend-hybrid',
      'Dockerfile',
      /COPY --from=build \/opt\/runtime.*\n/,
    ],
    ['every service', 'compose-services', 'frontend-gke', 'compose.yaml', /services:\n(.*\n)+/],
    ['the test of a check', 'compose-references', 'backend-hybrid', 'compose.yaml', / {6}test:\n( {8}.*\n)+/],
    ['EXPOSE', 'dockerfile-environment', 'backend-hybrid', 'Dockerfile', 'EXPOSE 8093\n'],
    [
      'the check of a balancer',
      'gateway-policies',
      'frontend-gke',
      `${PUBLIC}/health-check.yaml`,
      / {4}config:\n( {6}.*\n)+/,
    ],
    ['all of a patch', 'kustomize-schema', 'backend-hybrid', OVERLAY, / {6}- op: add\n( {8}.*\n)+/],
  ] as const)('%s is missed', (_, rule, tree, path, gone) => {
    const found = told(golden.get(tree) ?? new Map(), path, gone, '');
    expect(found).toContainEqual(expect.stringMatching(new RegExp(`^${rule} ${path}:`)));
  });
});

describe('names that only some scaffolds have', () => {
  test('the keys of network interfaces', () => {
    const path = 'deploy/cloud-run/development/worker-pool.yaml';
    const worker = golden.get('worker-cloud-run') ?? new Map();
    const found = told(worker, path, '"network":', '"networl":');
    expect(found).toContainEqual(expect.stringMatching(/network-interfaces: .* is not among the values it takes/));
    const tagged = told(worker, path, '"network":', '"tags":["a","b"],"network":');
    expect(tagged).not.toContainEqual(expect.stringMatching(/network-interfaces: .* is not among the values it takes/));
  });

  test('the program of a neighbour', () => {
    const found = told(golden.get('worker-hybrid') ?? new Map(), 'compose.yaml', '- redis-server', '- redis-setver');
    expect(found).toContainEqual(
      expect.stringMatching(/^compose-neighbours compose.yaml:\d+ .* no program redis-setver/),
    );
  });

  const canary = matrixCases().find(({ name }) => /^(backend|agent)_gke_canary/.test(name));
  const files = new Map([...render(canary?.model as Model).values()].map(({ path, text }) => [path, text] as const));

  test('the Service of a release that waits', () => {
    const path = 'deploy/k8s/base/rollout.yaml';
    const found = told(files, path, 'canaryService: shop-preview', 'canaryService: shop-prevew');
    expect(found).toContainEqual(expect.stringMatching(/^rollout-services .*there is no Service shop-prevew/));
    expect(told(files, path, /$/, '# mine\n')).not.toContainEqual(expect.stringMatching(/^rollout-services/));
  });

  test('a file that is mounted away from its neighbour', () => {
    const found = told(files, 'Dockerfile', 'target=/app/pyproject.toml', 'target=/pyproject.toml');
    expect(found).toContainEqual(
      expect.stringMatching(/^dockerfile-flags Dockerfile:\d+ pyproject.toml is mounted in \//),
    );
  });
});

describe('the example of an environment file', () => {
  const files = golden.get('backend-gke') ?? new Map();
  const facts: Facts = {
    variables: {
      value: [{ name: 'TAX_PERCENT', default: '19', required: false, secret: false, file: 'src/a.py', line: 3 }],
      confidence: 'certain',
      evidence: [],
    },
  } as unknown as Facts;
  const judged = (from: string, to: string): readonly string[] =>
    verifyFiles(new Map(files).set('.env.example', (files.get('.env.example') ?? '').replace(from, to)), facts)
      .filter(({ rule }) => rule === 'env-example')
      .map(({ line, message }) => `${line} ${message}`);

  test('has the values of the code, or says where they differ', () => {
    expect(judged('TAX_PERCENT=19', 'TAX_PERCENT=91')).toEqual([
      expect.stringMatching(/^\d+ TAX_PERCENT is 91, and 19 .*src\/a.py:3/),
    ]);
    expect(judged('TAX_PERCENT=19', 'TAX_PERCENT=19\nMINE=1')).toEqual([]);
    expect(judged('TAX_PERCENT=19', 'TAX_PERCENT=')).toEqual([]);
  });
});
