import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { POSTGRES_IMAGE } from '../core/versions.js';
import { applyObjects, kube, kubectl, must, until } from './cluster-kube.js';
import { ADDRESSES, database, model, SECRETS } from './cluster-neighbours.js';
import { differences, flatten, testOverlay, undue } from './cluster-overlay.js';
import { build, docker } from './e2e-image.js';
import { generate } from './e2e-proof.js';
import type { Service } from './e2e-service.js';
import { SERVICES } from './e2e-services.js';
import { placeApp } from './golden-cases.js';
import { command, tool } from './shared.js';

/** A golden app on the node, in its namespace of production. */
export interface Deployed {
  readonly service: Service;
  /** A copy of the app with its scaffold. */
  readonly folder: string;
  readonly name: string;
  readonly namespace: string;
  readonly kind: 'Deployment' | 'Rollout';
  readonly repository: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** Where a port of 127.0.0.1 leads to it. */
  readonly url: string;
}

/**
 * Scaffolds, builds and loads two releases of an app, `one` and `two`, one that cannot start, `broken`, and one that is
 * ready and hangs a while later, `hanging`.
 */
export async function prepare(app: string, rollout: string): Promise<Deployed> {
  const service = SERVICES.find((one) => one.name === app);
  if (service === undefined) throw new Error(`no golden app is called ${app}`);
  const folder = placeApp(service.repository, app);
  const flags = ['--platform', 'gke', '--project', 'acme-shop', '--rollout', rollout];
  const answers = await generate(folder, flags);
  const [name, repository] = [String(answers.name), imageOf(String(answers.name))];
  await loadImages(folder, name, repository, HANGS_AFTER[rollout] ?? 0);
  const secrets = Object.fromEntries(Object.entries(SECRETS).filter(([key]) => key in service.env));
  const base = readFileSync(join(folder, 'deploy/k8s/base/kustomization.yaml'), 'utf8');
  const addresses = Object.entries(ADDRESSES).filter(([key]) => base.includes(`"${key}=`));
  const plain = Object.entries(service.env).filter(([key]) => !(key in SECRETS));
  fillIn(folder, name, [...plain, ...addresses]);
  if ('DATABASE_URL' in secrets) await database(folder, POSTGRES_IMAGE);
  if (addresses.length > 0) await model(folder, `${repository}:one`);
  const namespace = `${name}-production`;
  await kubectl('delete', 'namespace', namespace, '--ignore-not-found', '--wait');
  const kind = rollout === 'rolling' ? 'Deployment' : 'Rollout';
  return { service, folder, name, namespace, kind, repository, secrets, url: '' };
}

const imageOf = (name: string): string => `us-central1-docker.pkg.dev/acme-shop/${name}/${name}`;

async function loadImages(folder: string, name: string, repository: string, hangs: number): Promise<void> {
  const load = tool('cluster/load');
  if (load === undefined) throw new Error('nothing loads images to the node here');
  const image = `${name}:cluster`;
  await build({ file: join(folder, 'Dockerfile'), context: folder, image, cold: false });
  const entry = JSON.parse(await configured(image, 'Entrypoint', '[]')) as readonly string[];
  const variants = {
    one: 'ENV RELEASE=one',
    two: 'ENV RELEASE=two',
    broken: 'ENTRYPOINT ["/nowhere"]',
    hanging: `ENTRYPOINT ${JSON.stringify(['sh', '-c', hang(hangs), 'sh', ...entry])}`,
  };
  // `docker create IMAGE none` replaces the command of the image, which a commit would keep.
  const cmd = `CMD ${await configured(image, 'Cmd', '[]')}`;
  for (const [tag, change] of Object.entries(variants)) {
    const id = must(await docker('create', image, 'none'), 'docker create').out.trim();
    must(await docker('commit', '--change', change, '--change', cmd, id, `${name}:${tag}`), 'commit');
    await docker('rm', id);
    must(await command([load, `${name}:${tag}`, `${repository}:${tag}`]), 'load');
  }
}

/** Stops every process of the container but the shell. */
const hang = (seconds: number): string =>
  `"$@" & trap "kill -CONT -1; kill -TERM -1" TERM; sleep ${seconds}; kill -STOP -1; wait`;

/** Seconds: a canary waits for its next step by then, a preview's analysis asks for the second of three times. */
const HANGS_AFTER: Readonly<Record<string, number>> = { canary: 40, 'blue-green': 15 };

/** A field of an image's configuration as JSON. */
async function configured(image: string, field: string, none: string): Promise<string> {
  const { out } = must(await docker('image', 'inspect', '--format', `{{json .Config.${field}}}`, image), 'inspect');
  return out.trim() === 'null' ? none : out.trim();
}

/** Variables without a default, or with one that does not hold here, as a person would set them for one environment. */
function fillIn(folder: string, name: string, plain: readonly (readonly [string, string])[]): void {
  if (plain.length === 0) return;
  const file = join(folder, 'deploy/k8s/overlays/production/kustomization.yaml');
  const literals = plain.map(([key, value]) => `${key}=${value}`);
  const generator = [{ name, behavior: 'merge', literals }];
  const more = `configMapGenerator: ${JSON.stringify(generator)}\n`;
  writeFileSync(file, readFileSync(file, 'utf8') + more);
}

/** Applies a release through the test overlay; gives the places at which that differs from the emitted one. */
export async function apply(one: Deployed, tag: string): Promise<readonly string[]> {
  const { name, namespace, kind, repository, secrets } = one;
  const overlay = '../deploy/k8s/overlays/production';
  const folder = join(one.folder, 'overlay-of-the-test');
  for (const [path, text] of testOverlay({ overlay, name, namespace, kind, repository, tag, secrets })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const render = async (of: string) =>
    flatten(parseAllDocuments(await kube('kustomize', of)).map((document) => document.toJS() as unknown));
  const changed = differences(await render(join(folder, overlay)), await render(folder));
  const wrong = undue(changed, kind, name);
  if (wrong.length > 0) throw new Error(`the test overlay changes ${wrong.join(', ')}`);
  await kube('apply', '--kustomize', folder);
  return changed;
}

/** Waits until every pod of a release is there and answers. */
export async function serving(one: Deployed, seconds = 180): Promise<number> {
  const { name, namespace, kind } = one;
  return until(`${name} serves`, seconds, async () => {
    const ran = await kubectl('--namespace', namespace, 'get', kind, name, '--output', 'yaml');
    if (ran.code !== 0) return false;
    const { metadata, spec, status } = parse(ran.out) as {
      metadata: { generation: number };
      spec: { replicas?: number };
      status?: {
        observedGeneration?: number | string;
        readyReplicas?: number;
        updatedReplicas?: number;
        replicas?: number;
      };
    };
    const wanted = spec.replicas ?? 1;
    return (
      Number(status?.observedGeneration) >= metadata.generation &&
      wanted > 1 &&
      status?.readyReplicas === wanted &&
      status.updatedReplicas === wanted &&
      status.replicas === wanted
    );
  });
}

/** Opens a node port on a Deployment's pods, on 127.0.0.1 alone; not part of what is proven. */
export async function openPort(one: Deployed): Promise<Deployed> {
  const { name, namespace } = one;
  const port = `${name}-proof`;
  await applyObjects(one.folder, [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: port, namespace },
      spec: {
        type: 'NodePort',
        selector: { 'app.kubernetes.io/name': name },
        ports: [{ port: 80, targetPort: 'http' }],
      },
    },
  ]);
  const number = await kube(
    '--namespace',
    namespace,
    'get',
    'service',
    port,
    '--output',
    'jsonpath={.spec.ports[0].nodePort}',
  );
  const url = `http://127.0.0.1:${number}`;
  await until('the node port', 30, async () => (await fetch(url).catch(() => undefined)) !== undefined);
  return { ...one, url };
}
