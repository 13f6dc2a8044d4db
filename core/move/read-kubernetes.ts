import { mainContainer, type Resource, type Unit, workload } from '../verify/resources.js';
import { at, items, type Node, number, text } from '../verify/yaml-node.js';
import { present, probesOf, type Reading, resourcesOf, texts } from './reading.js';

/** What one overlay says once kustomize has put it together; undefined where no workload is in it. */
export function readKubernetes(unit: Unit): Reading | undefined {
  const all = (kind: string): readonly Resource[] => unit.resources.filter((one) => one.kind === kind);
  const works = unit.resources.flatMap((one) => workload(one) ?? []);
  // Beside a service, and beside a job, stands what migrates.
  const work =
    works.find((one) => one.serves) ??
    works.find((one) => text(at(one.template, 'metadata', 'labels', 'app.kubernetes.io/component')) !== 'migration');
  const container = work === undefined ? undefined : mainContainer(work);
  if (work === undefined || container === undefined) return undefined;
  const of = (kind: string): Resource | undefined => unit.resources.find((one) => one.kind === kind);
  const scaler = of('HorizontalPodAutoscaler')?.root;
  const cpu = items(at(scaler, 'spec', 'metrics')).find((metric) => text(at(metric, 'resource', 'name')) === 'cpu');
  const policy = of('GCPBackendPolicy')?.root;
  const account = at(of('ServiceAccount')?.root, 'metadata', 'annotations', 'iam.gke.io/gcp-service-account');
  const egress = all('NetworkPolicy')
    .flatMap((one) => items(at(one.root, 'spec', 'egress')))
    .flatMap((rule) => items(at(rule, 'ports')))
    .flatMap((port) => number(at(port, 'port')) ?? []);
  const { variables, secrets } = environmentOf(unit, container.node);
  return {
    ...resourcesOf(container),
    ...probesOf(container),
    ...present({
      image: text(at(container.node, 'image')),
      port: number(at(items(at(container.node, 'ports'))[0], 'containerPort')),
      least: number(at(scaler, 'spec', 'minReplicas')),
      most: number(at(scaler, 'spec', 'maxReplicas')),
      cpuTargetPercent: number(at(cpu, 'resource', 'target', 'averageUtilization')),
      runSeconds: work.serves
        ? undefined
        : number(at(work.resource.root, 'spec', 'jobTemplate', 'spec', 'activeDeadlineSeconds')),
      requestSeconds: number(at(policy, 'spec', 'default', 'timeoutSec')),
      preStopSeconds: number(at(container.node, 'lifecycle', 'preStop', 'sleep', 'seconds')),
      graceSeconds: number(at(work.spec, 'terminationGracePeriodSeconds')),
      account: text(account),
      exposure: of('Gateway') === undefined ? ('internal' as const) : ('public' as const),
      egress: [...new Set(egress)],
    }),
    variables,
    secrets,
    writable: items(at(container.node, 'volumeMounts')).map((mount) => text(at(mount, 'mountPath')) ?? ''),
  };
}

/** Variables of the container itself and of the ConfigMaps it takes in; PORT is the scaffold's own. */
function environmentOf(unit: Unit, container: Node): Pick<Reading, 'variables' | 'secrets'> {
  const variables = new Map<string, string>();
  const secrets = new Map<string, string>();
  for (const item of items(at(container, 'envFrom'))) {
    const name = text(at(item, 'configMapRef', 'name'));
    const map = unit.resources.find((one) => one.kind === 'ConfigMap' && one.name === name);
    for (const [key, value] of texts(at(map?.root, 'data'))) variables.set(key, value);
  }
  for (const item of items(at(container, 'env'))) {
    const name = text(at(item, 'name')) ?? '';
    const key = text(at(item, 'valueFrom', 'secretKeyRef', 'key'));
    if (key !== undefined) secrets.set(name, secretOf(unit, key));
    // What is taken from the pod itself (fieldRef) has no value here.
    else if (name !== 'PORT' && at(item, 'valueFrom') === undefined) variables.set(name, text(at(item, 'value')) ?? '');
  }
  return { variables, secrets };
}

/** The id in Secret Manager that External Secrets fills a key from; the key itself where nothing says so. */
function secretOf(unit: Unit, key: string): string {
  const data = unit.resources
    .filter((one) => one.kind === 'ExternalSecret')
    .flatMap((one) => items(at(one.root, 'spec', 'data')));
  const found = data.find((item) => text(at(item, 'secretKey')) === key);
  return text(at(found, 'remoteRef', 'key')) ?? key;
}
