import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import { relativeToService } from './builtins.js';
import { type Command, flag } from './commands.js';
import type { Evaluator } from './evaluate.js';
import { presence } from './manifest.js';
import type { NxProject } from './nx.js';
import { type Place, textOf, type Value } from './values.js';

export interface Configuration {
  readonly file: string;
  readonly value: Value;
}

/** A value together with where it was found. */
export interface Said<T> {
  readonly value: T;
  readonly evidence: Evidence;
}

/** What a framework's configuration says about the finished site. Absent parts are not known. */
export interface Site {
  readonly output?: Said<string>;
  readonly base?: Said<string>;
  readonly serves?: Said<'static' | 'server'>;
  /** The page that the build leaves for unknown paths. */
  readonly fallback?: Said<string>;
  /** Port of this machine to which the development server hands requests on. */
  readonly proxy?: Said<number>;
  /** Why this is no site after all: a library, assets of another program. */
  readonly refusal?: Said<string>;
  /** Added to the evidence of the framework: `vite with react`. */
  readonly detail?: string;
  /** The configuration that was read. */
  readonly configuration?: Configuration;
}

/** Everything that the readers of one framework need. */
export interface Reading {
  readonly folder: Folder;
  readonly evaluator: Evaluator;
  readonly command: Command | undefined;
  /** The project of an Nx workspace that is built; undefined where the folder's own configuration counts. */
  readonly project?: NxProject;
}

const ENDINGS = ['ts', 'mts', 'js', 'mjs', 'cjs', 'cts'];

/** The configuration that the command names, else the one that the tool finds by itself. */
export function configuration(reading: Reading, stem: string, ...flags: readonly string[]): Configuration | undefined {
  const given = reading.command === undefined || flags.length === 0 ? undefined : flag(reading.command, ...flags);
  // `rollup -c --silent` takes the usual file.
  const files =
    given === undefined || given.startsWith('-')
      ? ENDINGS.map((ending) => `${stem}.${ending}`)
      : [given.replace('./', '')];
  const file = files.find((name) => reading.folder.read(name) !== undefined);
  if (file === undefined) return undefined;
  const value = reading.evaluator.exported(file, 'default');
  return value === undefined ? undefined : { file, value };
}

/** Evidence at a place of a source. */
export function evidenceAt(place: Place, rule: string): Evidence {
  const line = place.node.line;
  return { file: place.file, line, rule, text: place.node.source.lineText(line) };
}

/**
 * A path that a configuration gives, relative to the service folder. `known` is false when the configuration gives
 * one that cannot be worked out: then no default may stand in for it.
 */
export function pathSaid(
  folder: Folder,
  value: Value | undefined,
  from: string,
  rule: string,
): { readonly said?: Said<string>; readonly known: boolean } {
  if (value === undefined || (value.kind === 'constant' && (value.value === undefined || value.value === ''))) {
    return { known: true };
  }
  const text = textOf(value);
  if (text === undefined) return { known: false };
  return { said: { value: relativeToService(folder, text, from), evidence: evidenceAt(value.at, rule) }, known: true };
}

/** The public path of a site with slashes at both ends; undefined for relative bases and other hosts. */
export function baseSaid(value: Value | undefined, rule: string): Said<string> | undefined {
  const text = textOf(value);
  if (text === undefined || value === undefined) return undefined;
  const base = publicPath(text);
  return base === undefined ? undefined : { value: base, evidence: evidenceAt(value.at, rule) };
}

/** `/app` and `app/` as `/app/`; undefined for `./`, the empty text and addresses of another host. */
export function publicPath(text: string): string | undefined {
  if (text === '' || text.startsWith('.') || text.startsWith('//') || text.includes('://')) return undefined;
  const inner = text
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  return inner === '' ? '/' : `/${inner}/`;
}

/** A default of the tool, with the file that shows the tool as evidence. */
export function byDefault<T>(reading: Reading, value: T, rule: string, file: string | undefined): Said<T> {
  return { value, evidence: presence(reading.folder, file ?? 'package.json', rule) };
}

/** What was found of a site, without the members that were not. */
export function siteFrom(
  configuration: Configuration | undefined,
  output: Said<string> | undefined,
  serves: Said<'static' | 'server'> | undefined,
  base?: Said<string>,
): Site {
  return {
    ...(configuration === undefined ? {} : { configuration }),
    ...(output === undefined ? {} : { output }),
    ...(serves === undefined ? {} : { serves }),
    ...(base === undefined ? {} : { base }),
  };
}
