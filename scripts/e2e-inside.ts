import { docker } from './e2e-image.js';
import type { Entry } from './tar.js';

type Files = ReadonlyMap<string, Entry>;

/** What a final stage must not hold; a base may bring some of it, so only what was added counts. */
const UNWANTED: readonly { readonly what: string; readonly at: RegExp }[] = [
  { what: 'compiler', at: /(?:^|\/)bin\/(?:gcc|g\+\+|cc|c\+\+|clang|make|rustc|cargo)(?:-\d+)?$/ },
  {
    what: 'package manager',
    at: /(?:^|\/)bin\/(?:uv|uvx|poetry|pdm|pipenv|pnpm|yarnpkg|bun)$|^opt\/venv\/bin\/pip[\d.]*$/,
  },
  {
    what: 'cache',
    at: /^root\/\.(?:cache|npm|yarn|bun)\/.|^var\/lib\/apt\/lists\/.+|(?:^|\/)\.(?:pytest|mypy|ruff)_cache$/,
  },
  { what: 'version control', at: /(?:^|\/)\.(?:git|hg|svn)(?:\/|$)/ },
  {
    what: 'test',
    at: /^app\/(?!(?:.*\/)?(?:node_modules|packages)\/)(?:.*\/)?(?:tests?|__tests__)\/.+|^app\/(?!(?:.*\/)?packages\/)(?:.*\/)?(?:test_[^/]+|conftest)\.py$/,
  },
  { what: 'secret', at: /^app\/(?:.*\/)?(?:\.env|[^/]+\.pem|\.npmrc|\.netrc)$/ },
];

/** Faults of an image's file system against its base, one line each; none when all is as it should be. */
export function faultsInside(files: Files, base: Files): readonly string[] {
  const added = [...files.values()].filter((entry) => !same(entry, base.get(entry.path)));
  const faults: string[] = [];
  const say = (what: string, found: readonly Entry[]): void => {
    const [first] = found;
    if (first !== undefined)
      faults.push(`${what}: ${first.path}${found.length > 1 ? ` and ${found.length - 1} more` : ''}`);
  };
  say(
    'set-uid or set-gid',
    added.filter((entry) => entry.type === 'file' && (entry.mode & 0o6000) !== 0),
  );
  const ours = added.filter((entry) => /^(?:app|opt|usr\/share\/nginx)(?:\/|$)/.test(entry.path));
  say(
    'not owned by root',
    ours.filter((entry) => entry.uid !== 0 || entry.gid !== 0),
  );
  say(
    'writable by everybody',
    ours.filter((entry) => entry.type !== 'link' && (entry.mode & 0o002) !== 0),
  );
  for (const { what, at } of UNWANTED)
    say(
      `holds a ${what}`,
      added.filter((entry) => at.test(entry.path)),
    );
  return faults;
}

const same = (entry: Entry, other: Entry | undefined): boolean =>
  other !== undefined && other.mode === entry.mode && other.uid === entry.uid && other.hash === entry.hash;

/** Paths whose contents, mode, owner or link differ between two file systems. */
export function differencesBetween(first: Files, second: Files): readonly string[] {
  const paths = [...new Set([...first.keys(), ...second.keys()])].sort((a, b) => (a < b ? -1 : 1));
  return paths.filter((path) => {
    const [a, b] = [first.get(path), second.get(path)];
    return (
      a === undefined || b === undefined || !same(a, b) || a.gid !== b.gid || a.link !== b.link || a.type !== b.type
    );
  });
}

export type Version = { readonly ran: string; readonly named: string; readonly agrees: boolean };

/** The interpreter inside an image beside the version in its base's tag; undefined where no tag names one (nginx). */
export async function interpreterOf(image: string, base: string): Promise<Version | undefined> {
  const tag = /(?:^|\/)(python|node):(\d+(?:\.\d+)*)/.exec(base);
  if (tag?.[1] === undefined || tag[2] === undefined) return undefined;
  const ran = await docker('run', '--rm', '--network', 'none', '--entrypoint', tag[1], image, '--version');
  const version = /\d+(?:\.\d+)+/.exec(ran.all)?.[0] ?? ran.all.trim();
  return { ran: version, named: tag[2], agrees: `${version}.`.startsWith(`${tag[2]}.`) };
}
