import type { Part, Parts } from './parts.js';

/** The template gave one item of a list another name and left most of it: your edits of it are meant for that item. */
export function withOldName(base: Parts, yours: Parts, next: Parts): Parts {
  const has = ({ parts }: Parts, { key }: Part): boolean => parts.some((one) => one.key === key);
  const [gone, ...more] = base.parts.filter((part) => !has(next, part));
  const [came, ...others] = next.parts.filter((part) => !has(base, part));
  if (gone === undefined || came === undefined || more.length + others.length > 0) return next;
  if (!gone.label.startsWith('[') || !has(yours, gone) || has(yours, came)) return next;
  const equal = gone.body.filter((line) => came.body.includes(line)).length;
  const [keys, newKeys] = [gone, came].map(({ body }) => body.map((line) => line.replace(/:.*/, '')).join('\n'));
  const inPlace = base.parts.indexOf(gone) === next.parts.indexOf(came) && keys === newKeys && gone.body.length > 2;
  if (!inPlace && equal * 2 < Math.max(gone.body.length, came.body.length)) return next;
  return { ...next, parts: next.parts.map((part) => (part === came ? { ...came, key: gone.key } : part)) };
}
