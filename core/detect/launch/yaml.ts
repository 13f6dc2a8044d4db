import { isMap, isNode, isPair, LineCounter, parseAllDocuments } from 'yaml';

/** A parsed YAML document that remembers lines. */
export interface YamlDocument {
  readonly value: unknown;
  /** 1-based line of the value at a path; of the nearest parent that is written out when it came by a merge key. */
  lineOf(path: readonly (string | number)[]): number;
}

/** All documents of a YAML text; what does not parse is left out. Never throws. */
export function readYaml(text: string): readonly YamlDocument[] {
  const lines = new LineCounter();
  try {
    const parsed = parseAllDocuments(text, { merge: true, lineCounter: lines, logLevel: 'silent', uniqueKeys: false });
    const documents = Array.isArray(parsed) ? parsed : [];
    return documents.flatMap((document) => {
      // Templates of Helm and the like do not parse; half of a document would be a guess.
      if (document.errors.length > 0) return [];
      const value: unknown = document.toJS({ maxAliasCount: 100 });
      const lineOf = (path: readonly (string | number)[]): number => {
        for (let length = path.length; length > 0; length -= 1) {
          const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
          const pair = isMap(parent)
            ? parent.items.find((item) => isPair(item) && String(item.key) === String(path[length - 1]))
            : undefined;
          const node = pair ? pair.key : document.getIn(path.slice(0, length), true);
          if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
        }
        return 1;
      };
      return [{ value, lineOf }];
    });
  } catch {
    return [];
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
