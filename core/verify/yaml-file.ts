import { loadAll, YAMLException } from 'js-yaml';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
  Scalar,
} from 'yaml';
import type { Finding } from './finding.js';
import type { Entry, Node, ScalarNode } from './yaml-node.js';

/** One file of YAML: a node for each document that is not empty, and what two parsers have against it. */
export interface YamlFile {
  readonly path: string;
  readonly documents: readonly Node[];
  readonly findings: readonly Finding[];
}

/** More nodes than this, aliases followed, is an attack and not a manifest. */
const MOST_NODES = 50_000;

class Reader {
  readonly #known = new Map<unknown, Node>();
  readonly #open = new Set<unknown>();
  readonly #sizes = new Map<Node, number>();
  tooLarge = false;

  constructor(
    private readonly path: string,
    private readonly lines: LineCounter,
    private readonly offset: number,
    private readonly document: Document,
  ) {}

  private line(range: readonly number[] | null | undefined): number {
    return (range?.[0] === undefined ? 1 : this.lines.linePos(range[0]).line) + this.offset;
  }

  node(source: unknown, fallback: number): Node {
    const target = isAlias(source) ? source.resolve(this.document) : source;
    const known = this.#known.get(target);
    if (known !== undefined) return known;
    // An anchor inside its own value has no finite reading.
    if (target === undefined || target === null || this.#open.has(target)) return this.nothing(fallback);
    this.#open.add(target);
    const made = this.make(target, fallback);
    this.#open.delete(target);
    this.#known.set(target, made);
    const size = this.size(made);
    this.#sizes.set(made, size);
    if (size > MOST_NODES) this.tooLarge = true;
    return made;
  }

  private size(node: Node): number {
    const children =
      node.type === 'map' ? [...node.entries.values()].map((one) => one.value) : node.type === 'list' ? node.items : [];
    return children.reduce((sum, child) => sum + (this.#sizes.get(child) ?? 1), 1);
  }

  private nothing(line: number): ScalarNode {
    return { type: 'scalar', path: this.path, line, value: null, text: '', style: 'plain' };
  }

  private make(target: unknown, fallback: number): Node {
    if (isMap(target)) {
      const line = this.line(target.range);
      return { type: 'map', path: this.path, line, entries: this.entries(target.items) };
    }
    if (isSeq(target)) {
      const line = this.line(target.range);
      return { type: 'list', path: this.path, line, items: target.items.map((item) => this.node(item, line)) };
    }
    return isScalar(target) ? this.scalar(target) : this.nothing(fallback);
  }

  private scalar(target: Scalar): ScalarNode {
    const { value, type } = target;
    const simple = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' ? value : null;
    const block = type === Scalar.BLOCK_FOLDED || type === Scalar.BLOCK_LITERAL;
    const quoted = type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
    return {
      type: 'scalar',
      path: this.path,
      line: this.line(target.range),
      value: typeof value === 'bigint' ? Number(value) : simple,
      text: quoted || block ? String(value) : (target.source ?? String(value ?? '')),
      style: block ? 'block' : quoted ? 'quoted' : 'plain',
    };
  }

  private entries(list: readonly Pair[]): ReadonlyMap<string, Entry> {
    const found = new Map<string, Entry>();
    const merged: Entry[] = [];
    for (const { key, value } of list) {
      const name = isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))) : '';
      const line = isScalar(key) ? this.line(key.range) : 1;
      const node = this.node(value, line);
      if (name === '<<') {
        for (const one of node.type === 'list' ? node.items : [node])
          if (one.type === 'map') merged.push(...one.entries.values());
        continue;
      }
      const plain = isScalar(key) && key.type === Scalar.PLAIN;
      found.set(name, { path: this.path, line, key: name, plain, value: node });
    }
    for (const one of merged) if (!found.has(one.key)) found.set(one.key, one);
    return found;
  }
}

/** What js-yaml alone refuses. Tags of an application (`!reset` of Compose) are no error of the file. */
function secondOpinion(path: string, source: string): Finding | undefined {
  try {
    loadAll(source);
    return undefined;
  } catch (error) {
    if (!(error instanceof YAMLException) || /\btag\b/.test(error.reason)) return undefined;
    const line = (error.mark?.line ?? 0) + 1;
    return { rule: 'yaml-parses', severity: 'error', path, line, message: `is not YAML: ${error.reason}` };
  }
}

const firstLine = (message: string): string => message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? message;

/**
 * Reads a file with `yaml` for its positions and with js-yaml for a second opinion.
 * @param offset lines above the text, for YAML inside a block scalar
 */
export function readYaml(path: string, source: string, offset = 0): YamlFile {
  const lines = new LineCounter();
  const findings: Finding[] = [];
  const documents: Node[] = [];
  const parsed = parseAllDocuments(source, { lineCounter: lines, prettyErrors: false, keepSourceTokens: false });
  for (const document of Array.isArray(parsed) ? parsed : []) {
    for (const error of document.errors) {
      const line = lines.linePos(error.pos[0]).line + offset;
      const twice = error.code === 'DUPLICATE_KEY';
      findings.push({
        rule: twice ? 'yaml-duplicate-key' : 'yaml-parses',
        severity: 'error',
        path,
        line,
        message: twice
          ? 'a key stands twice in one map: only one of them counts'
          : `is not YAML: ${firstLine(error.message)}`,
        ...(twice ? { fix: 'keep one of them' } : {}),
      });
    }
    const reader = new Reader(path, lines, offset, document);
    const root = document.contents === null ? undefined : reader.node(document.contents, 1);
    if (reader.tooLarge) {
      const message = 'aliases stand for more than 50000 values';
      findings.push({ rule: 'yaml-parses', severity: 'error', path, line: 1, message });
    } else if (root !== undefined) documents.push(root);
  }
  const second = findings.length > 0 ? undefined : secondOpinion(path, source);
  if (second !== undefined) findings.push({ ...second, line: (second.line ?? 1) + offset });
  return { path, documents, findings };
}
