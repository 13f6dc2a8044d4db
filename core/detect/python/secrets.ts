const SECRET_ENDS = [
  'PASSWORD',
  'PASSWD',
  'PASSPHRASE',
  'SECRET',
  'TOKEN',
  'DSN',
  'CREDENTIALS',
  'CONNECTION_STRING',
  'PRIVATE_KEY',
  '_PASS',
  '_PWD',
  'CONN_STR',
  'WEBHOOK_URL',
  'PEPPER',
  'SALT',
];
const KEY_ENDS = ['_KEY', 'APIKEY', 'APITOKEN'];
const PUBLIC_KEYS = [
  'PUBLIC_KEY',
  'PUBLISHABLE_KEY',
  'SITE_KEY',
  'SORT_KEY',
  'PRIMARY_KEY',
  'PARTITION_KEY',
  'CACHE_KEY',
  'ANON_KEY',
];
const STORES = [
  'DATABASE',
  'DB',
  'POSTGRES',
  'POSTGRESQL',
  'PG',
  'MYSQL',
  'MONGO',
  'MONGODB',
  'REDIS',
  'AMQP',
  'RABBITMQ',
  'BROKER',
  'SQLALCHEMY',
  'SENTRY',
];

/** Secret by its name: passwords, tokens, keys, and addresses of data stores, which carry a password. */
export function isSecretName(name: string): boolean {
  const upper = name.toUpperCase();
  if (SECRET_ENDS.some((end) => upper.endsWith(end))) return true;
  if (KEY_ENDS.some((end) => upper.endsWith(end)) || upper === 'KEY')
    return !PUBLIC_KEYS.some((end) => upper.endsWith(end));
  const words = upper.split('_');
  const last = words.at(-1) ?? '';
  return ['URL', 'URI'].includes(last) && words.some((word) => STORES.includes(word));
}
