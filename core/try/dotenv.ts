import { Failure } from '../errors.js';

/**
 * The variables of a file in the form that `docker run --env-file` and compose take: NAME=value, quotes around a value
 * taken off, `#` lines and empty ones left out. Throws Failure at a line that is neither.
 */
export function parseEnvFile(text: string, file: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim().replace(/^export\s+/, '');
    if (line === '' || line.startsWith('#')) continue;
    const match = /^([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line);
    if (match === null) {
      throw new Failure(`${file}:${index + 1}: not NAME=value`, {
        code: 'env-file',
        file,
        hint: 'mend the line, or leave --env-file out',
      });
    }
    const [, name = '', value = ''] = match;
    const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(value);
    found.set(name, quoted?.[2] ?? value.replace(/\s+#.*$/, ''));
  }
  return found;
}
