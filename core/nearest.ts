/** Edits between two words; two neighbours that changed places are one edit, the commonest slip of all. */
export function edits(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let least = Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        least = Math.min(least, (before[column - 2] ?? 0) + 1);
      line.push(least);
    }
    before = above;
    above = line;
  }
  return above[b.length] ?? 0;
}

/**
 * The name that was probably meant; undefined when none is close. Close is one edit for each three characters, so that
 * `PORT` and `HOST` are strangers and `replcias` is `replicas`.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const lower = name.toLowerCase();
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const one of known) {
    const most = Math.floor(Math.max(name.length, one.length) / 3);
    if (one === name || Math.abs(one.length - name.length) > most) continue;
    const distance = edits(lower, one.toLowerCase());
    if (distance < least && distance <= most) {
      best = one;
      least = distance;
    }
  }
  return best;
}
