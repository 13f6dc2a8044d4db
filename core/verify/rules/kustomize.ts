import { posix } from 'node:path';
import { nearest } from '../../nearest.js';
import type { Broken } from '../kustomize-patch.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, entries, entry, items, text } from '../yaml-node.js';

/** Fields of kustomize.config.k8s.io/v1beta1 and v1alpha1, kustomize 5; its API has no published schema. */
const FIELDS = new Set(
  (
    'apiVersion kind metadata resources components crds bases namespace namePrefix nameSuffix commonLabels labels ' +
    'commonAnnotations patches patchesStrategicMerge patchesJson6902 images imageTags replicas replacements vars ' +
    'configMapGenerator secretGenerator generatorOptions configurations generators transformers validators helmCharts ' +
    'helmGlobals helmChartInflationGenerator inventory openapi buildMetadata sortOptions'
  ).split(' '),
);

const SUB_FIELDS: Readonly<Record<string, readonly string[]>> = {
  images: ['name', 'newName', 'newTag', 'digest', 'tagSuffix'],
  replicas: ['name', 'count'],
  labels: ['pairs', 'includeSelectors', 'includeTemplates', 'fields'],
  patches: ['path', 'patch', 'target', 'options'],
};

const TARGET = ['group', 'version', 'kind', 'name', 'namespace', 'labelSelector', 'annotationSelector'];

const OUT_OF_USE: Readonly<Record<string, string>> = {
  bases: 'resources',
  commonLabels: 'labels',
  patchesStrategicMerge: 'patches',
  patchesJson6902: 'patches',
  vars: 'replacements',
};

function* names(view: View): Generator<Remark> {
  for (const { root } of view.kustomizations) {
    for (const one of entries(root)) {
      const place = { path: one.path, line: one.line };
      const use = OUT_OF_USE[one.key];
      if (use !== undefined)
        yield { ...place, message: `${one.key} is deprecated`, fix: `use ${use}`, severity: 'note' };
      if (!FIELDS.has(one.key)) {
        const meant = nearest(one.key, FIELDS);
        const near = meant === undefined ? '' : `, nearest is ${meant}`;
        yield { ...place, message: `${one.key}: unknown key${near}`, fix: meant ? `write ${meant}` : 'remove it' };
      }
      const known = SUB_FIELDS[one.key];
      if (known === undefined || one.value.type !== 'list') continue;
      for (const below of one.value.items.flatMap((item) => entries(item)))
        if (!known.includes(below.key)) {
          const meant = nearest(below.key, known);
          const message = `${one.key}.${below.key}: unknown key${meant ? `, nearest is ${meant}` : ''}`;
          yield { path: below.path, line: below.line, message, fix: meant ? `write ${meant}` : 'remove it' };
        }
    }
    for (const patch of items(at(root, 'patches'))) {
      if (at(patch, 'patch') === undefined && at(patch, 'path') === undefined)
        yield { path: patch.path, line: patch.line, message: 'a patch needs patch or path' };
      const body = at(patch, 'patch');
      if (body?.type === 'scalar' && body.text.replace(/^\s*#.*$/gm, '').trim() === '')
        yield { path: body.path, line: body.line, message: 'the patch is empty', fix: 'remove it with its target' };
      for (const below of entries(at(patch, 'target')))
        if (!TARGET.includes(below.key)) {
          const meant = nearest(below.key, TARGET);
          const message = `patches.target.${below.key}: unknown key${meant ? `, nearest is ${meant}` : ''}`;
          yield { path: below.path, line: below.line, message, fix: meant ? `write ${meant}` : 'remove it' };
        }
    }
    const kind = text(at(root, 'kind'));
    if (kind !== undefined && kind !== 'Kustomization' && kind !== 'Component')
      yield { path: root.path, line: at(root, 'kind')?.line ?? 1, message: `kind ${kind} is no Kustomization` };
    const version = text(at(root, 'apiVersion'));
    if (version !== undefined && !/^kustomize\.config\.k8s\.io\/v1(beta1|alpha1)$/.test(version))
      yield {
        path: root.path,
        line: at(root, 'apiVersion')?.line ?? 1,
        message: `apiVersion ${version} is not kustomize’s`,
      };
  }
}

const near = ({ near: one }: Broken): string => {
  if (one === undefined) return '';
  const name = entry(one.root, 'metadata', 'name');
  return `, nearest is ${one.kind} ${one.name} in ${name?.path ?? one.path}:${name?.line ?? one.line}`;
};

/** `resources` takes whole kustomizations, `components` parts of one. */
function* parts(view: View): Generator<Remark> {
  const kinds = new Map(
    view.kustomizations.map(({ path, root }) => [posix.dirname(path), text(at(root, 'kind')) ?? 'Kustomization']),
  );
  for (const { path, root } of view.kustomizations)
    for (const field of ['resources', 'components'])
      for (const one of items(at(root, field))) {
        const folder = posix.normalize(posix.join(posix.dirname(path), text(one) ?? '')).replace(/\/$/, '');
        const kind = kinds.get(folder);
        const wanted = field === 'components' ? 'Component' : 'Kustomization';
        if (kind === undefined || kind === wanted) continue;
        const place = { path: one.path, line: one.line };
        const message = `${field}: ${folder}/kustomization.yaml is a ${kind}, not a ${wanted}`;
        yield { ...place, message, fix: `list it under ${kind === 'Component' ? 'components' : 'resources'}` };
      }
}

function* broken(view: View): Generator<Remark> {
  for (const one of view.kustomize.broken) {
    const place = { path: one.path, line: one.line };
    if (one.what === 'no-target')
      yield { ...place, message: `the patch applies to nothing: there is no ${one.name}${near(one)}` };
    else if (one.what === 'no-path') yield { ...place, message: `the patch’s operation leads nowhere: ${one.name}` };
    else {
      const folder = posix.dirname(one.path);
      const there = [...view.yaml.keys()]
        .filter((path) => !view.kustomize.listed.has(path))
        .flatMap((path) => [posix.relative(folder, path), posix.relative(folder, posix.dirname(path))])
        .filter((path) => path !== '');
      const meant = nearest(one.name, there);
      // Only what lies at the places of outputs is judged: a file of the user's own may be there unseen.
      if (meant === undefined)
        yield { ...place, message: `${one.name} is not among the judged files`, severity: 'note' };
      else yield { ...place, message: `${one.name} is not there, nearest is ${meant}`, fix: `write ${meant}` };
    }
  }
}

const SOURCE = 'kubectl kustomize, version 5';

export const KUSTOMIZE_RULES: readonly Rule[] = [
  {
    id: 'kustomize-schema',
    severity: 'error',
    about: 'a kustomization has known fields',
    source: SOURCE,
    check: names,
  },
  {
    id: 'kustomize-paths',
    severity: 'error',
    about: 'what a kustomization names exists',
    source: SOURCE,
    *check(view) {
      yield* broken(view);
      yield* parts(view);
    },
  },
];
