import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';

export interface EnvValue {
  readonly value: string;
  readonly evidence: Evidence;
}

/** Files that give values to a production build, the strongest first; then the examples, which only document. */
const BUILD_FILES = ['.env.production', '.env'];
const EXAMPLES = [
  '.env.example',
  '.env.sample',
  '.env.template',
  '.env.dist',
  '.env.defaults',
  '.env-example',
  '.env-template',
  '.env.local.example',
  '.env.production.example',
  'env.example',
  'example.env',
  'template.env',
];

/** Names and values of the environment files in the folder, by file strength. */
export function readEnvFiles(folder: Folder): {
  readonly build: ReadonlyMap<string, EnvValue>;
  readonly example: ReadonlyMap<string, EnvValue>;
} {
  return { build: read(folder, BUILD_FILES), example: read(folder, EXAMPLES) };
}

function read(folder: Folder, files: readonly string[]): ReadonlyMap<string, EnvValue> {
  const values = new Map<string, EnvValue>();
  for (const file of files) {
    for (const [index, line] of (folder.read(file) ?? '').split('\n').entries()) {
      const text = line.trim();
      const plain = text.startsWith('export ') ? text.slice(7).trim() : text;
      const equals = plain.indexOf('=');
      if (plain.startsWith('#') || equals <= 0) continue;
      const name = plain.slice(0, equals).trim();
      if (values.has(name)) continue;
      const evidence = { file, line: index + 1, rule: 'env-file', text: name };
      values.set(name, { value: unquoted(plain.slice(equals + 1).trim()), evidence });
    }
  }
  return values;
}

function unquoted(text: string): string {
  const quote = text[0];
  if (quote === '"' || quote === "'" || quote === '`') {
    const end = text.indexOf(quote, 1);
    return end === -1 ? text.slice(1) : text.slice(1, end);
  }
  // As dotenv reads it: without quotes a comment begins anywhere.
  const comment = text.indexOf('#');
  return comment === -1 ? text : text.slice(0, comment).trimEnd();
}
