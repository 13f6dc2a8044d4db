import type { Model } from '../model/model.js';

export interface Variables {
  /** What the container gets, sorted by name; PORT is not among them. */
  readonly values: ReadonlyMap<string, string>;
  /** Required names that got a value of no meaning, sorted. */
  readonly dummies: readonly string[];
}

/** Stands for a secret of any length rule: 40 characters, letters and digits. */
const SECRET = 'dummy0dummy1dummy2dummy3dummy4dummy5dum0';

/**
 * A value that passes the usual validators of a variable with this name: URLs parse, ports and sizes are numbers.
 * It leads nowhere: addresses are this container's own.
 */
export function dummyValue(name: string, secret: boolean): string {
  if (/REDIS|BROKER|RESULT_BACKEND|CELERY/.test(name) && /(?:URL|URI|DSN|BROKER|BACKEND)$/.test(name)) {
    return 'redis://127.0.0.1:6379/0';
  }
  if (/MONGO/.test(name) && /(?:URL|URI|DSN)$/.test(name)) return 'mongodb://127.0.0.1:27017/dummy';
  if (/(?:AMQP|RABBIT)/.test(name) && /(?:URL|URI)$/.test(name)) return 'amqp://guest:guest@127.0.0.1:5672//';
  if (/(?:DATABASE|DB|POSTGRES|PG|SQL)/.test(name) && /(?:URL|URI|DSN)$/.test(name)) {
    return 'postgresql://dummy:dummy@127.0.0.1:5432/dummy';
  }
  if (/(?:URL|URI|ENDPOINT|ORIGIN|WEBHOOK)S?$/.test(name)) return 'http://127.0.0.1';
  if (/EMAIL|MAIL_FROM|SENDER/.test(name)) return 'dummy@example.com';
  if (/(?:^|_)HOST(?:NAME)?$/.test(name)) return '127.0.0.1';
  if (/(?:PORT|SECONDS|MINUTES|HOURS|DAYS|TIMEOUT|LIMIT|SIZE|COUNT|MAX|MIN|WORKERS|TTL)$/.test(name)) return '30';
  if (/^(?:DEBUG|ENABLE|USE|IS)_|_(?:ENABLED|DEBUG)$/.test(name)) return 'false';
  return secret ? SECRET : 'dummy';
}

/**
 * What the container's environment is: the model's plain values, then those of the database beside it, then the
 * person's own environment (only names that the service is known to read), then the env file (all of it).
 * Required names that are still missing get dummy values.
 */
export function variablesOf(
  model: Model,
  beside: ReadonlyMap<string, string>,
  env: NodeJS.ProcessEnv,
  file: ReadonlyMap<string, string>,
): Variables {
  const values = new Map<string, string>();
  const known = [
    ...model.environment,
    ...model.secrets,
    ...(model.build.stack === 'site' ? model.build.runtimeNames : []),
  ];
  for (const setting of model.environment) if (setting.value !== undefined) values.set(setting.name, setting.value);
  for (const [name, value] of beside) values.set(name, value);
  for (const { name } of known) {
    const own = env[name];
    if (own !== undefined) values.set(name, own);
  }
  for (const [name, value] of file) values.set(name, value);
  values.delete('PORT');
  const secrets = new Set(model.secrets.map((secret) => secret.name));
  const dummies = [
    ...new Set(known.filter((each) => each.required && !values.has(each.name)).map((each) => each.name)),
  ];
  dummies.sort((a, b) => (a < b ? -1 : 1));
  for (const name of dummies) values.set(name, dummyValue(name, secrets.has(name)));
  return { values: new Map([...values].sort(([a], [b]) => (a < b ? -1 : 1))), dummies };
}
