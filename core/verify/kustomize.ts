import { posix } from 'node:path';
import { again, applyPatch, type Broken, type Result } from './kustomize-patch.js';
import { labelled, withImage } from './kustomize-transform.js';
import { merge, put, scalarAt } from './patches.js';
import { resource, type Unit } from './resources.js';
import { readYaml, type YamlFile } from './yaml-file.js';
import { at, entry, items, type Node, number, text } from './yaml-node.js';

export const isKustomization = (path: string): boolean =>
  /^(kustomization\.ya?ml|Kustomization)$/.test(posix.basename(path));

export interface Kustomized {
  readonly units: readonly Unit[];
  readonly broken: readonly Broken[];
  /** Files that some kustomization takes in as resources. */
  readonly listed: ReadonlySet<string>;
  /** Files that hold patches, not whole objects. */
  readonly patches: ReadonlySet<string>;
}

/** Fields that change more than is followed here: what such a kustomization makes is never called incomplete. */
const NOT_FOLLOWED = ['helmCharts', 'generators', 'transformers', 'replacements', 'vars', 'namePrefix', 'nameSuffix'];

export class Kustomizer {
  readonly broken: Broken[] = [];
  readonly listed = new Set<string>();
  readonly patches = new Set<string>();
  readonly #used = new Set<string>();
  readonly #open = new Set<string>();

  constructor(private readonly yaml: ReadonlyMap<string, YamlFile>) {}

  /** Every kustomization that no other one takes in, as it would be applied. */
  run(): Kustomized {
    // A component alone has nothing to change: it is read where a kustomization names it.
    const all = [...this.yaml.keys()].filter((path) => isKustomization(path) && !this.isComponent(path));
    const results = all.map((path) => ({ path, ...this.build(path) }));
    for (const path of this.yaml.keys())
      if (isKustomization(path) && this.isComponent(path) && !this.#used.has(path)) this.offer(path);
    const units = results.filter((one) => !this.#used.has(one.path));
    const broken = new Map(this.broken.map((one) => [`${one.path}\n${one.line}\n${one.name}`, one]));
    return { units, broken: [...broken.values()], listed: this.listed, patches: this.patches };
  }

  /** A component that waits to be taken in has nothing to change yet; its files are listed all the same. */
  private offer(path: string): void {
    for (const one of items(at(this.yaml.get(path)?.documents[0], 'resources'))) {
      const file = this.target(one, path);
      if (file !== undefined && this.yaml.has(file)) this.listed.add(file);
    }
  }

  private isComponent(path: string): boolean {
    return text(at(this.yaml.get(path)?.documents[0], 'kind')) === 'Component';
  }

  private build(path: string, onto: Result = { resources: [], complete: true }): Result {
    const root = this.yaml.get(path)?.documents[0];
    if (root === undefined || this.#open.has(path)) return { ...onto, complete: false };
    this.#open.add(path);
    const result: Result = { resources: [...onto.resources], complete: onto.complete };
    if (NOT_FOLLOWED.some((field) => entry(root, field) !== undefined)) result.complete = false;
    for (const field of ['resources', 'bases'])
      for (const one of items(at(root, field))) this.include(one, path, result);
    for (const one of items(at(root, 'components'))) this.component(one, path, result);
    this.generate(root, result);
    for (const one of items(at(root, 'patches'))) this.patch(one, path, result);
    for (const one of items(at(root, 'patchesStrategicMerge'))) this.strategic(one, path, result);
    for (const one of items(at(root, 'patchesJson6902'))) this.patch(one, path, result);
    this.transform(root, result);
    this.#open.delete(path);
    return result;
  }

  /** A path relative to the kustomization, or undefined when it is an address. */
  private target(node: Node, from: string): string | undefined {
    const name = text(node);
    if (name === undefined || name.includes('://') || /^[\w.-]+\.[a-z]+\/.*(\?ref=|\/\/)/.test(name)) return undefined;
    return posix.normalize(posix.join(posix.dirname(from), name)).replace(/\/$/, '');
  }

  private folder(path: string): string | undefined {
    const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
    return names.map((name) => posix.join(path, name)).find((one) => this.yaml.has(one));
  }

  private include(node: Node, from: string, result: Result): void {
    const path = this.target(node, from);
    const file = path === undefined ? undefined : this.yaml.get(path);
    const folder = path === undefined ? undefined : this.folder(path);
    if (path === undefined) result.complete = false;
    else if (file !== undefined) {
      this.listed.add(path);
      for (const document of file.documents) {
        const one = resource(document);
        if (one !== undefined) result.resources.push(one);
      }
    } else if (folder !== undefined) {
      this.#used.add(folder);
      const below = this.build(folder);
      result.resources.push(...below.resources);
      result.complete &&= below.complete;
    } else this.missing(node, result);
  }

  private missing(node: Node, result: Result): void {
    result.complete = false;
    const name = text(node);
    // What lies above the judged files may be there.
    if (name === undefined || posix.normalize(posix.join(posix.dirname(node.path), name)).startsWith('..')) return;
    this.broken.push({ path: node.path, line: node.line, what: 'missing', name });
  }

  private component(node: Node, from: string, result: Result): void {
    const path = this.target(node, from);
    const folder = path === undefined ? undefined : this.folder(path);
    if (folder === undefined) {
      if (path === undefined) result.complete = false;
      else this.missing(node, result);
      return;
    }
    this.#used.add(folder);
    const made = this.build(folder, result);
    result.resources = made.resources;
    result.complete = made.complete;
  }

  private generate(root: Node, result: Result): void {
    for (const kind of ['ConfigMap', 'Secret']) {
      for (const node of items(at(root, `${kind === 'Secret' ? 'secret' : 'configMap'}Generator`))) {
        const name = at(node, 'name');
        if (name === undefined) continue;
        let made: Node = put(node, ['metadata', 'name'], name);
        made = put(put(made, ['kind'], scalarAt(name, kind)), ['apiVersion'], scalarAt(name, 'v1'));
        for (const literal of items(at(node, 'literals'))) {
          const [key, ...value] = (text(literal) ?? '').split('=');
          if (key !== undefined) made = put(made, ['data', key], scalarAt(literal, value.join('=')));
        }
        const one = resource(made);
        if (one === undefined) continue;
        const there = result.resources.findIndex((other) => other.kind === kind && other.name === one.name);
        const known = result.resources[there];
        const joins = text(at(node, 'behavior')) === 'merge' && known !== undefined;
        if (joins) result.resources.splice(there, 1, ...again(known, merge('', known.root, one.root)));
        else result.resources.push(one);
      }
    }
  }

  private patch(node: Node, from: string, result: Result): void {
    const inline = at(node, 'patch');
    const pathNode = at(node, 'path');
    let documents: readonly Node[] = [];
    if (inline?.type === 'scalar') {
      const offset = inline.style === 'block' ? inline.line : inline.line - 1;
      documents = readYaml(inline.path, inline.text, offset).documents;
    } else if (pathNode !== undefined) documents = this.patchFile(pathNode, from, result);
    for (const document of documents) applyPatch(document, at(node, 'target'), node, result, this.broken);
  }

  private patchFile(node: Node, from: string, result: Result): readonly Node[] {
    const path = this.target(node, from);
    const file = path === undefined ? undefined : this.yaml.get(path);
    if (path === undefined || file === undefined) {
      this.missing(node, result);
      return [];
    }
    this.patches.add(path);
    return file.documents;
  }

  private strategic(node: Node, from: string, result: Result): void {
    const content = text(node) ?? '';
    const documents = content.includes('\n')
      ? readYaml(node.path, content, node.line).documents
      : this.patchFile(node, from, result);
    for (const document of documents) applyPatch(document, undefined, node, result, this.broken);
  }

  private transform(root: Node, result: Result): void {
    const namespace = at(root, 'namespace');
    result.resources = result.resources.map((one) => {
      let node: Node = one.root;
      if (namespace !== undefined && one.kind !== 'Namespace') node = put(node, ['metadata', 'namespace'], namespace);
      for (const label of items(at(root, 'labels'))) node = labelled(node, label);
      for (const image of items(at(root, 'images'))) node = withImage(node, image);
      for (const replicas of items(at(root, 'replicas')))
        if (text(at(replicas, 'name')) === one.name && /^(Deployment|StatefulSet)$/.test(one.kind)) {
          const count = at(replicas, 'count');
          if (number(count) !== undefined && count !== undefined) node = put(node, ['spec', 'replicas'], count);
        }
      return again(one, node)[0] ?? one;
    });
  }
}
