/** The lines of a .dockerignore that count, in their order. */
interface Pattern {
  readonly matches: RegExp;
  readonly keeps: boolean;
}

/** Go's filepath.Match with `**`, as Docker reads it; a pattern also matches what lies below. */
function compile(line: string): RegExp | undefined {
  const clean = line.replace(/^\/+/, '').replace(/\/+$/, '').replace(/^\.\//, '');
  if (clean === '') return undefined;
  let made = '';
  for (let index = 0; index < clean.length; index += 1) {
    const character = clean[index] ?? '';
    if (clean.startsWith('**/', index)) {
      made += '(?:.*/)?';
      index += 2;
    } else if (clean.startsWith('**', index)) {
      made += '.*';
      index += 1;
    } else if (character === '*') made += '[^/]*';
    else if (character === '?') made += '[^/]';
    else if (character === '[' && clean.indexOf(']', index) > index) {
      const end = clean.indexOf(']', index);
      made += clean.slice(index, end + 1);
      index = end;
    } else made += character.replace(/[.+^${}()|[\]\\]/, '\\$&');
  }
  try {
    return new RegExp(`^${made}(?:/.*)?$`);
  } catch {
    return undefined;
  }
}

/** Says for a path relative to the build context whether the file leaves it out. */
export function ignores(source: string): (path: string) => boolean {
  const patterns = source.split(/\r?\n/).flatMap((raw): Pattern[] => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return [];
    const keeps = line.startsWith('!');
    const matches = compile(keeps ? line.slice(1).trim() : line);
    return matches === undefined ? [] : [{ matches, keeps }];
  });
  return (path) => patterns.findLast(({ matches }) => matches.test(path))?.keeps === false;
}
