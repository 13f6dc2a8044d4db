import { findNodeAtLocation, type ParseError, parseTree } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { readYaml } from './launch/yaml.js';

/** A file of configuration as data, with the lines of its values. */
export interface Document {
  readonly value: unknown;
  /** 1-based line of the value at a path. */
  lineOf(path: readonly (string | number)[]): number;
}

/** Reads YAML, TOML or JSON by the end of the file's name; undefined for other files and for what does not parse. */
export function readDocument(file: string, text: string): Document | undefined {
  if (/\.ya?ml$/.test(file)) return readYaml(text)[0];
  if (file.endsWith('.toml')) return tomlDocument(text);
  return file.endsWith('.json') ? jsonDocument(text) : undefined;
}

function tomlDocument(text: string): Document | undefined {
  try {
    return { value: parseToml(text), lineOf: (path) => tomlLine(text, path) };
  } catch {
    return undefined;
  }
}

/** The line of `port = …` below `[server]`. */
function tomlLine(text: string, path: readonly (string | number)[]): number {
  const table = path.slice(0, -1).join('.');
  const key = String(path.at(-1));
  let current = '';
  for (const [at, line] of text.split('\n').entries()) {
    const header = /^\s*\[+\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    if (header !== undefined) current = header.replaceAll('"', '');
    else if (current === table && line.split('=')[0]?.trim().replaceAll('"', '') === key) return at + 1;
  }
  return 1;
}

function jsonDocument(text: string): Document | undefined {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors);
  if (tree === undefined || errors.length > 0) return undefined;
  const lineOf = (path: readonly (string | number)[]): number => {
    const offset = findNodeAtLocation(tree, [...path])?.offset ?? 0;
    return text.slice(0, offset).split('\n').length;
  };
  return { value: JSON.parse(text), lineOf };
}
