import { isDeepStrictEqual } from 'node:util';
import type { Model } from '../model/model.js';
import type { Answers } from '../options.js';
import type { OutputId, Tree } from '../output.js';
import { cloudRunFile } from '../outputs/cloud-run.js';
import { render } from '../render.js';
import type { Finding } from '../verify/finding.js';
import { quantity } from '../verify/quantity.js';
import { readYaml } from '../verify/yaml-file.js';
import { entries, type Node } from '../verify/yaml-node.js';
import { type Sides, withEdits } from './edits.js';
import { losses } from './losses.js';
import { type OnePlatform, readPlatform } from './read.js';

/** A scaffold whose answer to --platform has changed. */
export interface Leaving {
  readonly from: Answers['platform'];
  readonly to: Answers['platform'];
  /** Of the new answers. */
  readonly model: Model;
  /** What that model renders as, which stays the base of every merge to come. */
  readonly tree: Tree;
  /** Files by path, as they were rendered last and as they lie now. */
  readonly base: ReadonlyMap<string, string>;
  readonly yours: ReadonlyMap<string, string>;
}

export interface Moved {
  /** Files that are written with a person's edits in them, by the id of their output. */
  readonly texts: ReadonlyMap<OutputId, string>;
  /** Files of the platform that is left whose edits all came along: none of them is lost with the file. */
  readonly settled: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/** An amount with a unit, as resources have it. */
const UNIT = /^\d+(?:\.\d+)?(?:m|Ki|Mi|Gi)$/;
const TITLE = { 'cloud-run': 'Cloud Run', gke: 'GKE' } as const;
const note = (path: string, message: string): Finding => ({ rule: 'moved', severity: 'note', path, message });

/** Takes the edits of the platform that ran along to the one that is new, and says what has no counterpart there. */
export function move(leaving: Leaving): Moved {
  const { from, to, model, base, yours } = leaving;
  // From both to one nothing is new; the files that stay have their edits already.
  if (from === 'hybrid') return { texts: new Map(), settled: new Set(), findings: [] };
  const target: OnePlatform = from === 'gke' ? 'cloud-run' : 'gke';
  const sides = sidesOf(from, base, yours);
  const { model: edited, carried, left } = withEdits(model, from, sides);
  const findings = losses(from, to, edited).map(({ path, message }) => note(path, message));
  const texts = changedTexts(leaving.tree, render(edited), target);
  const settled = settledPaths(render({ ...edited, platforms: only(from) }), base, yours);
  for (const environment of sides.keys()) {
    const came = carried.get(environment) ?? [];
    const lost = left.get(environment) ?? [];
    const path = pathOf(target, environment, model);
    const yourPath = pathOf(from, environment, model);
    if (came.length > 0) findings.push(note(path, `came along from ${yourPath}: ${came.join(', ')}`));
    if (lost.length > 0)
      findings.push(note(yourPath, `what you changed has no counterpart on ${TITLE[target]}: ${lost.join(', ')}`));
  }
  return { texts, settled, findings };
}

const only = (platform: OnePlatform): Model['platforms'] => ({
  cloudRun: platform === 'cloud-run',
  gke: platform === 'gke',
});

const pathOf = (platform: OnePlatform, environment: string, model: Model): string =>
  platform === 'gke'
    ? `deploy/k8s/overlays/${environment}/kustomization.yaml`
    : `deploy/cloud-run/${environment}/${cloudRunFile(model)}.yaml`;

/** Environments whose files say something else than when they were rendered. */
function sidesOf(platform: OnePlatform, base: Leaving['base'], yours: Leaving['yours']): ReadonlyMap<string, Sides> {
  const [before, after] = [readPlatform(platform, base), readPlatform(platform, yours)];
  return new Map(
    [...before].flatMap(([name, was]) => {
      const now = after.get(name);
      return now === undefined || isDeepStrictEqual(was, now) ? [] : [[name, { before: was, after: now }] as const];
    }),
  );
}

function changedTexts(tree: Tree, edited: Tree, target: OnePlatform): ReadonlyMap<OutputId, string> {
  const below = target === 'gke' ? 'deploy/k8s/' : 'deploy/cloud-run/';
  return new Map(
    [...edited.values()].flatMap(({ id, path, text }) =>
      path.startsWith(below) && tree.get(id)?.text !== text ? [[id, text] as const] : [],
    ),
  );
}

/** Edited files that say exactly what the edited model says: comments and order apart, nothing in them was left. */
function settledPaths(old: Tree, base: Leaving['base'], yours: Leaving['yours']): ReadonlySet<string> {
  return new Set(
    [...old.values()].flatMap(({ path, text }) => {
      const mine = yours.get(path);
      return mine !== undefined && mine !== base.get(path) && isDeepStrictEqual(data(path, mine), data(path, text))
        ? [path]
        : [];
    }),
  );
}

/** The documents of a file as data, 1Gi as good as 1024Mi; a file that does not parse is equal to nothing. */
function data(path: string, text: string): unknown {
  const { documents, findings } = readYaml(path, text);
  return findings.some(({ severity }) => severity === 'error') ? Symbol('no YAML') : documents.map(plain);
}

function plain(node: Node): unknown {
  if (node.type === 'list') return node.items.map(plain);
  if (node.type === 'map') return Object.fromEntries(entries(node).map(({ key, value }) => [key, plain(value)]));
  return typeof node.value === 'string' && UNIT.test(node.value) ? quantity(node.value) : node.value;
}
