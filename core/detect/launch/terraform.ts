import type { Folder } from '../folder.js';
import { type HclAttribute, type HclBlock, type HclValue, readHcl } from './hcl.js';
import { isSideImage } from './manifests.js';
import { isRecord } from './yaml.js';

/** What Terraform says of the containers that it runs: a number or a path, and where it stands. */
export interface Declared {
  readonly kind: 'port' | 'health' | 'ready';
  readonly value: string | number;
  readonly file: string;
  readonly line: number;
}

const EXAMPLES = /(?:^|\/)(?:\.terraform|tests?|examples?|docs|node_modules|\.github)\//;
/** Resources whose containers are a service: Cloud Run, Kubernetes, Azure Container Apps, ECS. */
const SERVICES = /^(?:google_cloud_run(?:_v2)?_service|kubernetes_deployment(?:_v1)?|azurerm_container_app)$/;
const PROBES: Readonly<Record<string, Declared['kind']>> = {
  liveness_probe: 'health',
  startup_probe: 'health',
  readiness_probe: 'ready',
};

/**
 * Ports and probe paths of the Terraform files of a service folder. Several services in them that disagree on a port
 * are another folder's as likely as this one's: then there is none.
 */
export function readTerraform(folder: Folder): readonly Declared[] {
  const files = folder.list().filter((file) => file.endsWith('.tf') && !EXAMPLES.test(file));
  const bodies = files.map((file) => ({ file, body: readHcl(folder.read(file) ?? '') }));
  const defaults = new Map<string, HclValue>();
  for (const { body } of bodies) {
    for (const { words, attributes } of body.blocks)
      if (words[0] === 'variable')
        defaults.set(`var.${words[1]}`, attributes.find(({ name }) => name === 'default')?.value);
  }
  const found = bodies.flatMap(({ file, body }) =>
    body.blocks.filter(({ words }) => words[0] === 'resource').flatMap((block) => declaredIn(block, file, defaults)),
  );
  const ports = new Set(found.flatMap(({ kind, value }) => (kind === 'port' ? [value] : [])));
  return ports.size > 1 ? found.filter(({ kind }) => kind !== 'port') : found;
}

function declaredIn(block: HclBlock, file: string, defaults: ReadonlyMap<string, HclValue>): readonly Declared[] {
  const found: Declared[] = [];
  const resolve = (value: HclValue): HclValue =>
    isRecord(value) && typeof value.reference === 'string' ? defaults.get(value.reference) : value;
  const add = (kind: Declared['kind'], attribute: HclAttribute | undefined): void => {
    const value = resolve(attribute?.value);
    if (attribute === undefined) return;
    const { line } = attribute;
    if (kind === 'port' && Number(value) > 0 && Number(value) < 65_536)
      found.push({ kind, value: Number(value), file, line });
    if (kind !== 'port' && typeof value === 'string' && /^\/[^?#\s]+$/.test(value))
      found.push({ kind, value, file, line });
  };
  const of = (one: HclBlock, name: string): HclAttribute | undefined =>
    one.attributes.find((attribute) => attribute.name === name);
  const visit = (one: HclBlock): void => {
    const name = one.words[0] ?? '';
    if (isSideImage(String(resolve(of(one, 'image')?.value) ?? ''))) return;
    if (name === 'ports' || name === 'port') add('port', of(one, 'container_port'));
    if (name === 'ingress') add('port', of(one, 'target_port'));
    const probe = PROBES[name];
    for (const inner of one.blocks) {
      if (probe !== undefined && inner.words[0] === 'http_get') add(probe, of(inner, 'path'));
      visit(inner);
    }
  };
  const type = block.words[1] ?? '';
  if (SERVICES.test(type)) visit(block);
  if (type === 'aws_ecs_task_definition') for (const one of block.attributes) add('port', ecsPort(one));
  if (type === 'aws_lb_target_group')
    for (const one of block.blocks) if (one.words[0] === 'health_check') add('health', of(one, 'path'));
  return found;
}

/** The port of the only container of `container_definitions = jsonencode([…])`. */
function ecsPort(attribute: HclAttribute): HclAttribute | undefined {
  const containers = Array.isArray(attribute.value) ? attribute.value : [];
  const [container] = containers;
  if (attribute.name !== 'container_definitions' || containers.length !== 1 || !isRecord(container)) return undefined;
  const [mapping] = Array.isArray(container.portMappings) ? container.portMappings : [];
  return isRecord(mapping) ? { ...attribute, value: mapping.containerPort as HclValue } : undefined;
}
