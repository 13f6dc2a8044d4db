import { findNodeAtLocation, getNodeValue, type Node, parseTree } from 'jsonc-parser';
import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';

/** A JSON file, comments and trailing commas allowed, with the lines of its values. */
export class Json {
  private tree: Node | undefined;

  private constructor(
    readonly file: string,
    private readonly text: string,
    private readonly data: object,
  ) {}

  /** Undefined when the file is absent or holds no object. */
  static read(folder: Folder, file: string): Json | undefined {
    const text = folder.read(file);
    const data = text === undefined ? undefined : dataOf(text);
    return text === undefined || typeof data !== 'object' || data === null || Array.isArray(data)
      ? undefined
      : new Json(file, text, data);
  }

  value(...path: readonly (string | number)[]): unknown {
    let value: unknown = this.data;
    for (const key of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Readonly<Record<string | number, unknown>>)[key];
    }
    return value;
  }

  string(...path: readonly (string | number)[]): string | undefined {
    const value = this.value(...path);
    return typeof value === 'string' ? value : undefined;
  }

  /** An object's own entries; empty for anything else. */
  entries(...path: readonly (string | number)[]): readonly (readonly [string, unknown])[] {
    const value = this.value(...path);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  }

  /** The texts of an array. */
  list(...path: readonly (string | number)[]): readonly string[] {
    const value = this.value(...path);
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  }

  /** Evidence at a value's line, at the first line when the path is not there. */
  evidence(rule: string, ...path: readonly (string | number)[]): Evidence {
    // Only evidence needs places, and a tree of a whole lock file takes long.
    if (path.length > 0) this.tree ??= parseTree(this.text, [], { allowTrailingComma: true });
    const node = this.tree === undefined || path.length === 0 ? undefined : findNodeAtLocation(this.tree, [...path]);
    const offset = node?.parent?.type === 'property' ? node.parent.offset : (node?.offset ?? 0);
    const before = this.text.slice(0, offset);
    const start = before.lastIndexOf('\n') + 1;
    const end = this.text.indexOf('\n', offset);
    const text = this.text.slice(start, end === -1 ? undefined : end);
    return { file: this.file, line: before.split('\n').length, rule, text: text.trim().slice(0, 120) };
  }
}

/** Strict JSON by the fast parser, everything else by the lenient one. */
function dataOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const tree = parseTree(text, [], { allowTrailingComma: true });
    return tree === undefined ? undefined : (getNodeValue(tree) as unknown);
  }
}

/** package.json as far as detection reads it. */
export interface Manifest {
  readonly json: Json;
  readonly scripts: ReadonlyMap<string, string>;
  /** Run-time dependencies by name with their ranges. */
  readonly runtime: ReadonlyMap<string, string>;
  /** All direct dependencies: run-time, build, optional and peer. */
  readonly all: ReadonlyMap<string, string>;
}

/** Reads a package.json; undefined when it is absent or no object. */
export function readManifest(folder: Folder, file: string): Manifest | undefined {
  const json = Json.read(folder, file);
  if (json === undefined) return undefined;
  const texts = (...path: readonly string[]): ReadonlyMap<string, string> =>
    new Map(json.entries(...path).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  const runtime = new Map([...texts('dependencies'), ...texts('optionalDependencies')]);
  const all = new Map([...texts('peerDependencies'), ...texts('devDependencies'), ...runtime]);
  return { json, scripts: texts('scripts'), runtime, all };
}

/** Evidence for a file that counts by being there. */
export function presence(folder: Folder, file: string, rule: string): Evidence {
  const text = folder.read(file) ?? '';
  const end = text.indexOf('\n');
  return {
    file,
    line: 1,
    rule,
    text: text
      .slice(0, end === -1 ? undefined : end)
      .trim()
      .slice(0, 120),
  };
}
