import { posix } from 'node:path';
import { documents, get, isMap, list, map, type Plain, type PlainMap, text, value } from './plain.js';

/** What `kubectl apply --kustomize` sends for one folder, or why kustomize ends with an error. */
export interface Applied {
  readonly folder: string;
  readonly objects: readonly PlainMap[];
  readonly refused: readonly string[];
}

/** Keys by which Kubernetes merges lists of objects in a strategic merge patch. */
const KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
};

class Build {
  readonly refused: string[] = [];

  constructor(private readonly files: ReadonlyMap<string, string>) {}

  folder(folder: string, onto: readonly PlainMap[] = []): readonly PlainMap[] {
    const path = posix.join(folder, 'kustomization.yaml');
    const root = this.read(path)[0] ?? {};
    let objects = [...onto];
    for (const name of list(root.resources)) objects.push(...this.resource(posix.join(folder, text(name))));
    for (const name of list(root.components)) objects = [...this.folder(posix.join(folder, text(name)), objects)];
    objects.push(...generated(root));
    for (const one of list(root.patches)) objects = this.patched(objects, one, folder);
    return objects.map((one) => transformed(one, root));
  }

  private read(path: string): readonly PlainMap[] {
    const source = this.files.get(path);
    if (source === undefined) {
      this.refused.push(`${path}: no such file`);
      return [];
    }
    try {
      return documents(source);
    } catch (error) {
      this.refused.push(`${path}: ${(error as Error).message.split('\n')[0]}`);
      return [];
    }
  }

  private resource(path: string): readonly PlainMap[] {
    return this.files.has(path) ? this.read(path) : this.folder(path);
  }

  private patched(objects: readonly PlainMap[], one: Plain, folder: string): PlainMap[] {
    const source = get(one, 'patch') ?? this.files.get(posix.join(folder, text(get(one, 'path'))));
    if (source === undefined) {
      this.refused.push(`${folder}: a patch without text`);
      return [...objects];
    }
    const patch = value(text(source));
    const target = get(one, 'target') ?? { kind: get(patch, 'kind') ?? '', name: get(patch, 'metadata', 'name') ?? '' };
    const unknown = Object.keys(map(target)).filter((key) => !/^(group|version|kind|name|namespace)$/.test(key));
    if (unknown.length > 0) this.refused.push(`${folder}: target.${unknown.join()}`);
    const fits = (each: PlainMap): boolean =>
      (get(target, 'kind') === undefined || text(get(target, 'kind')) === text(each.kind)) &&
      (get(target, 'name') === undefined || text(get(target, 'name')) === text(get(each, 'metadata', 'name')));
    if (!objects.some(fits)) this.refused.push(`${folder}: a patch with no target`);
    return objects.map((each) => (fits(each) ? this.apply(each, patch, folder) : each));
  }

  private apply(one: PlainMap, patch: Plain, folder: string): PlainMap {
    if (isMap(patch)) return merged(one, patch) as PlainMap;
    let made: Plain = one;
    for (const step of list(patch)) {
      const keys = text(get(step, 'path')).split('/').slice(1).map(unescaped);
      const next = operated(made, keys, text(get(step, 'op')), get(step, 'value'));
      if (next === undefined || !text(get(step, 'path')).startsWith('/'))
        this.refused.push(`${folder}: ${text(get(step, 'op'))} ${text(get(step, 'path'))}`);
      else made = next;
    }
    return map(made);
  }
}

const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** RFC 6902 add, replace and remove; undefined where the place is not there. */
function operated(one: Plain, keys: readonly string[], op: string, put: Plain | undefined): Plain | undefined {
  const [key = '', ...rest] = keys;
  if (rest.length > 0) {
    const below = get(one, key);
    const made = below === undefined ? undefined : operated(below, rest, op, put);
    if (made === undefined) return undefined;
    return Array.isArray(one)
      ? one.map((each, at) => (String(at) === key ? made : each))
      : { ...map(one), [key]: made };
  }
  if (!['add', 'replace', 'remove'].includes(op) || (op !== 'add' && get(one, key) === undefined)) return undefined;
  if (op !== 'remove' && put === undefined) return undefined;
  if (Array.isArray(one)) {
    const items = [...(one as readonly Plain[])];
    const at = key === '-' ? items.length : Number(key);
    items.splice(at, op === 'add' ? 0 : 1, ...(op === 'remove' || put === undefined ? [] : [put]));
    return items;
  }
  const { [key]: _, ...others } = map(one);
  return op === 'remove' || put === undefined ? others : { ...map(one), [key]: put };
}

function merged(one: Plain | undefined, patch: Plain, field = ''): Plain {
  if (Array.isArray(one) && Array.isArray(patch)) {
    const by = KEYS[field];
    if (by === undefined) return patch;
    const made = [...(one as readonly Plain[])];
    for (const item of patch as readonly Plain[]) {
      const at = made.findIndex((each) => get(each, by) === get(item, by));
      if (at < 0) made.push(item);
      else made[at] = merged(made[at], item);
    }
    return made;
  }
  if (!isMap(one) || !isMap(patch)) return patch;
  const made: Record<string, Plain> = { ...one };
  for (const [key, each] of Object.entries(patch)) {
    if (each === null) delete made[key];
    else made[key] = merged(made[key], each, key);
  }
  return made;
}

function generated(root: PlainMap): readonly PlainMap[] {
  return list(root.configMapGenerator).map((one) => {
    const pairs = list(get(one, 'literals')).map((each): [string, string] => {
      const [key = '', ...rest] = text(each).split('=');
      return [key, rest.join('=')];
    });
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: text(get(one, 'name')) },
      data: Object.fromEntries(pairs),
    };
  });
}

function transformed(one: PlainMap, root: PlainMap): PlainMap {
  const metadata: Record<string, Plain> = { ...map(one.metadata) };
  if (root.namespace !== undefined && one.kind !== 'Namespace') metadata.namespace = text(root.namespace);
  let made: PlainMap = { ...one, metadata };
  for (const image of list(root.images)) made = withImage(made, image) as PlainMap;
  return made;
}

/** `images:` on every field of that name, without tag or digest. */
function withImage(one: Plain, image: Plain): Plain {
  if (Array.isArray(one)) return one.map((each) => withImage(each, image));
  if (!isMap(one)) return one;
  return Object.fromEntries(
    Object.entries(one).map(([key, each]): [string, Plain] => {
      const bare =
        key === 'image'
          ? text(each)
              .replace(/@.*$/, '')
              .replace(/:[^/:]*$/, '')
          : undefined;
      if (bare === undefined || bare !== text(get(image, 'name'))) return [key, withImage(each, image)];
      const digest = text(get(image, 'digest'));
      const tag = text(get(image, 'newTag'));
      const rest = digest !== '' ? `@${digest}` : tag !== '' ? `:${tag}` : text(each).slice(bare.length);
      return [key, `${text(get(image, 'newName')) || bare}${rest}`];
    }),
  );
}

/** Every overlay below deploy/k8s/overlays, as kustomize builds it. */
export function overlays(files: ReadonlyMap<string, string>): readonly Applied[] {
  const names = [...files.keys()].flatMap((path) => /^deploy\/k8s\/overlays\/([^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort().map((name) => {
    const build = new Build(files);
    const folder = `deploy/k8s/overlays/${name}`;
    return { folder, objects: build.folder(folder), refused: build.refused };
  });
}
