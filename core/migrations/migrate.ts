import type { OutputId } from '../output.js';
import type { Manifest } from '../state/manifest.js';
import { compareVersions } from '../state/version.js';
import { basePath, pendingPath, type State } from '../state.js';
import { MIGRATIONS, type Migration } from './answers.js';

/**
 * State as this version understands it: each migration that is newer than the version that wrote it, in order. Pure;
 * what it gives is written with the next run. State without a manifest has no version and is taken as it is.
 */
export function migrate(state: State, migrations: readonly Migration[] = MIGRATIONS): State {
  const { manifest } = state;
  if (manifest === undefined) return state;
  return migrations
    .filter(({ version }) => compareVersions(version, manifest.generator) > 0)
    .sort((a, b) => compareVersions(a.version, b.version))
    .reduce(step, state);
}

function step(state: State, migration: Migration): State {
  const { manifest } = state;
  if (manifest === undefined) return state;
  const ids = migration.outputs ?? {};
  const moved = <T>(map: ReadonlyMap<OutputId, T>): ReadonlyMap<OutputId, T> =>
    new Map([...map].map(([id, value]) => [Object.hasOwn(ids, id) ? (ids[id] ?? id) : id, value]));
  const left = Object.keys(ids).filter((id) => manifest.outputs.has(id));
  const stale = left.flatMap((id) => [basePath(id), pendingPath(id)]);
  const answers = answersAfter(manifest.answers, migration) as Manifest['answers'];
  return {
    ...state,
    given: answersAfter(state.given, migration) as State['given'],
    manifest: { ...manifest, answers, outputs: moved(manifest.outputs) },
    bases: moved(state.bases),
    pending: moved(state.pending),
    ...(stale.length === 0 ? {} : { stale: [...(state.stale ?? []), ...stale] }),
  };
}

/** An answer under both names: the new one was given by a person who knew it. */
function answersAfter(answers: Readonly<Record<string, unknown>>, { renamed = {}, values = {} }: Migration): object {
  const next: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(answers)) {
    const to = Object.hasOwn(renamed, name) ? renamed[name] : name;
    if (to === null || to === undefined || (to !== name && Object.hasOwn(answers, to))) continue;
    const spelt = Object.hasOwn(values, to) ? values[to] : undefined;
    next[to] = typeof value === 'string' && spelt && Object.hasOwn(spelt, value) ? spelt[value] : value;
  }
  return next;
}
