import { edits } from '../nearest.js';
import type { Remark } from './detection.js';
import type { Variable } from './fact-values.js';
import type { Folder } from './folder.js';

const EXAMPLES = [
  '.env.example',
  '.env.sample',
  '.env.template',
  '.env.dist',
  '.env.defaults',
  'env.example',
  'example.env',
  'sample.env',
  '.example.env',
  '.env-example',
];
/** Files that may use a variable beside the code: what starts the service, and its tools. */
const USERS =
  /\.(?:py|[cm]?[jt]sx?|vue|svelte|astro|sh|ya?ml|toml|ini|cfg|conf|json)$|(?:^|\/)(?:Dockerfile|Makefile|Procfile|justfile)[^/]*$/;
/** Variables of libraries and tools that no code names. */
const LIBRARIES =
  /^(?:OPENAI|ANTHROPIC|GOOGLE|GEMINI|AZURE|AWS|GROQ|MISTRAL|COHERE|CO|TAVILY|LANGCHAIN|LANGSMITH|LANGFUSE|LANGGRAPH|HF|HUGGINGFACE|HUGGING_FACE|OTEL|SENTRY|PG|POSTGRES|MYSQL|REDIS|MONGO|COMPOSE|DOCKER|PYTHON|UV|PIP|POETRY|FLASK|DJANGO|CELERY|UVICORN|GUNICORN|WEB_CONCURRENCY|NODE|NPM|NEXT|VITE|TZ|LANG|PORT|HOST|DEBUG|PINECONE|SERPER|SERPAPI|FIRECRAWL|E2B|OLLAMA|LOGFIRE|DD|NEW_RELIC|PGADMIN|MINIO)(?:_|$|[A-Z]+$)/;

interface Entry {
  readonly name: string;
  readonly line: number;
}

/**
 * Compares a checked-in example of the environment with what the code reads: names that are written slightly wrong,
 * names that nothing reads, and required ones that are left out. Without an example there is nothing to say.
 */
export function compareExample(folder: Folder, variables: readonly Variable[]): readonly Remark[] {
  const file = EXAMPLES.find((name) => folder.list().includes(name));
  const text = file === undefined ? undefined : folder.read(file);
  if (file === undefined || text === undefined || variables.length === 0) return [];
  const entries = entriesOf(text);
  const known = new Set(entries.map((entry) => entry.name));
  const read = new Set(variables.map((variable) => variable.name));
  const unread = entries.filter((entry) => !read.has(entry.name));
  const dead = unread.length === 0 ? [] : unmentioned(folder, unread);
  const lacking = variables.filter((variable) => !known.has(variable.name) && variable.library === undefined);
  const remarks: Remark[] = [];
  const misspelt = new Set<string>();
  for (const entry of dead) {
    const meant = lacking.find((variable) => isSlip(entry.name, variable.name));
    if (meant === undefined) continue;
    misspelt.add(entry.name).add(meant.name);
    remarks.push({
      rule: 'env-example-misspelt',
      severity: 'warning',
      file,
      line: entry.line,
      message: `${entry.name} is read nowhere; ${meant.file}:${meant.line} reads ${meant.name}`,
      fix: `call it ${meant.name}`,
    });
  }
  const rest = dead.filter((entry) => !misspelt.has(entry.name) && !LIBRARIES.test(entry.name));
  if (rest[0] !== undefined) {
    const named = short(rest.map(({ name, line }) => (line === rest[0]?.line ? name : `${name} (line ${line})`)));
    remarks.push({
      rule: 'env-example-dead',
      file,
      line: rest[0].line,
      message: `sets ${named}, which nothing here reads`,
    });
  }
  const missing = lacking.filter((variable) => variable.required && !misspelt.has(variable.name));
  if (missing[0] !== undefined) {
    const named = short(missing.map((variable) => `${variable.name} (${variable.file}:${variable.line})`));
    remarks.push({
      rule: 'env-example-missing',
      file,
      line: 1,
      message: `leaves out ${named}, which the code requires`,
    });
  }
  return remarks;
}

/** Assignments, also those that are commented out as examples of what may be set. */
function entriesOf(text: string): readonly Entry[] {
  return text.split('\n').flatMap((line, index) => {
    const name = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/.exec(line)?.[1];
    return name === undefined ? [] : [{ name: name.toUpperCase(), line: index + 1 }];
  });
}

/** Those that no file mentions, in any spelling of case: settings classes have lower-case fields. */
function unmentioned(folder: Folder, entries: readonly Entry[]): readonly Entry[] {
  let left = entries;
  for (const file of folder.list()) {
    if (left.length === 0) break;
    if (!USERS.test(file) || EXAMPLES.includes(file)) continue;
    const text = (folder.read(file) ?? '').toUpperCase();
    left = left.filter((entry) => !words(text, entry.name));
  }
  return left;
}

/** The name as a word, or behind a prefix that a settings class adds (`APP_` + `debug`). */
function words(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1))
    if (!/[A-Z0-9_]/.test(text[at + name.length] ?? ' ')) return true;
  return false;
}

/** One letter more, less, swapped or changed; in short names that would join HOST and PORT. */
function isSlip(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < 6) return false;
  // Numbered names are meant to differ by one letter.
  if (one.replace(/\d/g, '') === other.replace(/\d/g, '')) return false;
  return edits(one, other) === 1 || one.replaceAll('_', '') === other.replaceAll('_', '');
}

function short(names: readonly string[]): string {
  return names.slice(0, 6).join(', ') + (names.length > 6 ? ` and ${names.length - 6} more` : '');
}
