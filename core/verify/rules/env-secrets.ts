import { provisions } from '../provided.js';
import type { Remark, Rule } from '../rule.js';
import { isSecretName } from '../secret-names.js';
import type { View } from '../view.js';
import { at, entries, entry, items, text } from '../yaml-node.js';
import { read } from './environment.js';

/** A password inside an address: `postgresql://user:password@host`. */
const WITH_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:(?!\$|<|\{|%)[^\s:/@]+@/i;

function* literals(view: View): Generator<Remark> {
  const secret = new Set([...read(view).values()].filter((one) => one.secret).map((one) => one.name));
  const own = new Set([...view.compose.map(({ path }) => path)]);
  for (const provision of provisions(view)) {
    if (own.has(provision.path)) continue;
    const example = view.environments.has(provision.path);
    for (const one of provision.given) {
      const value = one.value ?? '';
      const password =
        WITH_PASSWORD.test(value) && !/@(localhost|127\.0\.0\.1|database|db|postgres)([:/?]|$)/.test(value);
      // An address without a password is no secret, whatever reads it.
      const plain = view.facts.variables?.value.some((each) => each.name === one.name && !each.secret) === true;
      const byName = (isSecretName(one.name) && !plain) || (secret.has(one.name) && !value.includes('://'));
      if (value === '' || !(password || (byName && !harmless(value)))) continue;
      const severity = example || plain ? { severity: 'warning' as const } : {};
      yield {
        path: one.path,
        line: one.line,
        message: `${one.name} is a secret and its value is in the file`,
        ...severity,
      };
    }
  }
  for (const one of view.documents)
    if (one.kind === 'Secret' && one.apiVersion === 'v1')
      for (const field of ['data', 'stringData'])
        for (const key of entries(at(one.root, field)))
          if ((text(key.value) ?? '') !== '')
            yield {
              path: key.path,
              line: key.line,
              message: `Secret ${one.name}: the value of ${key.key} is in the file`,
            };
  for (const { root } of view.kustomizations)
    for (const one of items(at(root, 'secretGenerator'))) {
      const literal = entry(one, 'literals');
      if (literal !== undefined)
        yield { path: literal.path, line: literal.line, message: 'secretGenerator: values of secrets are in the file' };
    }
}

const harmless = (value: string): boolean =>
  /\$\(|\$\{|^(<.*>|change[-_ ]?me.*|your[-_ ].*|x{3,}|\.{3}|example.*|placeholder.*|dummy.*|true|false|none|\d{1,4})$/i.test(
    value,
  );

/** Values of secrets. */
export const ENV_SECRET_RULES: readonly Rule[] = [
  {
    id: 'env-secret',
    severity: 'error',
    about: 'no value of a secret is in a file',
    source: 'design: secrets by reference',
    fix: 'refer to a secret: secretKeyRef',
    check: literals,
  },
];
