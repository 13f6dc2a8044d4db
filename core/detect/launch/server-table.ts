/** How a server's command line is read. */
export interface Syntax {
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
/** Servers by the name of their command. */
export const SERVERS: Readonly<Record<string, Syntax>> = {
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
export const ALIASES: Readonly<Record<string, string>> = { 'waitress-serve': 'waitress', waitress_serve: 'waitress' };
