import { nearest } from '../../nearest.js';
import type { Unit } from '../resources.js';
import { overUnits, type Remark, type Rule } from '../rule.js';
import { at, text } from '../yaml-node.js';
import { place, services } from './services.js';

const NAMED: readonly (readonly [strategy: string, field: string])[] = [
  ['canary', 'stableService'],
  ['canary', 'canaryService'],
  ['blueGreen', 'activeService'],
  ['blueGreen', 'previewService'],
];

/** The controller stops at a Service that is not there, and the release with it. */
function* named(unit: Unit): Generator<Remark> {
  if (!unit.complete) return;
  const known = services(unit).map(({ name }) => name);
  for (const one of unit.resources.filter(({ kind }) => kind === 'Rollout'))
    for (const [strategy, field] of NAMED) {
      const node = at(one.root, 'spec', 'strategy', strategy, field);
      const name = text(node);
      if (node === undefined || name === undefined || known.includes(name)) continue;
      const meant = nearest(name, known);
      yield {
        ...place(node),
        message: `${field}: there is no Service ${name}`,
        ...(meant === undefined ? {} : { fix: `write ${meant}` }),
      };
    }
}

/** What a Rollout sends traffic through. */
export const ROLLOUT_RULES: readonly Rule[] = [
  overUnits(
    {
      id: 'rollout-services',
      severity: 'error',
      about: 'a Rollout names Services that are there',
      source: 'Argo Rollouts, canary and blue-green strategies',
    },
    named,
  ),
];
