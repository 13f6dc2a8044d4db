/** Fills `$NAME`, `${NAME}` and `${NAME:-x}` from what is known; the rest stays as written. */
export function expand(text: string, known: ReadonlyMap<string, string>): string {
  return text.replace(/\$(?:\{([A-Za-z_]\w*)(?::?-([^}]*))?\}|([A-Za-z_]\w*))/g, (whole, braced, otherwise, bare) => {
    return known.get(String(braced ?? bare)) ?? (otherwise === undefined ? whole : String(otherwise));
  });
}

/** Takes one pair of quotes off. */
export function unquote(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

/** Joins an image path, absolute second parts winning; ends without a slash. */
export function joinImagePath(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${path.startsWith('/') ? '' : base}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
