import type { Rooted } from './view.js';
import { at, type Entry, entries, items, type Node, text } from './yaml-node.js';

/** A variable that a compose service sets. */
export interface ComposeVariable {
  readonly name: string;
  /** Undefined when it is taken from the shell. */
  readonly value?: string;
  readonly path: string;
  readonly line: number;
}

/** The services of a compose file by name. */
export const composeServices = (file: Rooted): readonly Entry[] => entries(at(file.root, 'services'));

/** The service that is this project: the one that is built here. With several, the first that is built from the folder. */
export function builtService(file: Rooted): Entry | undefined {
  const built = composeServices(file).filter((one) => at(one.value, 'build') !== undefined);
  return (
    built.find((one) =>
      ['.', './'].includes(text(at(one.value, 'build', 'context')) ?? text(at(one.value, 'build')) ?? ''),
    ) ?? built[0]
  );
}

/** Variables of a service, from the map form and the list form. */
export function composeVariables(service: Node): readonly ComposeVariable[] {
  const node = at(service, 'environment');
  const fromMap = entries(node).map((one) => {
    const value = text(one.value);
    return { name: one.key, path: one.path, line: one.line, ...(value === undefined ? {} : { value }) };
  });
  const fromList = items(node).map((one) => {
    const [name = '', ...rest] = (text(one) ?? '').split('=');
    return { name, path: one.path, line: one.line, ...(rest.length === 0 ? {} : { value: rest.join('=') }) };
  });
  return [...fromMap, ...fromList];
}

/** Compose's own interpolation: `${NAME:-8080}` is 8080 where nothing is set; undefined without a default. */
export function interpolated(value: string): string | undefined {
  const made = value.replace(/\$\{\w+:?-([^}]*)\}/g, '$1');
  return /\$\{?\w/.test(made.replaceAll('$$', '')) ? undefined : made;
}

export interface Published {
  readonly target: number;
  readonly path: string;
  readonly line: number;
}

/** The ports inside the container that a service publishes; ranges and other protocols than TCP are left out. */
export function published(service: Node): readonly Published[] {
  return items(at(service, 'ports')).flatMap((one) => {
    const long = at(one, 'target');
    const node = long ?? one;
    const value = interpolated(text(node) ?? '');
    const match = /(?:^|:)(\d+)(?:\/tcp)?$/.exec(value ?? '');
    return match === null ? [] : [{ target: Number(match[1]), path: node.path, line: node.line }];
  });
}

/** The text of a health check's command. */
export function healthTest(service: Node): { readonly text: string; readonly node: Node } | undefined {
  const node = at(service, 'healthcheck', 'test');
  if (node === undefined) return undefined;
  const words = node.type === 'list' ? node.items.map((item) => text(item) ?? '') : [text(node) ?? ''];
  return { text: words.join(' '), node };
}
