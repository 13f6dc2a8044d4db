const SECRET_ENDINGS = [
  'PASSWORD',
  'PASSWD',
  'PASS',
  'SECRET',
  'TOKEN',
  'KEY',
  'DSN',
  'CREDENTIALS',
  'SALT',
  'PEPPER',
  'PASSPHRASE',
];
const SECRET_PAIRS = [
  'API_KEY',
  'APIKEY',
  'SECRET_KEY',
  'PRIVATE_KEY',
  'ACCESS_KEY',
  'AUTH_SECRET',
  'CLIENT_SECRET',
  'WEBHOOK_SECRET',
  'SERVICE_ROLE',
  'CONNECTION_STRING',
];
const DATABASES = [
  'DATABASE',
  'DB',
  'POSTGRES',
  'POSTGRESQL',
  'PG',
  'MYSQL',
  'MONGO',
  'MONGODB',
  'REDIS',
  'RABBITMQ',
  'AMQP',
  'KAFKA',
  'CLICKHOUSE',
  'DIRECT',
  'SUPABASE_DB',
  'SHADOW_DATABASE',
  'KV',
];

/** Whether a variable's name says that its value must not be seen. What a browser is given is no secret. */
export function isSecret(name: string, isPublic: boolean): boolean {
  if (isPublic) return false;
  const upper = name.toUpperCase();
  if (
    SECRET_PAIRS.some((part) => upper.includes(part)) &&
    !upper.includes('PUBLIC_KEY') &&
    !upper.includes('PUBLISHABLE')
  )
    return true;
  const words = upper.split('_');
  const last = words.at(-1) ?? '';
  if (last === 'KEY' && (words.includes('PUBLIC') || words.includes('PUBLISHABLE') || words.includes('SITE')))
    return false;
  if (SECRET_ENDINGS.includes(last)) return true;
  if (last !== 'URL' && last !== 'URI') return false;
  return DATABASES.some((database) => upper.startsWith(`${database}_`) || upper.includes(`_${database}_`));
}
