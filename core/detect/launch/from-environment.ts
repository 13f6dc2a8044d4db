import { portOf, type ServerCommand } from './server.js';

/** `FLASK_APP` and its like say the app outside the command. */
export function serverTarget(server: ServerCommand | undefined, environment: ReadonlyMap<string, string>) {
  if (server?.server !== 'flask' || server.app !== undefined) return { app: server?.app, file: server?.file };
  const named = environment.get('FLASK_APP') ?? '';
  if (!/^[\w./]+(?::[\w.]+(?:\(.*\))?)?$/.test(named)) return { app: undefined, file: undefined };
  const [module = '', attribute] = named.split(':');
  const name = module.replace(/^\.\//, '').replace(/\.py$/, '').replaceAll('/', '.');
  if (attribute !== undefined) return { app: `${name}:${attribute.replace(/\(.*\)$/, '()')}`, file: undefined };
  return { app: undefined, file: module.endsWith('.py') ? module : undefined };
}

/** Servers that take the port from the environment by themselves. */
export function environmentPort(
  server: string | undefined,
  environment: ReadonlyMap<string, string>,
): number | undefined {
  const name = { gunicorn: 'PORT', uvicorn: 'UVICORN_PORT', flask: 'FLASK_RUN_PORT', granian: 'GRANIAN_PORT' }[
    server ?? ''
  ];
  return name === undefined ? undefined : portOf(environment.get(name));
}
