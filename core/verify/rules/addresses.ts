import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';

/** An address whose second slash got lost: no client takes it for one. */
const HALF = /\b(https?|postgres(?:ql)?|mysql|rediss?|amqps?|mongodb):\/(?!\/)[\w.$[{]/;

const READ = /(^|\/)(Dockerfile|Containerfile|\.env\.example)$|\.(ya?ml|conf|sh)$/;

function* halves(view: View): Generator<Remark> {
  for (const [path, source] of view.files) {
    if (!READ.test(path)) continue;
    for (const [index, text] of source.split('\n').entries()) {
      const scheme = /^\s*#/.test(text) ? undefined : HALF.exec(text)?.[1];
      if (scheme !== undefined)
        yield { path, line: index + 1, message: `${scheme}:/ begins no address`, fix: `write ${scheme}://` };
    }
  }
}

/** Addresses, wherever they stand. */
export const ADDRESS_RULES: readonly Rule[] = [
  {
    id: 'address-slashes',
    severity: 'warning',
    about: 'an address has two slashes behind its scheme',
    source: 'RFC 3986, section 3',
    check: halves,
  },
];
