/** What a test of the node changes about an emitted overlay. */
export interface Change {
  /** The emitted overlay, relative to the test's own. */
  readonly overlay: string;
  readonly name: string;
  readonly namespace: string;
  readonly kind: 'Deployment' | 'Rollout';
  /** The image's name as the overlay sets it, without tag and digest. */
  readonly repository: string;
  readonly tag: string;
  /** What a controller would fetch from Secret Manager; empty where the service reads no secret. */
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * Files of an overlay over an emitted one: the tag of an image that was loaded by hand, a pull policy that leaves it
 * alone, the plain Secret that External Secrets would make, and nothing else.
 */
export function testOverlay(change: Change): ReadonlyMap<string, string> {
  const { name, namespace, kind, repository, tag, secrets } = change;
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [change.overlay, ...(Object.keys(secrets).length > 0 ? ['secret.yaml'] : [])],
    images: [{ name: repository, newTag: tag }],
    patches: [
      {
        target: { kind, name },
        patch: JSON.stringify([
          { op: 'replace', path: '/spec/template/spec/containers/0/imagePullPolicy', value: 'IfNotPresent' },
        ]),
      },
    ],
  };
  const files = new Map([['kustomization.yaml', JSON.stringify(kustomization, null, 2)]]);
  if (Object.keys(secrets).length === 0) return files;
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData: secrets };
  return files.set('secret.yaml', JSON.stringify(secret, null, 2));
}

/** A value of a rendered overlay by its place: `Deployment orders spec.template…`. */
export type Flat = ReadonlyMap<string, string>;

/** Objects as a list of places and values, for comparing two renderings. */
export function flatten(objects: readonly unknown[]): Flat {
  const flat = new Map<string, string>();
  const walk = (at: string, value: unknown): void => {
    if (typeof value === 'object' && value !== null && Object.keys(value).length > 0)
      for (const [key, below] of Object.entries(value)) walk(`${at}.${key}`, below);
    else flat.set(at, JSON.stringify(value));
  };
  for (const one of objects as readonly { kind: string; metadata: { name: string } }[])
    walk(`${one.kind} ${one.metadata.name}`, one);
  return flat;
}

/** Places at which two renderings differ, each once. */
export function differences(one: Flat, other: Flat): readonly string[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((at) => one.get(at) !== other.get(at)).sort();
}

/** Those of the differences that a test overlay must not make. */
export const undue = (places: readonly string[], kind: string, name: string): readonly string[] =>
  places.filter(
    (at) =>
      at !== `${kind} ${name}.spec.template.spec.containers.0.image` &&
      at !== `${kind} ${name}.spec.template.spec.containers.0.imagePullPolicy` &&
      !at.startsWith(`Secret ${name}.`),
  );
