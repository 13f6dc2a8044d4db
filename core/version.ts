import { readFileSync } from 'node:fs';

let version: string | undefined;

/** Version of this package, `1.4.0`. Read once; two folders up from dist/core. */
export function generatorVersion(): string {
  if (version === undefined) {
    const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    version = (JSON.parse(text) as { readonly version: string }).version;
  }
  return version;
}
