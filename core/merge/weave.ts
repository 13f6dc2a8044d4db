/** An item of the merged list: put in by one side, or an old one with what each side has in its place. */
export type Woven<T> = { readonly put: T } | { readonly old: number; readonly grown: T; readonly changed: T };

/**
 * One side put items before, between or behind the old ones and kept those, the other changed each old one in place:
 * both are there afterwards. Undefined where that is not what happened.
 * `same`: still the old item; `alike`: the old item, changed.
 */
export function weave<T>(
  old: readonly T[],
  grown: readonly T[],
  changed: readonly T[],
  same: (a: T, b: T) => boolean,
  alike: (a: T, b: T) => boolean,
): readonly Woven<T>[] | undefined {
  if (old.length === 0 || changed.length !== old.length || grown.length <= old.length) return undefined;
  if (!old.every((item, at) => alike(item, changed[at] as T))) return undefined;
  let at = 0;
  const woven = grown.map((item): Woven<T> => {
    const before = old[at];
    if (before === undefined || !same(before, item)) return { put: item };
    at += 1;
    return { old: at - 1, grown: item, changed: changed[at - 1] as T };
  });
  return at === old.length ? woven : undefined;
}
