import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Parser, Query, TreeCursor } from '@vscode/tree-sitter-wasm';
import { Source, Syntax } from './syntax.js';

export { Source, Syntax } from './syntax.js';

export type Language = 'python' | 'typescript' | 'tsx' | 'javascript';

export interface Parsed {
  readonly root: Syntax;
  /** 1-based line of the first syntax error; absent when the source is valid. */
  readonly errorLine?: number;
}

/** Parses one source. Never throws: what the parser itself cannot take is an error in line 1 of an empty tree. */
export type Parse = (text: string) => Parsed;

/** A name that a source imports, as it is written, with its line. */
export interface Imported {
  readonly name: string;
  readonly line: number;
}

/** The names that a script imports or exports from, `import('x')` and `require('x')` included; no tree is kept. */
export type ReadImports = (text: string) => readonly Imported[];

interface Loaded {
  readonly parse: Parse;
  readonly imports: ReadImports;
}

const loaded = new Map<Language, Promise<Loaded>>();

/** The parser of a language, loaded on first use (about 45 ms) and kept. Throws only when the package is broken. */
export async function parserOf(language: Language): Promise<Parse> {
  return (await loadOnce(language)).parse;
}

/** The same for imports alone, in half the time: the rest of the tree stays in the parser. No language but scripts. */
export async function importReaderOf(language: Exclude<Language, 'python'>): Promise<ReadImports> {
  return (await loadOnce(language)).imports;
}

/** Grammars are linked into one memory of the library's: each waits for the one before. */
let last: Promise<unknown> = Promise.resolve();

function loadOnce(language: Language): Promise<Loaded> {
  let entry = loaded.get(language);
  if (entry === undefined) {
    entry = last.then(() => load(language));
    last = entry.catch(() => undefined);
    loaded.set(language, entry);
  }
  return entry;
}

const IMPORTS = `
(import_statement source: (string) @name)
(export_statement source: (string) @name)
(call_expression function: (import) arguments: (arguments . (string) @name))
((call_expression function: (identifier) @called arguments: (arguments . (string) @name)) (#eq? @called "require"))`;

type TreeSitter = typeof import('@vscode/tree-sitter-wasm');

async function load(language: Language): Promise<Loaded> {
  const library = (await import('@vscode/tree-sitter-wasm')).default as unknown as TreeSitter;
  const { Parser: TreeParser, Language: Grammar, Query: TreeQuery } = library;
  await TreeParser.init();
  const folder = dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'));
  const grammar = await Grammar.load(await readFile(join(folder, `tree-sitter-${language}.wasm`)));
  const parser = new TreeParser().setLanguage(grammar);
  const kept = grammar.types.map((type, id) => grammar.nodeTypeIsNamed(id) && !DROPPED.has(type));
  const leaves = grammar.types.map((type) => LEAVES.has(type));
  const plain = grammar.types.map((type, id) => !grammar.nodeTypeIsNamed(id) && PUNCTUATION.has(type));
  const tables: Tables = { types: grammar.types, fields: grammar.fields, kept, leaves, plain };
  let query: Query | undefined;
  return {
    parse: (text) => {
      const source = new Source(text);
      try {
        return convert(parser, source, tables);
      } catch {
        return { root: new Syntax('ERROR', undefined, 0, 0, source, undefined), errorLine: 1 };
      }
    },
    imports: (text) => {
      try {
        query ??= new TreeQuery(grammar, IMPORTS);
        return captured(parser, query, text);
      } catch {
        return [];
      }
    },
  };
}

function captured(parser: Parser, query: Query, text: string): readonly Imported[] {
  const tree = parser.parse(text);
  if (tree === null) return [];
  try {
    return query
      .captures(tree.rootNode)
      .filter((capture) => capture.name === 'name')
      .map(({ node }) => ({ name: node.text.slice(1, -1), line: node.startPosition.row + 1 }));
  } finally {
    tree.delete();
  }
}

/** Named nodes that no reader asks for. */
const DROPPED = new Set(['comment', 'string_start', 'string_end']);
/** Named nodes without children: the cursor, whose every step is a call into the parser's memory, need not look. */
const LEAVES = new Set(
  'identifier integer float number true false none null undefined this super property_identifier shorthand_property_identifier shorthand_property_identifier_pattern type_identifier statement_identifier string_fragment escape_sequence'.split(
    ' ',
  ),
);
/** Tokens that fill no field in any grammar. */
const PUNCTUATION = new Set(['(', ')', '[', ']', '{', '}', ',', ':', ';', '.', '"', "'"]);

/** What is known of a node by the number of its type, or of its field. */
interface Tables {
  readonly types: readonly string[];
  readonly fields: readonly (string | null)[];
  readonly kept: readonly boolean[];
  readonly leaves: readonly boolean[];
  readonly plain: readonly boolean[];
}

/** Copies the tree out of the parser's memory by a cursor: no recursion, whatever the nesting. */
function convert(parser: Parser, source: Source, tables: Tables): Parsed {
  const tree = parser.parse(source.text);
  if (tree === null) throw new Error('the parser gave no tree');
  const broken = tree.rootNode.hasError;
  const cursor = tree.walk();
  try {
    const root = new Syntax(cursor.nodeType, undefined, cursor.startIndex, cursor.endIndex, source, undefined);
    const errorLine = fill(cursor, root, tables, broken);
    return broken ? { root, errorLine: errorLine ?? 1 } : { root };
  } finally {
    cursor.delete();
    tree.delete();
  }
}

function fill(cursor: TreeCursor, root: Syntax, tables: Tables, broken: boolean): number | undefined {
  let errorLine: number | undefined;
  let parent: Syntax | undefined = root;
  if (!cursor.gotoFirstChild()) return undefined;
  while (parent !== undefined) {
    const type = cursor.nodeTypeId;
    const field = tables.plain[type] ? 0 : cursor.currentFieldId;
    // The error type has no entry in the grammar's table.
    const name = tables.types[type] ?? 'ERROR';
    const keep = tables.kept[type] ?? true;
    let node: Syntax | undefined;
    if (broken && errorLine === undefined && (name === 'ERROR' || cursor.nodeIsMissing)) {
      errorLine = parent.source.lineAt(cursor.startIndex);
    }
    if (keep || (field !== 0 && !DROPPED.has(name))) {
      const label = field === 0 ? undefined : (tables.fields[field] ?? undefined);
      node = new Syntax(name, label, cursor.startIndex, cursor.endIndex, parent.source, parent);
      parent.children.push(node);
    }
    if (node !== undefined && keep && !tables.leaves[type] && cursor.gotoFirstChild()) {
      parent = node;
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      cursor.gotoParent();
      parent = parent?.parent;
      if (parent === undefined) break;
    }
  }
  return errorLine;
}
