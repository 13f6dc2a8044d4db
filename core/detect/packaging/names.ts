import type { Dependency } from '../fact-values.js';

/** A requirement as PEP 508 writes it, reduced to what detection needs. */
export interface Requirement {
  readonly name: string;
  /** Only an exact pin. */
  readonly version?: string;
  readonly extras?: readonly string[];
  /** Direct reference: an URL or a path. */
  readonly url?: string;
  /** The address stands alone: the package's name is only guessed from it. */
  readonly unnamed?: true;
  /** Environment marker, as written. */
  readonly marker?: string;
}

/** PEP 503: the one spelling of a project's name. */
export function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

const SHAPE = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(.*)$/s;

/** Reads one requirement; undefined for what is none. */
export function readRequirement(text: string): Requirement | undefined {
  const [, name, extras, rest = ''] = SHAPE.exec(text.trim()) ?? [];
  if (name === undefined || /^[/:\\]/.test(rest)) return undefined;
  const [specifier = '', marker] = rest.split(/;(.*)/s).map((part) => part.trim());
  const url = /^@\s*(\S+)/.exec(specifier)?.[1];
  const version = /^\(?\s*={2,3}\s*([^\s,;*)]+)\s*\)?$/.exec(specifier)?.[1];
  const named = (extras ?? '')
    .split(',')
    .map((extra) => extra.trim())
    .filter((extra) => extra !== '');
  return {
    name: normaliseName(name),
    ...(version === undefined ? {} : { version }),
    ...(named.length > 0 ? { extras: named } : {}),
    ...(url === undefined ? {} : { url }),
    ...(marker === undefined || marker === '' ? {} : { marker }),
  };
}

/** As the fact lists it. */
export function toDependency(requirement: Requirement): Dependency {
  const { name, version, extras } = requirement;
  return { name, ...(version === undefined ? {} : { version }), ...(extras === undefined ? {} : { extras }) };
}

/** Sorted by name, each once; the entry that knows a version wins. */
export function mergeDependencies(all: readonly Dependency[]): readonly Dependency[] {
  const byName = new Map<string, Dependency>();
  for (const one of all) {
    const known = byName.get(one.name);
    const extras = [...new Set([...(known?.extras ?? []), ...(one.extras ?? [])])].sort();
    const version = known?.version ?? one.version;
    byName.set(one.name, {
      name: one.name,
      ...(version === undefined ? {} : { version }),
      ...(extras.length > 0 ? { extras } : {}),
    });
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
