/** Values of each dimension by name. */
export type Dimensions = Readonly<Record<string, readonly string[]>>;
export type Case<D extends Dimensions> = { readonly [name in keyof D]: D[name][number] };

/**
 * Cases in which every pair of values of two different dimensions meets at least once; `fits` says which cases exist.
 * Greedy and without chance: the same dimensions give the same cases. Pairs that no case can hold are left out.
 */
export function pairwise<D extends Dimensions>(
  dimensions: D,
  fits: (one: Case<D>) => boolean = () => true,
): readonly Case<D>[] {
  const names = Object.keys(dimensions);
  let all: Readonly<Record<string, string>>[] = [{}];
  for (const name of names)
    all = all.flatMap((one) => (dimensions[name] ?? []).map((value) => ({ ...one, [name]: value })));
  const possible = all.filter((one) => fits(one as Case<D>)).map((one) => ({ one, pairs: pairsOf(one, names) }));
  const open = new Set(possible.flatMap(({ pairs }) => pairs));
  const chosen: Case<D>[] = [];
  while (open.size > 0) {
    let best = possible[0];
    let most = 0;
    for (const candidate of possible) {
      const fresh = candidate.pairs.filter((pair) => open.has(pair)).length;
      if (fresh > most) [best, most] = [candidate, fresh];
    }
    if (best === undefined || most === 0) break;
    for (const pair of best.pairs) open.delete(pair);
    chosen.push(best.one as Case<D>);
  }
  return chosen;
}

function pairsOf(one: Readonly<Record<string, string>>, names: readonly string[]): readonly string[] {
  return names.flatMap((a, i) => names.slice(i + 1).map((b) => `${a}=${one[a]} ${b}=${one[b]}`));
}
