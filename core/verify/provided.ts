import { ownDockerfile } from './claims.js';
import { builtService, composeVariables } from './compose-view.js';
import { environment } from './dockerfile-view.js';
import { ingressContainer, mainContainer, type Resource, type Unit, workload } from './resources.js';
import type { View } from './view.js';
import { at, entries, items, type Node, text } from './yaml-node.js';

/** A variable that a file gives to the service. */
export interface Given {
  readonly name: string;
  /** Absent when it is taken from elsewhere: a secret, the shell. */
  readonly value?: string;
  readonly path: string;
  readonly line: number;
  /** `# NAME=` in an environment file. */
  readonly offered?: boolean;
}

/** All that one way of running the service gives it. */
export interface Provision {
  /** Where a missing variable would be added. */
  readonly path: string;
  readonly line?: number;
  readonly given: readonly Given[];
  /** Something adds variables whose names cannot be seen. */
  readonly open: boolean;
}

const ofEnv = (list: Node | undefined): readonly Given[] =>
  items(list).flatMap((item) => {
    const node = at(item, 'name');
    const name = text(node);
    const value = text(at(item, 'value'));
    if (node === undefined || name === undefined) return [];
    return [{ name, path: node.path, line: node.line, ...(value === undefined ? {} : { value }) }];
  });

/** Keys of a ConfigMap, or of a Secret as an ExternalSecret makes it; undefined when they cannot be seen. */
function keys(unit: Unit, kind: 'ConfigMap' | 'Secret', name: string): readonly Given[] | undefined {
  const external = unit.resources.find(
    (one) => one.kind === 'ExternalSecret' && (text(at(one.root, 'spec', 'target', 'name')) ?? one.name) === name,
  );
  if (kind === 'Secret' && external !== undefined) {
    if (at(external.root, 'spec', 'dataFrom') !== undefined) return undefined;
    return items(at(external.root, 'spec', 'data')).flatMap((item) => {
      const node = at(item, 'secretKey');
      const key = text(node);
      return node === undefined || key === undefined ? [] : [{ name: key, path: node.path, line: node.line }];
    });
  }
  const there = unit.resources.find((one) => one.kind === kind && one.name === name);
  if (there === undefined || at(there.root, 'envs') !== undefined || at(there.root, 'files') !== undefined)
    return undefined;
  return entries(at(there.root, 'data')).map((one) => {
    const value = kind === 'Secret' ? undefined : text(one.value);
    return { name: one.key, path: one.path, line: one.line, ...(value === undefined ? {} : { value }) };
  });
}

function ofPods(unit: Unit): readonly Provision[] {
  return unit.resources.flatMap((one) => {
    const work = workload(one);
    const main = work?.serves ? mainContainer(work) : undefined;
    if (main === undefined) return [];
    const given = [...ofEnv(at(main.node, 'env'))];
    let open = false;
    for (const item of items(at(main.node, 'envFrom'))) {
      const kind = at(item, 'secretRef') === undefined ? 'ConfigMap' : 'Secret';
      const name = text(at(item, kind === 'Secret' ? 'secretRef' : 'configMapRef', 'name')) ?? '';
      const prefix = text(at(item, 'prefix')) ?? '';
      const found = keys(unit, kind, name);
      if (found === undefined) open = true;
      else given.push(...found.map((key) => ({ ...key, name: `${prefix}${key.name}` })));
    }
    return [{ path: one.path, line: main.node.line, given, open }];
  });
}

function ofCloudRun(one: Resource): readonly Provision[] {
  const container = ingressContainer(one);
  if (container === undefined) return [];
  return [{ path: one.path, line: container.node.line, given: ofEnv(at(container.node, 'env')), open: false }];
}

/** What each way of running the service gives it: an environment file, compose, each Cloud Run file, each overlay. */
export function provisions(view: View): readonly Provision[] {
  const files = [...view.environments].map(([path, lines]) => ({
    path,
    open: false,
    given: lines.map(({ name, value, line, commented }) => ({ name, value, path, line, offered: commented })),
  }));
  const compose = view.compose.flatMap((file) => {
    const service = builtService(file);
    if (service === undefined) return [];
    // What env_file and the Dockerfile add is not in here.
    return [{ path: file.path, line: service.line, given: composeVariables(service.value), open: true }];
  });
  return [...files, ...compose, ...view.cloudRun.flatMap(ofCloudRun), ...view.units.flatMap(ofPods)];
}

/** What the image itself sets. */
export function imageVariables(view: View): ReadonlySet<string> {
  const final = ownDockerfile(view)?.final;
  return new Set(final === undefined ? [] : environment(final).keys());
}
