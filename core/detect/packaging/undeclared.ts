import type { Remark } from '../detection.js';
import type { Dependency } from '../fact-values.js';
import type { ThirdPartyImport } from '../python/third-party.js';
import { isTabled, packageOf, provides, withCompanions } from './import-names.js';

/** What the service installs, as far as the manifests tell. */
export interface Declared {
  readonly dependencies: readonly Dependency[];
  /** `dependencies` is the whole closure, not only what the manifest names. */
  readonly locked: boolean;
  /** The file that would have to name a missing package. */
  readonly manifest: string;
  /** Names that packages of the same repository bring along. */
  readonly local?: readonly string[];
  /** Direct dependencies: one that nothing imports under its own name may bring a module of another name. */
  readonly direct?: readonly string[];
}

/**
 * Imports that no declared package brings, one remark a module: the image would die on them. Imports that may fail
 * (in a function, in a `try`) are left out, and so is everything when no manifest was found, which is said elsewhere.
 * Only a lock file makes an error of it: without one another package may bring the module along.
 */
export function undeclaredImports(imports: readonly ThirdPartyImport[], declared: Declared): readonly Remark[] {
  const { dependencies, locked, manifest, local = [], direct = [] } = declared;
  const names = locked ? new Set(dependencies.map((one) => one.name)) : withCompanions(dependencies);
  const installed = new Set([...names, ...withCompanions(local.map((name) => ({ name })))]);
  const missing = new Map<string, ThirdPartyImport[]>();
  const tops = new Set<string>();
  for (const one of imports) {
    const top = one.dotted.split('.')[0] ?? one.dotted;
    tops.add(top);
    if (!one.isOptional && !provides(installed, one.dotted)) missing.set(top, [...(missing.get(top) ?? []), one]);
  }
  // A direct dependency that brings none of the imports by name may be the one that brings an unknown module.
  const unexplained = direct.filter((name) => ![...tops].some((top) => provides(new Set([name]), top)));
  return [...missing].map(([top, places]): Remark => {
    const [first] = places as [ThirdPartyImport];
    const also = [
      ...places.slice(1).map(({ file, line }) => `${file}:${line}`),
      ...places.flatMap((one) => one.also ?? []),
    ];
    const others = [...new Set(also)].filter((place) => place !== `${first.file}:${first.line}`);
    const more = others.length > 3 ? ` and ${others.length - 3} more` : '';
    const where = others.length === 0 ? '' : `; so do ${others.slice(0, 3).join(', ')}${more}`;
    const isSure = locked && (isTabled(top) || unexplained.every(isServer));
    return {
      rule: 'import-undeclared',
      severity: isSure ? 'error' : 'warning',
      file: first.file,
      line: first.line,
      message: `imports ${top}, which ${manifest} does not declare${where}`,
      fix: `add ${packageOf(first.dotted)}`,
    };
  });
}

/** Packages that no code imports under a name: servers, drivers, plugins, types. */
export function isServer(name: string): boolean {
  return LOADED_BY_NAME.test(name) || UNIMPORTED.test(name);
}

/** Servers, drivers, parsers and codecs that a framework loads by name where an address or a request asks for them. */
export const LOADED_BY_NAME =
  /^(?:uvicorn.*|gunicorn|hypercorn|granian|daphne|waitress|gevent|eventlet|uvloop|httptools|greenlet|(?:python-)?multipart|email-validator|psycopg.*|asyncpg|aiosqlite|aiomysql|asyncmy|pymysql|mysqlclient|oracledb|cx-oracle|pyodbc|aioodbc|pg8000|cryptography|bcrypt|argon2-cffi|passlib|itsdangerous|orjson|ujson|hiredis|redis|tzdata|jinja2|brotli.*|aiofiles|h2|httpx|websockets|alembic|opentelemetry-.*|.*-instrumentation.*)$/;

/** What else no code names: tools, stubs, and what others bring along. */
const UNIMPORTED =
  /^(?:uwsgi|gevent.*|watchfiles|watchdog|pytz|python-dotenv|setuptools|wheel|pip|pip-tools|uv|poetry.*|types-.*|.*-stubs|mypy.*|ruff|black|isort|flake8.*|pylint|pytest.*|coverage|pre-commit|ipython|ipdb|ipykernel|jupyter.*|notebook|debugpy|supervisor|honcho|flower|fastapi-cli.*|langgraph-cli.*|pyarrow|openpyxl|lxml|html5lib|protobuf|grpcio.*|certifi|urllib3|charset-normalizer|sentencepiece|accelerate|safetensors|torchvision|torchaudio|tiktoken|django-.*|langchain-.*|llama-index-.*|h11|markupsafe|blinker|pydantic.*|typing-extensions|importlib-.*|six|attrs)$/;

/**
 * Declared packages that no file of the folder mentions: a note, since a plugin needs no import. Every file's text is
 * searched for the names under which a package can be imported; finding one too many costs nothing.
 */
export function unusedPackages(
  direct: readonly { readonly name: string; readonly file: string; readonly line: number }[],
  texts: readonly string[],
  modulesOf: (name: string) => readonly string[],
): readonly Remark[] {
  const unused = direct.filter(
    ({ name }) => !isServer(name) && !modulesOf(name).some((module) => texts.some((text) => text.includes(module))),
  );
  const first = unused[0];
  if (first === undefined) return [];
  const named =
    unused
      .slice(0, 8)
      .map(({ name }) => name)
      .join(', ') + (unused.length > 8 ? ' …' : '');
  const message = `declares ${named}, which no Python file here mentions`;
  return [{ rule: 'dependency-unused', severity: 'note', file: first.file, line: first.line, message }];
}

/** How many of the imported modules a list of packages brings: which of several requirements files is the service's. */
export function coverage(imports: readonly ThirdPartyImport[], dependencies: readonly Dependency[]): number {
  const installed = withCompanions(dependencies);
  const tops = new Set(imports.map((one) => one.dotted.split('.')[0] ?? one.dotted));
  return [...tops].filter((top) => provides(installed, top)).length;
}
