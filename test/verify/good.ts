import type { Variable } from '../../core/detect/fact-values.js';
import type { Facts } from '../../core/detect/facts.js';
import type { Finding } from '../../core/verify/finding.js';
import { verifyFiles } from '../../core/verify/verify.js';

const DOCKERFILE = `FROM python:3.12-slim-trixie AS build
WORKDIR /build
RUN --mount=type=bind,source=requirements.txt,target=requirements.txt \\
    python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt

FROM python:3.12-slim-trixie AS runtime
RUN apt-get update \\
 && apt-get install --yes --no-install-recommends libpq5 \\
 && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/venv/bin:$PATH \\
    PORT=8080
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY src /app/src
COPY deploy/runtime /app/deploy/runtime
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s \\
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/health/live')"]
CMD ["python", "-m", "deploy.runtime.serve"]
`;

const SETTINGS = `LIVE = "/health/live"
READY = "/health/ready"
GRACE_SECONDS = 8
`;

const COMPOSE = `name: orders
services:
  app:
    build:
      context: .
    depends_on:
      database:
        condition: service_healthy
    environment:
      PORT: '8080'
      DATABASE_URL: postgresql://orders@database:5432/orders
      LOG_FORMAT: json
    env_file:
      - path: .env
        required: false
    ports:
      - '127.0.0.1:8080:8080'
    user: '65532:65532'
    cap_drop:
      - ALL
    read_only: true
    security_opt:
      - no-new-privileges:true
    tmpfs:
      - /tmp
  database:
    image: postgres:15.19
    environment:
      POSTGRES_HOST_AUTH_METHOD: trust
    volumes:
      - data:/var/lib/postgresql/data
    healthcheck:
      test: [CMD, pg_isready]
volumes:
  data:
`;

const CLOUD_RUN = `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: orders
  annotations:
    run.googleapis.com/ingress: internal
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/minScale: "1"
        autoscaling.knative.dev/maxScale: "10"
        run.googleapis.com/startup-cpu-boost: "true"
        run.googleapis.com/execution-environment: gen2
    spec:
      containerConcurrency: 80
      timeoutSeconds: 300
      serviceAccountName: orders@example-project.iam.gserviceaccount.com
      containers:
        - name: orders
          image: registry.example.com/orders@sha256:${'1a'.repeat(32)}
          ports:
            - name: http1
              containerPort: 8080
          env:
            - name: LOG_FORMAT
              value: json
            - name: DATABASE_URL
              valueFrom:
                secretKeyRef:
                  name: orders-database-url
                  key: latest
          resources:
            limits:
              cpu: 1000m
              memory: 512Mi
          startupProbe:
            httpGet:
              path: /health/ready
              port: 8080
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 24
          livenessProbe:
            httpGet:
              path: /health/live
              port: 8080
            periodSeconds: 10
            timeoutSeconds: 3
          volumeMounts:
            - name: scratch
              mountPath: /tmp
      volumes:
        - name: scratch
          emptyDir:
            medium: Memory
            sizeLimit: 64Mi
  traffic:
    - percent: 100
      latestRevision: true
`;

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
spec:
  selector:
    matchLabels:
      app: orders
  template:
    metadata:
      labels:
        app: orders
    spec:
      serviceAccountName: orders
      terminationGracePeriodSeconds: 45
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: orders
          image: orders
          imagePullPolicy: Always
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: PORT
              value: "8080"
            - name: DATABASE_URL
              valueFrom:
                secretKeyRef:
                  name: orders
                  key: DATABASE_URL
          envFrom:
            - configMapRef:
                name: orders
          resources:
            requests:
              cpu: 250m
              memory: 256Mi
            limits:
              cpu: 1000m
              memory: 512Mi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
          startupProbe:
            httpGet:
              path: /health/live
              port: http
            periodSeconds: 2
            failureThreshold: 30
          readinessProbe:
            httpGet:
              path: /health/ready
              port: http
            periodSeconds: 5
            timeoutSeconds: 2
          livenessProbe:
            httpGet:
              path: /health/live
              port: http
            periodSeconds: 10
          lifecycle:
            preStop:
              sleep:
                seconds: 15
          volumeMounts:
            - name: scratch
              mountPath: /tmp
      volumes:
        - name: scratch
          emptyDir:
            sizeLimit: 64Mi
`;

const NETWORK = `apiVersion: v1
kind: Service
metadata:
  name: orders
spec:
  selector:
    app: orders
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: orders
spec:
  podSelector:
    matchLabels:
      app: orders
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - podSelector: {}
      ports:
        - port: 8080
          protocol: TCP
  egress:
    - ports:
        - port: 53
          protocol: UDP
`;

const SCALING = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: orders
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: orders
  minReplicas: 2
  maxReplicas: 4
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: orders
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      app: orders
`;

const CONFIGURATION = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: orders
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: orders
data:
  LOG_FORMAT: json
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: orders
spec:
  refreshInterval: 1h
  secretStoreRef:
    kind: SecretStore
    name: orders
  data:
    - secretKey: DATABASE_URL
      remoteRef:
        key: orders-database-url
`;

const BASE = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - configuration.yaml
  - deployment.yaml
  - network.yaml
  - scaling.yaml
`;

const OVERLAY = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: production
resources:
  - ../../base
  - environment.yaml
images:
  - name: orders
    newName: registry.example.com/orders
    digest: sha256:${'1a'.repeat(32)}
patches:
  - target:
      kind: HorizontalPodAutoscaler
      name: orders
    patch: |-
      - op: replace
        path: /spec/minReplicas
        value: 3
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: orders
      spec:
        template:
          spec:
            containers:
              - name: orders
                env:
                  - name: WORKERS
                    value: "2"
`;

const ENVIRONMENT = `apiVersion: v1
kind: Namespace
metadata:
  name: production
  labels:
    pod-security.kubernetes.io/enforce: restricted
---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: orders
spec:
  provider:
    gcpsm:
      projectID: example-project
`;

/** A whole scaffold in which no rule finds anything. */
export const GOOD: ReadonlyMap<string, string> = new Map([
  ['Dockerfile', DOCKERFILE],
  ['.dockerignore', '**/.git\n**/.env\n'],
  ['.env.example', '# Copy to .env\nDATABASE_URL=\nLOG_FORMAT=json\n# TIMEOUT_SECONDS=30\n'],
  ['compose.yaml', COMPOSE],
  ['deploy/runtime/settings.py', SETTINGS],
  ['deploy/cloud-run/production/service.yaml', CLOUD_RUN],
  ['deploy/k8s/base/deployment.yaml', DEPLOYMENT],
  ['deploy/k8s/base/network.yaml', NETWORK],
  ['deploy/k8s/base/scaling.yaml', SCALING],
  ['deploy/k8s/base/configuration.yaml', CONFIGURATION],
  ['deploy/k8s/base/kustomization.yaml', BASE],
  ['deploy/k8s/overlays/production/kustomization.yaml', OVERLAY],
  ['deploy/k8s/overlays/production/environment.yaml', ENVIRONMENT],
]);

const variable = (name: string, required: boolean, secret: boolean, line: number): Variable => ({
  name,
  required,
  secret,
  file: 'src/settings.py',
  line,
});

const evidence = [{ file: 'src/settings.py', line: 1, rule: 'test', text: '' }];

/** What the code of that scaffold reads. */
export const FACTS: Facts = {
  variables: {
    value: [
      variable('DATABASE_URL', true, true, 4),
      variable('LOG_FORMAT', false, false, 5),
      variable('TIMEOUT_SECONDS', false, false, 6),
      variable('WORKERS', false, false, 7),
    ],
    confidence: 'certain',
    evidence,
    others: [],
  },
};

/** Short names of the files above, for tables of cases. */
export const AT = {
  run: 'deploy/cloud-run/production/service.yaml',
  deployment: 'deploy/k8s/base/deployment.yaml',
  network: 'deploy/k8s/base/network.yaml',
  scaling: 'deploy/k8s/base/scaling.yaml',
  configuration: 'deploy/k8s/base/configuration.yaml',
  base: 'deploy/k8s/base/kustomization.yaml',
  overlay: 'deploy/k8s/overlays/production/kustomization.yaml',
  environment: 'deploy/k8s/overlays/production/environment.yaml',
} as const;

/** The scaffold with one text replaced by another; throws when the text is not there exactly once. */
export function edited(path: string, from: string, to: string): ReadonlyMap<string, string> {
  const source = GOOD.get(path) ?? '';
  if (source.split(from).length !== 2) throw new Error(`${path}: "${from}" is not there exactly once`);
  return new Map([...GOOD, [path, source.replace(from, () => to)]]);
}

/** What is said about one edit. */
export const judged = (path: string, from: string, to: string): readonly Finding[] =>
  verifyFiles(edited(path, from, to), FACTS);

/** Line of a text in a file of the edited scaffold. */
export function lineOf(files: ReadonlyMap<string, string>, path: string, text: string): number {
  return (files.get(path) ?? '').split('\n').findIndex((line) => line.includes(text)) + 1;
}

/** One edit: where, what is replaced by what, and what its rule must say about which line (found by its text). */
export interface Case {
  readonly rule: string;
  readonly path: string;
  readonly from: string;
  readonly to: string;
  /** Where it is reported: a text on the line, in the same file unless `in` says so; absent: any line. */
  readonly on?: string;
  readonly in?: string;
  readonly says?: RegExp;
  readonly severity?: Finding['severity'];
}

/** The findings of the case's rule, where it wants them; empty when the rule is silent or speaks elsewhere. */
export function hits(one: Case): readonly Finding[] {
  const files = edited(one.path, one.from, one.to);
  const path = one.in ?? one.path;
  const line = one.on === undefined ? undefined : lineOf(files, path, one.on);
  return verifyFiles(files, FACTS).filter(
    (finding) =>
      finding.rule === one.rule &&
      finding.path === path &&
      (line === undefined || finding.line === line) &&
      (one.says?.test(`${finding.message} ${finding.fix ?? ''}`) ?? true) &&
      (one.severity === undefined || finding.severity === one.severity),
  );
}
