import { posix } from 'node:path';
import { type Leaf, leaves } from '../leaves.js';
import { quantity } from '../quantity.js';
import { ingressContainer, mainContainer, type Resource } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, type Node, text } from '../yaml-node.js';
import { workloads } from './pod-security.js';

/** What environments have of their own: sizes, projects, images, values of variables, who gets the traffic. */
const OWN =
  /(min|max)Scale$|ManualInstanceCount$|\.(cpu|memory)$|cloudsql-instances$|network-interfaces$|\.image$|\.value$|secretKeyRef|environment$|(min|max)Replicas$|namespace$|^metadata\.(name|labels)|projectID$|^data\.|^spec\.hard|location$|^spec\.traffic|^spec\.instanceSplits|client-|invoker-iam|ingress$/;

interface Sibling {
  readonly environment: string;
  readonly one: Resource;
  readonly leaves: ReadonlyMap<string, Leaf>;
}

/** Cloud Run files of the same name in folders side by side. */
function families(view: View): readonly (readonly Sibling[])[] {
  const found = new Map<string, Sibling[]>();
  for (const one of view.cloudRun) {
    const folder = posix.dirname(one.path);
    const key = `${posix.dirname(folder)} ${posix.basename(one.path)} ${one.kind}`;
    const own = { environment: posix.basename(folder), one, leaves: leaves(one.root) };
    found.set(key, [...(found.get(key) ?? []), own]);
  }
  for (const unit of view.units) {
    const match = /^(.*overlays)\/([^/]+)\//.exec(unit.path);
    if (match === null || !unit.complete) continue;
    for (const one of unit.resources) {
      const key = `${match[1]} ${one.kind} ${one.name.replace(match[2] ?? '', '*')}`;
      const own = { environment: match[2] ?? '', one, leaves: leaves(one.root) };
      found.set(key, [...(found.get(key) ?? []), own]);
    }
  }
  return [...found.values()].filter((all) => all.length > 1);
}

/** The nearest line above a place that is not there. */
function above(sibling: Sibling, place: string): { path: string; line: number } {
  const parts = place.split('.');
  for (let depth = parts.length - 1; depth > 0; depth -= 1) {
    const prefix = `${parts.slice(0, depth).join('.')}.`;
    const first = [...sibling.leaves].find(([name]) => name.startsWith(prefix))?.[1];
    if (first !== undefined) return { path: first.path, line: first.line };
  }
  return { path: sibling.one.path, line: sibling.one.line };
}

/** What environments share of a value: of an account its name, whatever the project. */
const shared = (leaf: Leaf | undefined): string | undefined =>
  leaf?.value.replace(/@[\w.:-]+\.gserviceaccount\.com$/, '');

/** One that says what none of the others says, where the others agree. */
function* odd(all: readonly Sibling[]): Generator<Remark> {
  const places = new Set(all.flatMap((one) => [...one.leaves.keys()]));
  for (const place of places) {
    // What is there at all is compared everywhere, its value only where environments share it.
    const own_ = OWN.test(place);
    const values = all.map((one) => (own_ ? String(one.leaves.has(place)) : shared(one.leaves.get(place))));
    for (const [index, one] of all.entries()) {
      const others = values.filter((_, at) => at !== index);
      const [usual] = others;
      // Of two that differ, the later one is named with the place of the other.
      if (values[index] === usual || others.some((each) => each !== usual) || (all.length === 2 && index === 0))
        continue;
      const witness = all.find((each) => each !== one && each.leaves.has(place))?.leaves.get(place);
      const own = one.leaves.get(place);
      const name = place.slice(place.lastIndexOf('.') + 1);
      const there = witness === undefined ? 'nowhere else' : `${witness.value} in ${witness.path}:${witness.line}`;
      const message = own === undefined ? `${name} is missing, and ${there}` : `${name} is ${own.value}, and ${there}`;
      yield { ...(own ?? above(one, place)), message };
    }
  }
}

/** Memory and probes that both platforms state for one environment. */
function* platforms(view: View): Generator<Remark> {
  for (const one of view.cloudRun.filter(({ kind }) => kind === 'Service')) {
    const environment = posix.basename(posix.dirname(one.path));
    for (const { unit, work } of workloads(view.units)) {
      if (!unit.path.includes(`/${environment}/`) || !work.serves || work.resource.name !== one.name) continue;
      const [here, there] = [ingressContainer(one)?.node, mainContainer(work)?.node];
      for (const [name, keys] of FIELDS) yield* differing(name, at(here, ...keys), at(there, ...keys));
    }
  }
}

const FIELDS: readonly (readonly [string, readonly string[]])[] = [
  ['limits.memory', ['resources', 'limits', 'memory']],
  ...['periodSeconds', 'timeoutSeconds', 'failureThreshold'].map((field): readonly [string, readonly string[]] => [
    `livenessProbe.${field}`,
    ['livenessProbe', field],
  ]),
];

function* differing(name: string, here: Node | undefined, there: Node | undefined): Generator<Remark> {
  const [own, other] = [text(here), text(there)];
  if (here === undefined || there === undefined || own === undefined || other === undefined) return;
  if (quantity(own) === quantity(other)) return;
  const message = `${name} is ${own}, and ${other} in ${there.path}:${there.line}`;
  yield { path: here.path, line: here.line, message };
}

const SOURCE = 'design: one model, many renderings';

/** Files that were copies of one another: a difference is a decision or a slip, and only a person knows which. */
export const SIBLING_RULES: readonly Rule[] = [
  {
    id: 'environments-agree',
    severity: 'note',
    about: 'environments differ in size, project and image alone',
    source: SOURCE,
    fix: 'make them equal, if the difference is not meant',
    *check(view) {
      for (const all of families(view)) yield* odd(all);
    },
  },
  {
    id: 'platforms-agree',
    severity: 'note',
    about: 'both platforms give one service the same',
    source: SOURCE,
    fix: 'make them equal, if the difference is not meant',
    *check(view) {
      yield* platforms(view);
    },
  },
];
