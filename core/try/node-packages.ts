import type { Cause } from './cause.js';
import { lineOf, type Source } from './source.js';

/** A package as a registry was asked for it; without a version where none of its name is there. */
interface Asked {
  readonly name: string;
  readonly version?: string;
}

/** How npm, pnpm, Yarn and bun say that a registry has no such version, or no such package. */
const VERSIONS: readonly RegExp[] = [
  /No matching version found for (@?[^@\s]+)@(\S+?)\.?(?:\s|$)/,
  /Couldn't find any versions for "([^"]+)" that matches "([^"]+)"/,
  /YN0082: \S* ?(@?[^@\s]+)@npm:(\S+): No candidates found/,
];
const BUN_VERSION = /No version matching "([^"]+)" found for specifier "([^"]+)"/;
const NAMES: readonly RegExp[] = [
  /'(@?[^@'\s]+)@[^']*' is not in (?:this|the npm) registry/,
  /YN0035: \S* ?(@?[^@\s]+)@npm:\S+: Package not found/,
  /Couldn't find package "([^"]+)" on the/,
];
const ADDRESS =
  /ERR_PNPM_FETCH_404\s+GET (\S+?): |(?:^|\s)error: GET (\S+) - 404|(https?:\/\/\S+): Request failed \\?"404/;

/** `…/@scope%2fname`, or `…/name/-/name-1.0.0.tgz` of an archive that a lock file names. */
function ofAddress(address: string): Asked | undefined {
  const [path = '', archive] = decodeURIComponent(address.replaceAll(/%(?![\da-f]{2})/gi, '%25')).split('/-/');
  const name = /(@[^/]+\/[^/]+|[^/]+)\/?$/.exec(path)?.[1];
  if (name === undefined) return undefined;
  const version = archive === undefined ? null : /-(\d[^/]*)\.tgz$/.exec(archive);
  return version?.[1] === undefined ? { name } : { name, version: version[1] };
}

function asked(log: string): Asked | undefined {
  const bun = BUN_VERSION.exec(log);
  if (bun?.[1] !== undefined && bun[2] !== undefined) return { name: bun[2], version: bun[1] };
  for (const one of VERSIONS) {
    const [, name, version] = one.exec(log) ?? [];
    if (name !== undefined && version !== undefined) return { name, version };
  }
  for (const one of NAMES) {
    const name = one.exec(log)?.[1];
    if (name !== undefined) return { name };
  }
  const found = ADDRESS.exec(log);
  return found === null ? undefined : ofAddress(found[1] ?? found[2] ?? found[3] ?? '');
}

/** The line that asks for it: of the manifest, else of the lock file, where another package needs it. */
function place(source: Source, name: string): { file: string; line: number } | undefined {
  const files = ['package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'];
  const quoted = new RegExp(`(?:^|["'/\\s])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:["'@:]|$)`, 'm');
  const file = files.find((each) => quoted.test(source.read(each) ?? ''));
  return file === undefined ? undefined : { file, line: lineOf(source, file, quoted) };
}

/** What node-gyp says that it lacks. */
const TOOLS = [
  ['Python', /gyp ERR! find Python/],
  ['make', /not found: make/],
  ['compiler', /(?:g\+\+|c\+\+|gcc|cc): (?:command )?not found/],
] as const;

/** A package of Node that has no binary for this processor, this C library or this release of Node. */
export const COMPILED_PACKAGE: Cause = {
  id: 'node-gyp',
  explain: (log, source) => {
    const name = /gyp ERR! cwd \S*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)/.exec(log)?.[1];
    if (name === undefined) return undefined;
    const lacks = TOOLS.find(([, said]) => said.test(log))?.[0];
    return {
      message: `${name} has no binary for this Node.js and ${lacks === undefined ? 'does not compile' : `has to be compiled: there is no ${lacks}`}`,
      ...place(source, name),
      hint: 'use a release with a binary, another --node-version, or install python3 make g++ in the build stage',
    };
  },
};

/** A package or version that the registry of a Node project does not have. */
export const NOT_IN_REGISTRY: Cause = {
  id: 'not-in-registry',
  explain: (log, source) => {
    const wanted = asked(log);
    if (wanted === undefined) return undefined;
    const { name, version } = wanted;
    return {
      message:
        version === undefined
          ? `${name} cannot be installed: the registry has no such package, or wants credentials for it`
          : `${name}@${version} cannot be installed: the registry has no such version`,
      ...place(source, name),
      hint:
        version === undefined
          ? 'check the name; the address and token of a private registry belong in .npmrc'
          : `choose a version that there is (npm view ${name} versions) and renew the lock file`,
    };
  },
};
