import { baseOf } from './paths.js';
import { ALIASES, SERVERS, type Syntax } from './server-table.js';
import { unwrap } from './unwrap.js';

/** What a command line of a known server says. */
export interface ServerCommand {
  readonly server: string;
  /** `package.module:attribute`, with `()` for a factory. */
  readonly app?: string;
  readonly port?: number;
  /** The port it takes when nothing is said; absent where a configuration file may say it. */
  readonly defaultPort?: number;
  /** The file that `-c` names. */
  readonly config?: string;
  /** `--app-dir`, `--chdir`, `--pythonpath`: the folder of the import, relative to where the command runs. */
  readonly directory?: string;
  /** A Python file that is run or served (`fastapi run app/main.py`, `python main.py`). */
  readonly file?: string;
  /** A module that is run (`python -m orders`). */
  readonly module?: string;
}

/** Reads the words of one command; undefined when no Python server or program is started by them. */
export function readServer(given: readonly string[]): ServerCommand | undefined {
  const words = unwrap(given);
  const head = baseOf(words[0] ?? '');
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
  if (baseOf(file) === 'manage.py' && words[i + 1] === 'runserver') {
    const port = portOf(words.slice(i + 2).find((one) => !one.startsWith('-')));
    return { server: 'runserver', file, ...(port ? { port } : { defaultPort: 8000 }) };
  }
  return file.endsWith('.py') && baseOf(file) !== 'manage.py' ? { server: 'python', file } : undefined;
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
  const config = first(syntax.config);
  const isSilent = config !== undefined || syntax.defaultPort === 0 || options.values.has('--fd');
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
    ...(config === undefined ? {} : { config }),
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
