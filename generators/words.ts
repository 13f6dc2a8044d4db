import { CONTROLS } from '../cli/controls.js';

/** What Yeoman itself puts among a generator's options, or takes from the command line for its own use. */
const YEOMANS = new Set([
  '$0',
  '_',
  '_meta',
  'ask-answered',
  'bail',
  'debug',
  'env',
  'environment-version',
  'force',
  'force-install',
  'forward-error-to-environment',
  'generators',
  'h',
  'help',
  'ignore-whitespace',
  'insight',
  'local-config-only',
  'local-only',
  'namespace',
  'node-package-manager',
  'resolved',
  'shared-data',
  'skip-cache',
  'skip-check-env',
  'skip-install',
  'skip-local-cache',
  'skip-parse-options',
  'skip-yo-resolve',
  'whitespace',
]);

/**
 * A generator's options and arguments as the words of the `saasfactory container` command, so that both doors read and
 * refuse the same way. Names arrive in kebab case, camel case or both.
 */
export function wordsOf(options: Readonly<Record<string, unknown>>, folders: readonly string[]): readonly string[] {
  const named = new Map<string, unknown>();
  for (const [key, value] of Object.entries(options)) {
    const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    // The declared name has passed its declared type; what comes in camel case may not have.
    if (!YEOMANS.has(name) && value !== undefined && (key === name || !named.has(name))) named.set(name, value);
  }
  const words = [...named].flatMap(([name, value]) => [value].flat().flatMap((each) => word(name, each)));
  return ['container', ...words, '--', ...folders];
}

function word(name: string, value: unknown): readonly string[] {
  if (name === 'color') return value === false ? ['--no-color'] : [];
  const isSwitch = name in CONTROLS && !('value' in CONTROLS[name as keyof typeof CONTROLS]);
  if (value === true || (isSwitch && value === 'true')) return [`--${name}`];
  if (value === false) return [`--no-${name}`];
  return [`--${name}=${String(value)}`];
}
