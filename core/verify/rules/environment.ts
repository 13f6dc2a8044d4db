import type { Variable } from '../../detect/fact-values.js';
import { nearest } from '../../nearest.js';
import { isKustomization } from '../kustomize.js';
import { imageVariables, type Provision, provisions } from '../provided.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';

/** Set by the platform or the base image wherever the service runs. */
const AMBIENT =
  /^(PORT|HOST|HOME|PATH|USER|PWD|TMPDIR|TZ|LANG|LC_\w+|HOSTNAME|CI|NODE_ENV|K_\w+|CLOUD_RUN_\w+|KUBERNETES_\w+|PYTHON\w*)$/;

/** What the code reads, by name; a name read twice is required when one place cannot do without. */
export function read(view: View): ReadonlyMap<string, Variable> {
  const found = new Map<string, Variable>();
  for (const one of view.facts.variables?.value ?? []) {
    const there = found.get(one.name);
    if (there === undefined || (one.required && !there.required)) found.set(one.name, one);
  }
  return found;
}

/** What a site's build writes into its files; only a run-time shim that names it reads it again at start. */
const builtIn = (view: View, name: string): boolean =>
  /^(VITE|NEXT_PUBLIC|REACT_APP|NUXT_PUBLIC|PUBLIC|NG_APP|GATSBY|EXPO_PUBLIC)_/.test(name) &&
  ![...view.files].some(([path, source]) => /(^|\/)deploy\/(nginx|runtime)\//.test(path) && source.includes(name));

const named = (provision: Provision): ReadonlySet<string> =>
  new Set(provision.given.map((one) => one.name.toUpperCase()));

/** The scaffold leaves what a person must fill in as a comment: said, not forgotten. */
const mentioned = (view: View, provision: Provision, name: string): boolean =>
  [...view.files].some(
    ([path, source]) =>
      (path === provision.path || isKustomization(path)) && new RegExp(`^\\s*#.*\\b${name}\\b`, 'm').test(source),
  );

function* missing(view: View): Generator<Remark> {
  const image = imageVariables(view);
  for (const provision of provisions(view)) {
    if (provision.open) continue;
    const there = named(provision);
    for (const one of read(view).values()) {
      if (!one.required || one.default !== undefined || AMBIENT.test(one.name) || image.has(one.name)) continue;
      if (builtIn(view, one.name)) continue;
      if (there.has(one.name.toUpperCase()) || providedByCompose(view, provision, one.name)) continue;
      const said = mentioned(view, provision, one.name);
      const misspelt = typo(provision, [...read(view).keys()]).find(({ meant }) => meant === one.name);
      // The misspelt name itself is the finding.
      if (misspelt !== undefined) continue;
      yield {
        path: provision.path,
        ...(provision.line === undefined ? {} : { line: provision.line }),
        message: `${one.name} is required by ${one.file}:${one.line} and ${said ? 'is still to be filled in' : 'not set'}`,
        ...(said ? { severity: 'note' as const } : {}),
        fix: one.secret ? `take ${one.name} from a secret` : `set ${one.name}`,
      };
    }
  }
}

/** An environment file need not name what compose.yaml sets. */
function providedByCompose(view: View, provision: Provision, name: string): boolean {
  if (!view.environments.has(provision.path)) return false;
  return provisions(view).some(
    (one) => one.open && view.compose.some(({ path }) => path === one.path) && named(one).has(name),
  );
}

interface Typo {
  readonly index: number;
  readonly meant: string;
}

/** Given names that nothing reads and that are close to one which is read and not given. */
function typo(provision: Provision, names: readonly string[]): readonly Typo[] {
  const there = named(provision);
  const absent = names.filter((name) => !there.has(name.toUpperCase()) && !AMBIENT.test(name));
  const known = new Set(names.map((name) => name.toUpperCase()));
  return provision.given.flatMap((one, index) => {
    if (known.has(one.name.toUpperCase()) || AMBIENT.test(one.name)) return [];
    const meant = nearest(one.name, absent);
    return meant === undefined ? [] : [{ index, meant }];
  });
}

function* misspelt(view: View): Generator<Remark> {
  const names = [...read(view).keys()];
  for (const provision of provisions(view))
    for (const { index, meant } of typo(provision, names)) {
      const one = provision.given[index];
      const source = read(view).get(meant);
      if (one === undefined || source === undefined) continue;
      yield {
        path: one.path,
        line: one.line,
        message: `${one.name} is read by nothing; ${source.file}:${source.line} reads ${meant}`,
        fix: `write ${meant}`,
      };
    }
}

/** Names that frameworks, servers and libraries read and the service's own code does not. */
const LIBRARY =
  /^(OTEL|UVICORN|GUNICORN|WEB|FORWARDED|GOOGLE|GCLOUD|GCP|CLOUDSDK|OPENAI|ANTHROPIC|LANGCHAIN|LANGSMITH|LANGGRAPH|LOG|GRPC|NGINX|NEXT|VITE|NODE|NPM|SENTRY|PG|POSTGRES|DB|DATABASE|REDIS|MALLOC|OMP|TOKENIZERS|HF|TRANSFORMERS|PROMETHEUS|SSL|REQUESTS|HTTPS?|NO|ALL|DD|MPL|XDG|GRACEFUL|DJANGO|FLASK|STARLETTE|TIMEOUT|WORKERS|UV|PIP)(_|$)/;

function* dead(view: View): Generator<Remark> {
  const names = read(view);
  if (names.size === 0) return;
  const upper = new Set([...names.keys()].map((name) => name.toUpperCase()));
  const image = imageVariables(view);
  for (const provision of provisions(view)) {
    const typos = new Set(typo(provision, [...names.keys()]).map(({ index }) => index));
    for (const [index, one] of provision.given.entries()) {
      if (typos.has(index) || upper.has(one.name.toUpperCase()) || image.has(one.name)) continue;
      if (AMBIENT.test(one.name) || LIBRARY.test(one.name) || one.offered === true) continue;
      yield { path: one.path, line: one.line, message: `${one.name} is read by no code that was found` };
    }
  }
}

const CONTRACT = 'design: the environment contract; what the code reads against what each file provides';

export const ENVIRONMENT_RULES: readonly Rule[] = [
  {
    id: 'env-missing',
    severity: 'warning',
    about: 'what the code cannot do without is set',
    source: CONTRACT,
    check: missing,
  },
  {
    id: 'env-misspelt',
    severity: 'warning',
    about: 'names that are set are names that are read',
    source: CONTRACT,
    check: misspelt,
  },
  {
    id: 'env-dead',
    severity: 'note',
    about: 'nothing is set that no code reads',
    source: CONTRACT,
    fix: 'remove it, if no library reads it',
    check: dead,
  },
];
