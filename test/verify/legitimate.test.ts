import { describe, expect, test } from '@jest/globals';
import { verifyFiles } from '../../core/verify/verify.js';
import { filesBelow, goldenCases } from '../../scripts/golden-cases.js';

const golden = new Map(goldenCases().map((one) => [one.name, filesBelow(one.expected)]));

interface Edit {
  readonly what: string;
  readonly in: string;
  readonly path: string;
  readonly from: string | RegExp;
  readonly to: string;
}

const RUN = 'deploy/cloud-run/production/service.yaml';
const BASE = 'deploy/k8s/base';

/** What people change in a scaffold that works, each alone. */
const EDITS: readonly Edit[] = [
  { what: 'more instances', in: 'backend-hybrid', path: RUN, from: 'maxScale: "10"', to: 'maxScale: "25"' },
  { what: 'more memory', in: 'backend-hybrid', path: RUN, from: 'memory: 512Mi', to: 'memory: 1Gi' },
  { what: 'two CPUs', in: 'backend-cloud-run', path: RUN, from: 'cpu: 1000m', to: 'cpu: 2000m' },
  {
    what: 'more requests at once',
    in: 'backend-cloud-run',
    path: RUN,
    from: 'containerConcurrency: 40',
    to: 'containerConcurrency: 80',
  },
  { what: 'a slower probe', in: 'backend-cloud-run', path: RUN, from: 'periodSeconds: 15', to: 'periodSeconds: 20' },
  {
    what: 'a variable of a library',
    in: 'backend-cloud-run',
    path: RUN,
    from: '          env:\n',
    to: '          env:\n            - name: OTEL_SERVICE_NAME\n              value: orders\n',
  },
  {
    what: 'a label of a team',
    in: 'backend-cloud-run',
    path: RUN,
    from: '    app: orders\n',
    to: '    app: orders\n    team: payments\n',
  },
  {
    what: 'clients that stay',
    in: 'backend-cloud-run',
    path: RUN,
    from: '        run.googleapis.com/startup-cpu-boost: "true"\n',
    to: '        run.googleapis.com/startup-cpu-boost: "true"\n        run.googleapis.com/sessionAffinity: "true"\n',
  },
  {
    what: 'more pods',
    in: 'backend-gke',
    path: 'deploy/k8s/overlays/production/kustomization.yaml',
    from: 'value: 10',
    to: 'value: 12',
  },
  {
    what: 'more memory in pods',
    in: 'backend-gke',
    path: `${BASE}/deployment.yaml`,
    from: /memory: 512Mi/g,
    to: 'memory: 768Mi',
  },
  {
    what: 'a longer grace',
    in: 'backend-gke',
    path: `${BASE}/deployment.yaml`,
    from: 'terminationGracePeriodSeconds: 55',
    to: 'terminationGracePeriodSeconds: 90',
  },
  {
    what: 'a second container',
    in: 'backend-gke',
    path: `${BASE}/deployment.yaml`,
    from: '      containers:\n',
    to: '      containers:\n        - name: proxy\n          image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.0\n          args: [--port=5432]\n          resources:\n            requests: {cpu: 50m, memory: 64Mi}\n            limits: {cpu: 100m, memory: 64Mi}\n          securityContext:\n            allowPrivilegeEscalation: false\n            readOnlyRootFilesystem: true\n            capabilities:\n              drop: [ALL]\n          volumeMounts:\n            - name: writable-0\n              mountPath: /tmp\n',
  },
  {
    what: 'another target of the autoscaler',
    in: 'backend-gke',
    path: `${BASE}/hpa.yaml`,
    from: 'averageUtilization: 70',
    to: 'averageUtilization: 60',
  },
  {
    what: 'a way to a cache',
    in: 'backend-gke',
    path: `${BASE}/networkpolicy.yaml`,
    from: '  egress:\n',
    to: '  egress:\n    - to:\n        - ipBlock:\n            cidr: 10.0.0.0/8\n      ports:\n        - port: 6379\n          protocol: TCP\n',
  },
  {
    what: 'an annotation of a team',
    in: 'backend-gke',
    path: `${BASE}/service.yaml`,
    from: '  labels:\n',
    to: '  annotations:\n    acme.dev/owner: payments\n  labels:\n',
  },
  {
    what: 'a system package',
    in: 'backend-gke',
    path: 'Dockerfile',
    from: 'COPY --from=build /opt/venv /opt/venv\n',
    to: 'RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*\nCOPY --from=build /opt/venv /opt/venv\n',
  },
  {
    what: 'a label of the image',
    in: 'backend-gke',
    path: 'Dockerfile',
    from: 'LABEL org',
    to: 'LABEL team="payments"\nLABEL org',
  },
  {
    what: 'a patient check',
    in: 'backend-gke',
    path: 'Dockerfile',
    from: '--start-period=30s',
    to: '--start-period=2m',
  },
  {
    what: 'a digest of a bot',
    in: 'backend-gke',
    path: 'Dockerfile',
    from: /python:3\.12-slim-trixie/g,
    to: `python:3.12-slim-trixie@sha256:${'ab'.repeat(32)}`,
  },
  {
    what: 'a mail catcher',
    in: 'backend-gke',
    path: 'compose.yaml',
    from: '\nvolumes:\n',
    to: '\n  mail:\n    image: axllent/mailpit:v1.27\n    ports:\n      - "127.0.0.1:8025:8025"\n\nvolumes:\n',
  },
  { what: 'a newer database', in: 'backend-gke', path: 'compose.yaml', from: 'pgvector:pg15', to: 'pgvector:pg17' },
  {
    what: 'code mounted for work',
    in: 'backend-gke',
    path: 'compose.yaml',
    from: '    user: ',
    to: '    volumes:\n      - ./src:/app/src\n    user: ',
  },
  {
    what: 'another port here',
    in: 'backend-gke',
    path: 'compose.yaml',
    from: 'HOST_PORT:-8093',
    to: 'HOST_PORT:-9000',
  },
  {
    what: 'a folder left out',
    in: 'backend-gke',
    path: '.dockerignore',
    from: 'ai_docs\n',
    to: 'ai_docs\nnotebooks\nfixtures/\n',
  },
  {
    what: 'a longer upload',
    in: 'frontend-gke',
    path: 'deploy/nginx/nginx.conf',
    from: 'client_max_body_size 1m',
    to: 'client_max_body_size 20m',
  },
  {
    what: 'a header of the site',
    in: 'frontend-gke',
    path: 'deploy/nginx/nginx.conf',
    from: 'X-Content-Type-Options nosniff',
    to: 'X-Frame-Options DENY',
  },
  {
    what: 'a proxy beside the site',
    in: 'frontend-gke',
    path: 'deploy/nginx/nginx.conf',
    from: '    location / {\n',
    to: '    location /api/ {\n      proxy_pass https://api.example.com;\n      proxy_set_header Host api.example.com;\n    }\n\n    location / {\n',
  },
  {
    what: 'a slower collection',
    in: 'backend-gke',
    path: 'deploy/k8s/components/monitoring/podmonitoring.yaml',
    from: 'interval: 30s',
    to: 'interval: 60s',
  },
  { what: 'a home of its own', in: 'backend-gke', path: 'Dockerfile', from: 'HOME=/tmp', to: 'HOME=/home/app' },
  {
    what: 'no EXPOSE',
    in: 'backend-gke',
    path: 'Dockerfile',
    from: 'EXPOSE 8093\n',
    to: '',
  },
  {
    what: 'a quieter log of the site',
    in: 'frontend-gke',
    path: 'deploy/nginx/nginx.conf',
    from: 'access_log /dev/stdout json',
    to: 'access_log off',
  },
  {
    what: 'a capability of the service here',
    in: 'backend-gke',
    path: 'compose.yaml',
    from: '      - ALL\n',
    to: '      - ALL\n    cap_add:\n      - NET_BIND_SERVICE\n',
  },
  {
    what: 'a database with settings',
    in: 'backend-gke',
    path: 'compose.yaml',
    from: '    image: pgvector/pgvector:pg15\n',
    to: '    image: pgvector/pgvector:pg15\n    command: [postgres, -c, max_connections=300]\n',
  },
  {
    what: 'a quota that counts more',
    in: 'backend-gke',
    path: 'deploy/k8s/overlays/production/quota.yaml',
    from: '    pods: ',
    to: '    count/jobs.batch: 20\n    requests.nvidia.com/gpu: 1\n    pods: ',
  },
  {
    what: 'an autoscaler by memory too',
    in: 'backend-gke',
    path: `${BASE}/hpa.yaml`,
    from: '  metrics:\n',
    to: '  metrics:\n    - type: Resource\n      resource:\n        name: memory\n        target:\n          type: Utilization\n          averageUtilization: 80\n',
  },
  {
    what: 'an account of one environment',
    in: 'backend-hybrid',
    path: RUN,
    from: 'serviceAccountName: orders@',
    to: 'serviceAccountName: orders-production@',
  },
  {
    what: 'a longer time limit of the balancer',
    in: 'frontend-gke',
    path: 'deploy/k8s/components/public/backend-policy.yaml',
    from: 'timeoutSec: 60',
    to: 'timeoutSec: 120',
  },
];

describe('an edit that a person may make', () => {
  test.each(EDITS)('$what in $path of $in: nothing but notes', (edit) => {
    const files = golden.get(edit.in);
    const before = files?.get(edit.path);
    if (files === undefined || before === undefined) throw new Error(`${edit.in} has no ${edit.path}`);
    const after = before.replace(edit.from, edit.to);
    expect(after).not.toBe(before);
    const known = new Set(verifyFiles(files, {}, files).map((one) => one.message));
    const found = verifyFiles(new Map(files).set(edit.path, after), {}, files);
    const loud = found.filter((one) => one.severity !== 'note' && !known.has(one.message));
    expect(loud.map((one) => `${one.rule} ${one.path}:${one.line} ${one.message}`)).toEqual([]);
  });
});
