/** What a command line of a known server says. */
export interface ServerCommand {
  readonly server: string;
  /** `package.module:attribute`, with `()` for a factory. */
  readonly app?: string;
  readonly port?: number;
  /** The port it takes when nothing is said; absent where a configuration file may say it. */
  readonly defaultPort?: number;
  /** `--app-dir`, `--chdir`, `--pythonpath`: the folder of the import, relative to where the command runs. */
  readonly directory?: string;
  /** A Python file that is run or served (`fastapi run app/main.py`, `python main.py`). */
  readonly file?: string;
  /** A module that is run (`python -m orders`). */
  readonly module?: string;
}

interface Syntax {
  /** Options without a value; any other option takes the next word. */
  readonly flags: RegExp;
  readonly port: readonly string[];
  readonly bind: readonly string[];
  readonly directory: readonly string[];
  readonly app: readonly string[];
  readonly config: readonly string[];
  readonly defaultPort: number;
}

const none: readonly string[] = [];
const SERVERS: Readonly<Record<string, Syntax>> = {
  uvicorn: {
    flags: /^--(?:reload|factory|no-.*|proxy-headers|access-log|use-colors|version|help|server-header|date-header)$/,
    port: ['--port'],
    bind: none,
    directory: ['--app-dir'],
    app: none,
    config: none,
    defaultPort: 8000,
  },
  gunicorn: {
    flags:
      /^(?:-D|-R|--(?:reload|preload|daemon|spew|check-config|print-config|capture-output|no-sendfile|reuse-port|proxy-protocol|enable-stdio-inheritance|log-syslog|disable-redirect-access-to-syslog|strip-header-spaces|suppress-ragged-eofs|do-handshake-on-connect))$/,
    port: none,
    bind: ['-b', '--bind'],
    directory: ['--chdir', '--pythonpath'],
    app: none,
    config: ['-c', '--config'],
    defaultPort: 8000,
  },
  hypercorn: {
    flags: /^--(?:reload|debug|daemon|help|version|hsts-.*|access-log)$/,
    port: none,
    bind: ['-b', '--bind'],
    directory: none,
    app: none,
    config: ['-c', '--config'],
    defaultPort: 8000,
  },
  granian: {
    flags:
      /^--(?:reload|factory|no-.*|access-log|log|ws|http1-pipeline-flush|respawn-failed-workers|process-name-auto)$/,
    port: ['--port'],
    bind: none,
    directory: ['--working-dir'],
    app: none,
    config: none,
    defaultPort: 8000,
  },
  daphne: {
    flags: /^(?:--proxy-headers|--no-server-name|-v)$/,
    port: ['-p', '--port'],
    bind: none,
    directory: ['--root-path'],
    app: none,
    config: none,
    defaultPort: 8000,
  },
  waitress: {
    flags: /^--(?:call|no-.*|expose-tracebacks)$/,
    port: ['--port'],
    bind: ['--listen'],
    directory: none,
    app: none,
    config: none,
    defaultPort: 8080,
  },
  flask: {
    flags: /^(?:--(?:debug|no-.*|reload|with-threads|without-threads|debugger)|run)$/,
    port: ['-p', '--port'],
    bind: none,
    directory: none,
    app: ['-A', '--app'],
    config: none,
    defaultPort: 5000,
  },
  uwsgi: {
    flags:
      /^--(?:master|enable-threads|die-on-term|vacuum|need-app|lazy-apps|thunder-lock|single-interpreter|http-keepalive|py-autoreload)$/,
    port: none,
    bind: ['--http', '--http-socket', '--socket', '-s', '--http11-socket'],
    directory: ['--chdir', '--pythonpath'],
    app: ['-w', '--module'],
    config: ['--ini', '--yaml', '--json'],
    defaultPort: 0,
  },
};
const ALIASES: Readonly<Record<string, string>> = { 'waitress-serve': 'waitress', waitress_serve: 'waitress' };

/** Programs that start the rest of the line; the number of words of their own, or how to know the end of them. */
const WRAPPERS: Readonly<Record<string, RegExp>> = {
  poetry: /^run$/,
  uv: /^run$/,
  pipenv: /^run$/,
  pdm: /^run$/,
  hatch: /^run$/,
  rye: /^run$/,
  'newrelic-admin': /^run-program$/,
  'opentelemetry-instrument': /^$/,
  'ddtrace-run': /^$/,
  tini: /^$/,
  'dumb-init': /^$/,
  catatonit: /^$/,
  exec: /^$/,
  env: /^$/,
  nohup: /^$/,
  doppler: /^run$/,
  infisical: /^run$/,
  honcho: /^run$/,
  gosu: /^[\w:-]+$/,
  'su-exec': /^[\w:-]+$/,
  setpriv: /^$/,
  time: /^$/,
  command: /^$/,
};
/** Options of wrappers that take a value. */
const WRAPPER_VALUES = /^(?:--(?:extra|group|package|with|env-file|python|project|directory|from|index)|-p|-C)$/;

/** Words after wrappers (`poetry run`, `tini --`, `env A=b`) are taken off. */
export function unwrap(words: readonly string[]): readonly string[] {
  let rest = [...words];
  for (let i = 0; i < 8 && rest[0] !== undefined; i += 1) {
    const head = baseName(rest[0]);
    const argument = WRAPPERS[head];
    if (/^[A-Za-z_]\w*=/.test(rest[0])) {
      rest = rest.slice(1);
      continue;
    }
    // `./wait-for-it.sh db:5432 -- uvicorn …`: whatever its name, what follows the dashes is what runs.
    const dashes = rest.indexOf('--');
    if (!argument) {
      if (dashes > 0 && dashes < rest.length - 1 && !(head in SERVERS)) rest = rest.slice(dashes + 1);
      else break;
      continue;
    }
    rest = rest.slice(1);
    let took = argument.source === '^$';
    while (rest[0] !== undefined) {
      const word = rest[0];
      if (word === '--') {
        rest = rest.slice(1);
        break;
      }
      if (word.startsWith('-')) rest = rest.slice(WRAPPER_VALUES.test(word) ? 2 : 1);
      else if (/^[A-Za-z_]\w*=/.test(word)) rest = rest.slice(1);
      else if (!took && argument.test(word)) {
        took = true;
        rest = rest.slice(1);
      } else break;
    }
    if (!took) return words;
  }
  return rest;
}

/** Reads the words of one command; undefined when no Python server or program is started by them. */
export function readServer(given: readonly string[]): ServerCommand | undefined {
  const words = unwrap(given);
  const head = baseName(words[0] ?? '');
  if (/^(?:python|pypy)[\d.]*$/.test(head)) return readPython(words);
  if (head === 'fastapi' || head === 'sanic' || head === 'litestar') return readRunner(head, words);
  // `flask db upgrade` and its like prepare; only `run` serves.
  if (head === 'flask' && !words.includes('run')) return undefined;
  const name = ALIASES[head] ?? head;
  const syntax = Object.hasOwn(SERVERS, name) ? SERVERS[name] : undefined;
  const rest = words.slice(1).filter((word) => head !== 'flask' || word !== 'run');
  return syntax ? readKnown(name, syntax, rest) : undefined;
}

function readPython(words: readonly string[]): ServerCommand | undefined {
  let i = 1;
  while (words[i] !== undefined && /^-[a-zA-Z]/.test(words[i] ?? '') && !/^-[cm]/.test(words[i] ?? '')) {
    i += /^-[WX]$/.test(words[i] ?? '') ? 2 : 1;
  }
  const word = words[i];
  if (word === undefined || word.startsWith('-c')) return undefined;
  if (word === '-m') {
    const module = words[i + 1] ?? '';
    return (
      readServer([module.replaceAll('.', '-').replace(/-__main__$/, ''), ...words.slice(i + 2)]) ?? {
        server: 'python',
        module,
      }
    );
  }
  const file = word;
  if (baseName(file) === 'manage.py' && words[i + 1] === 'runserver') {
    const port = portOf(words.slice(i + 2).find((one) => !one.startsWith('-')));
    return { server: 'runserver', file, ...(port ? { port } : { defaultPort: 8000 }) };
  }
  return file.endsWith('.py') && baseName(file) !== 'manage.py' ? { server: 'python', file } : undefined;
}

/** `fastapi run app/main.py --port 80 --app api`: a path where the others take a module. */
function readRunner(head: string, words: readonly string[]): ServerCommand | undefined {
  const verb = words[1];
  const options = readOptions(words.slice(head === 'sanic' ? 1 : 2), /^--(?:reload|no-.*|debug|dev|proxy-headers)$/);
  if (head === 'fastapi' && verb !== 'run' && verb !== 'dev') return undefined;
  if (head === 'litestar' && !words.includes('run')) return undefined;
  const port = portOf(options.values.get('--port') ?? options.values.get('-p'));
  const entry = options.values.get('--entrypoint') ?? options.values.get('-e');
  const target = options.positional[0];
  const named = options.values.get('--app');
  const told = port ? { port } : { defaultPort: 8000 };
  if (entry !== undefined) return { server: head, app: entry, ...told };
  if (head === 'litestar') return { server: head, ...(named?.includes(':') ? { app: named } : {}), ...told };
  if (target?.endsWith('.py')) {
    const module = target
      .replace(/^\.\//, '')
      .replace(/\.py$/, '')
      .replace(/\/__init__$/, '')
      .replaceAll('/', '.');
    return { server: head, file: target, ...(named ? { app: `${module}:${named}` } : {}), ...told };
  }
  return { server: head, ...(target?.includes(':') ? { app: target } : {}), ...told };
}

function readKnown(server: string, syntax: Syntax, words: readonly string[]): ServerCommand {
  const options = readOptions(words, syntax.flags);
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => options.values.get(name)).find((value) => value !== undefined);
  let port = portOf(first(syntax.port)) ?? portOf(first(syntax.bind));
  // `uwsgi --http :8000` and `waitress-serve --listen=*:8080` say the address the same way.
  if (server === 'daphne' && port === undefined)
    port = portOf(/tcp:port=(\d+)|tcp:(\d+)/.exec(first(['-e']) ?? '')?.[1]);
  const named = first(syntax.app) ?? options.positional.find((word) => /^[\w./]+(?::[\w.()='", -]+)?$/.test(word));
  const directory = first(syntax.directory);
  const isSilent = first(syntax.config) !== undefined || syntax.defaultPort === 0 || options.values.has('--fd');
  const said = first([...syntax.port, ...syntax.bind]) !== undefined;
  const app =
    named === undefined
      ? undefined
      : asReference(server, named, options.flags.has('--factory') || options.flags.has('--call'));
  return {
    server,
    ...(app === undefined ? {} : { app }),
    ...(port === undefined ? {} : { port }),
    ...(isSilent || said ? {} : { defaultPort: syntax.defaultPort }),
    ...(directory === undefined ? {} : { directory }),
  };
}

/** A module with its attribute; servers differ in what a missing attribute means. */
function asReference(server: string, text: string, isFactory: boolean): string | undefined {
  const [module = '', attribute] = text.split(/:(.*)/s);
  if (server === 'uwsgi' && (module.endsWith('.ini') || module.includes('/'))) return undefined;
  const name = module.replace(/\.py$/, '').replace(/^\.\//, '').replaceAll('/', '.');
  if (!/^[A-Za-z_][\w.]*$/.test(name)) return undefined;
  if (attribute === undefined) return server === 'gunicorn' || server === 'uwsgi' ? `${name}:application` : undefined;
  const bare = attribute.replace(/\(.*\)$/s, '');
  if (!/^[A-Za-z_][\w.]*$/.test(bare)) return undefined;
  return `${name}:${bare}${isFactory || attribute !== bare ? '()' : ''}`;
}

function readOptions(words: readonly string[], flag: RegExp) {
  const values = new Map<string, string>();
  const flags = new Set<string>();
  const positional: string[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    const [name = '', value] = word.startsWith('--') ? word.split(/=(.*)/s) : [word];
    const next = words[i + 1];
    if (!word.startsWith('-') || word === '-') positional.push(word);
    else if (value !== undefined) values.set(name, value);
    else if (flag.test(word) || next === undefined) flags.add(word);
    // `-b:5000`: a short option with its value attached.
    else if (/^-[a-zA-Z][^a-zA-Z-]/.test(word)) values.set(word.slice(0, 2), word.slice(2));
    else {
      values.set(word, next);
      i += 1;
    }
  }
  return { values, flags, positional };
}

/** The port of `8000`, `:8000`, `0.0.0.0:8000`, `[::]:8000`; undefined when it is a variable or none. */
export function portOf(text: string | undefined): number | undefined {
  const digits = /^(?:.*:)?(\d{1,5})$/.exec(text ?? '')?.[1];
  const port = digits === undefined ? 0 : Number(digits);
  return port > 0 && port < 65_536 ? port : undefined;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
