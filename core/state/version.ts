/** X.Y.Z with an optional pre-release, as package.json spells it; nothing longer is ever printed back. */
export function isVersion(text: unknown): text is string {
  return typeof text === 'string' && /^\d{1,6}\.\d{1,6}\.\d{1,6}(-[0-9A-Za-z.-]{1,40})?$/.test(text);
}

/** Below 0 when a is older, above 0 when it is newer; a pre-release is older than its release. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [split(a), split(b)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (left.numbers[at] ?? 0) - (right.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.pre === right.pre) return 0;
  if (left.pre === '') return 1;
  if (right.pre === '') return -1;
  return left.pre < right.pre ? -1 : 1;
}

function split(version: string): { readonly numbers: readonly number[]; readonly pre: string } {
  const cut = version.indexOf('-');
  const core = cut < 0 ? version : version.slice(0, cut);
  return { numbers: core.split('.').map(Number), pre: cut < 0 ? '' : version.slice(cut + 1) };
}
