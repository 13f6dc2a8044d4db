import { posix } from 'node:path';
import type { Folder } from '../folder.js';

/** Registries beside the public ones, and variables whose value their settings put in for a credential. */
export interface Registries {
  readonly indexes: readonly string[];
  readonly tokens: readonly string[];
}

const PUBLIC = /(?:^|\.)(?:npmjs\.org|npmjs\.com|yarnpkg\.com|npmmirror\.com)$/;
// `registry=`, `@scope:registry=`, `npmRegistryServer:`, `registry = "…"`; the address of each.
const REGISTRY = /(?:registry|npmRegistryServer|url)["']?\s*[:=]\s*["']?https?:\/\/(?:[^@\s/"']*@)?([\w.-]+)/gi;
// `//host/:_authToken=${NAME}`, `npmAuthToken: "${NAME:-}"`, bun's `token = "$NAME"`.
const TOKEN =
  /(?:_authToken|_auth|_password|npmAuthToken|npmAuthIdent|\btoken|\bpassword)["']?\s*[:=]\s*["']?\$\{?([A-Za-z_]\w*)/g;

/** Reads the settings of npm, pnpm, yarn and bun among the files of an install; comments in them count for nothing. */
export function registriesOf(folder: Folder, files: Iterable<string>): Registries {
  const texts = [...files]
    .filter((file) => /^(?:\.npmrc|\.yarnrc(?:\.yml)?|bunfig\.toml)$/.test(posix.basename(file)))
    .map((file) => (folder.read(file) ?? '').replace(/^\s*[#;].*$/gm, ''));
  const all = (pattern: RegExp): string[] =>
    texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
  return {
    indexes: [...new Set(all(REGISTRY).filter((host) => !PUBLIC.test(host)))].sort(),
    tokens: [...new Set(all(TOKEN))].sort(),
  };
}
