import type { Variable } from '../detect/fact-values.js';
import type { SecretSetting, Setting } from './model.js';

/** Set by the platform or by the scaffold itself; giving them again would contradict the port or the probes. */
const OWNED = new Set([
  'PORT',
  'HOST',
  'K_SERVICE',
  'K_REVISION',
  'K_CONFIGURATION',
  'PYTHONPATH',
  'PATH',
  'HOME',
  'PWD',
  'HOSTNAME',
  'USER',
  'LOG_FORMAT',
  'WEB_CONCURRENCY',
]);

/**
 * A settings class without a prefix may mean a database by HOST and USER: then they are the service's to set. PORT is
 * the platform's whatever the code means by it, and PATH and HOME would stop the process itself.
 */
function isOwned(variable: Variable): boolean {
  const settable = variable.captures === true && (variable.name === 'HOST' || variable.name === 'USER');
  return OWNED.has(variable.name) && !settable;
}

/** A default that only makes sense on a developer's machine is shown, not shipped. */
const LOCAL = /localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal/;

const where = (variable: Variable): string => `${variable.file}:${variable.line}`;

/**
 * Plain variables that the deployment may set, in the order of their names. A default of the code becomes the value,
 * so that operators see it; one that points at the developer's machine is left to be filled in.
 */
export function settingsOf(variables: readonly Variable[], port: { readonly variable?: string }): readonly Setting[] {
  return variables
    .filter((variable) => !variable.secret && !isOwned(variable) && variable.name !== port.variable)
    .map((variable) => ({
      name: variable.name,
      ...(variable.default !== undefined &&
      variable.default !== '' &&
      !LOCAL.test(variable.default) &&
      isPlain(variable.default)
        ? { value: variable.default }
        : {}),
      required: variable.required,
      inline: looksPersonal(variable.name, variable.default ?? ''),
      evidence: where(variable),
    }));
}

/**
 * Trivy's rule on personal data in ConfigMaps (KSV-01010) takes names such as CACHE_KEY_PREFIX for credentials, and a
 * short upper-case value such as EUR or 8093 for a passport's number.
 */
const looksPersonal = (name: string, value: string): boolean =>
  /username|email|key|phone|sha1|md5|iban/i.test(name) ||
  /^[A-Z0-9<]{3,20}$|@|[A-Z]{2}[ -]?[0-9]{2}|sha1|md5|(?:username|email|key|phone|iban)\s*[=:]/.test(value);

/** Values that survive YAML, dotenv and a shell alike: one line without control characters or expansions. */
const isPlain = (value: string): boolean => /^[\x20-\x7e]*$/.test(value) && !/[$`\\'"]/.test(value);

/** Variables that hold a secret, each with the id of its secret in Secret Manager. */
export function secretsOf(variables: readonly Variable[], service: string): readonly SecretSetting[] {
  return variables
    .filter((variable) => variable.secret && !isOwned(variable))
    .map((variable) => ({
      name: variable.name,
      secret: `${service}-${variable.name.toLowerCase().replaceAll('_', '-')}`,
      required: variable.required,
      evidence: where(variable),
    }));
}
