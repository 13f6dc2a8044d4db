import { posix } from 'node:path';
import type { Folder } from '../folder.js';
import {
  type Imported,
  importReaderOf,
  type Language,
  type Parse,
  type Parsed,
  parserOf,
  type ReadImports,
} from '../parser.js';

const LANGUAGES: Readonly<Record<string, Language>> = {
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'tsx',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascript',
};
const ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx', '.json'];

/** The extensions that the parsers take. */
export function isScript(file: string): boolean {
  return LANGUAGES[posix.extname(file)] !== undefined;
}

/** The script files of one repository, each parsed at most once. */
export class Modules {
  private readonly parsed = new Map<string, Parsed | undefined>();
  private constructor(
    readonly folder: Folder,
    private readonly parsers: ReadonlyMap<Language, Parse>,
    private readonly importReaders: ReadonlyMap<Language, ReadImports>,
  ) {}

  /** Loads the grammars that the names ask for. */
  static async open(folder: Folder): Promise<Modules> {
    const parsers = new Map<Language, Parse>();
    const readers = new Map<Language, ReadImports>();
    for (const language of ['typescript', 'tsx', 'javascript'] as const) {
      parsers.set(language, await parserOf(language));
      readers.set(language, await importReaderOf(language));
    }
    return new Modules(folder, parsers, readers);
  }

  /** The tree of a file relative to the service folder, kept for the next question. */
  get(file: string): Parsed | undefined {
    if (this.parsed.has(file)) return this.parsed.get(file);
    const text = isScript(file) ? this.folder.read(file) : undefined;
    const parsed = text === undefined ? undefined : this.parse(text, file);
    this.parsed.set(file, parsed);
    return parsed;
  }

  /** Parses a text as the language that its file name says, TypeScript with JSX where it says none. */
  parse(text: string, file: string): Parsed | undefined {
    return this.parsers.get(LANGUAGES[posix.extname(file)] ?? 'tsx')?.(text);
  }

  /** What a text imports, read as the language that its file name says. */
  imports(text: string, file: string): readonly Imported[] {
    return this.importReaders.get(LANGUAGES[posix.extname(file)] ?? 'tsx')?.(text) ?? [];
  }

  /** The file that a relative import names; undefined for packages and for what is not there. */
  resolve(from: string, specifier: string): string | undefined {
    if (!specifier.startsWith('.')) return undefined;
    const base = posix.normalize(posix.join(posix.dirname(from), specifier));
    // TypeScript sources name the file that the compiler will write.
    const stem = base.endsWith('.js') || base.endsWith('.mjs') ? base.slice(0, base.lastIndexOf('.')) : base;
    for (const name of stem === base ? [base] : [base, stem]) {
      for (const ending of ENDINGS) {
        const file = `${name}${ending}`;
        if ((ending !== '' || posix.extname(file) !== '') && this.folder.read(file) !== undefined) return file;
      }
      for (const ending of ENDINGS.slice(1)) {
        const file = `${name}/index${ending}`;
        if (this.folder.read(file) !== undefined) return file;
      }
    }
    return undefined;
  }
}
