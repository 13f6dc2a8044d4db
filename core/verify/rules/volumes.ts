import { nearest } from '../../nearest.js';
import { type Container, type Unit, workload } from '../resources.js';
import { overUnits, type Remark, type Rule } from '../rule.js';
import { at, boolean, entry, items, type Node, text } from '../yaml-node.js';

const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });

/** Mounts of volumes that are not declared, and volumes that nobody mounts. */
function* volumes(unit: Unit): Generator<Remark> {
  for (const one of unit.resources) {
    const work = workload(one);
    if (work === undefined) continue;
    const claims = items(at(one.root, 'spec', 'volumeClaimTemplates')).map((claim) =>
      text(at(claim, 'metadata', 'name')),
    );
    const names = [...items(at(work.spec, 'volumes')).map((volume) => text(at(volume, 'name'))), ...claims];
    const all: readonly Container[] = [...work.containers, ...work.initContainers];
    const used = new Set<string | undefined>();
    for (const mount of all.flatMap((container) => items(at(container.node, 'volumeMounts')))) {
      const target = at(mount, 'mountPath');
      const where = text(target);
      if (target !== undefined && where !== undefined && !where.startsWith('/'))
        yield { ...place(target), message: `mountPath ${where} is not absolute`, fix: `write /${where}` };
      const node = at(mount, 'name');
      const name = text(node);
      used.add(name);
      if (node === undefined || names.includes(name)) continue;
      const meant = nearest(
        name ?? '',
        names.filter((each) => each !== undefined),
      );
      const fix = meant === undefined ? {} : { fix: `write ${meant}` };
      yield { ...place(node), message: `volumeMounts: there is no volume ${name}`, ...fix };
    }
    for (const volume of items(at(work.spec, 'volumes'))) {
      const name = entry(volume, 'name');
      if (name !== undefined && !used.has(text(name.value)))
        yield { ...place(name.value), message: `volume ${text(name.value)} is mounted nowhere`, severity: 'warning' };
    }
  }
}

/** With a read-only root, what the service writes to must be a volume; nearly all write to /tmp. */
function* writable(unit: Unit): Generator<Remark> {
  for (const one of unit.resources) {
    const work = workload(one);
    for (const container of work?.serves ? work.containers : []) {
      const root = entry(container.node, 'securityContext', 'readOnlyRootFilesystem');
      if (root === undefined || boolean(root.value) !== true) continue;
      const paths = items(at(container.node, 'volumeMounts')).map((mount) => text(at(mount, 'mountPath')));
      if (!paths.some((path) => path === '/' || path === '/tmp' || path === '/tmp/'))
        yield {
          path: container.node.path,
          line: container.node.line,
          message: `container ${container.name} has a read-only root and no volume at /tmp`,
          fix: 'mount an emptyDir at /tmp',
        };
    }
  }
}

/** Volumes of pods. */
export const VOLUME_RULES: readonly Rule[] = [
  overUnits(
    {
      id: 'k8s-volumes',
      severity: 'error',
      about: 'mounts name volumes, and volumes are mounted',
      source: 'Kubernetes API, core/v1',
    },
    volumes,
  ),
  overUnits(
    {
      id: 'k8s-writable',
      severity: 'warning',
      about: 'a read-only root comes with a writable /tmp',
      source: 'Python’s tempfile, nginx and most servers',
    },
    writable,
  ),
];
