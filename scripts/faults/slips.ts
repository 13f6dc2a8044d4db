import { pick } from './random.js';

type Slip = (text: string, random: () => number) => string;

const NEIGHBOURS: Readonly<Record<string, string>> = {
  a: 's',
  b: 'v',
  c: 'x',
  d: 'f',
  e: 'r',
  f: 'g',
  g: 'h',
  h: 'j',
  i: 'o',
  j: 'k',
  k: 'l',
  l: 'k',
  m: 'n',
  n: 'm',
  o: 'i',
  p: 'o',
  q: 'w',
  r: 't',
  s: 'd',
  t: 'y',
  u: 'i',
  v: 'b',
  w: 'e',
  x: 'c',
  y: 'u',
  z: 'x',
};

/** A place inside a text that a test of its character chooses; -1 when there is none. */
function place(text: string, wanted: RegExp, random: () => number): number {
  const places = [...text].flatMap((one, at) => (wanted.test(one) ? [at] : []));
  return places.length === 0 ? -1 : pick(places, random);
}

/** What a hand does to a word: two letters change places, one is lost, doubled, or the key beside it is hit. */
export const misspell: Slip = (text, random) => {
  const at = place(text, /[a-zA-Z]/, random);
  if (at < 0) return text;
  const letter = text[at] ?? '';
  const next = text[at + 1] ?? '';
  const beside = NEIGHBOURS[letter.toLowerCase()] ?? letter;
  const kind = pick(['swap', 'lose', 'double', 'beside'], random);
  if (kind === 'swap' && /[a-zA-Z]/.test(next) && next !== letter)
    return `${text.slice(0, at)}${next}${letter}${text.slice(at + 2)}`;
  if (kind === 'lose' && text.length > 2) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 'double') return text.slice(0, at) + letter + text.slice(at);
  return text.slice(0, at) + (letter === letter.toUpperCase() ? beside.toUpperCase() : beside) + text.slice(at + 1);
};

/** What a hand does to a number: a digit lost, doubled or another, two that changed places, a zero too many. */
export const miscount: Slip = (text, random) => {
  const at = place(text, /\d/, random);
  if (at < 0) return text;
  const digit = text[at] ?? '';
  const next = text[at + 1] ?? '';
  const digits = text.replace(/\D/g, '').length;
  const kind = pick(['lose', 'double', 'other', 'swap', 'zero'], random);
  if (kind === 'lose' && digits > 1) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 'double') return text.slice(0, at) + digit + text.slice(at);
  if (kind === 'swap' && /\d/.test(next) && next !== digit)
    return `${text.slice(0, at)}${next}${digit}${text.slice(at + 2)}`;
  if (kind === 'zero') return text.replace(/\d+(?!.*\d)/, '$&0');
  return text.slice(0, at) + String((Number(digit) + 1 + Math.floor(random() * 8)) % 10) + text.slice(at + 1);
};

/** What a hand does to a path: a word misspelt, the first slash lost, a folder lost. */
export const mislead: Slip = (text, random) => {
  const kind = pick(['misspell', 'misspell', 'slash', 'folder'], random);
  if (kind === 'slash' && text.startsWith('/') && text.length > 1) return text.slice(1);
  const parts = text.split('/');
  if (kind === 'folder' && parts.length > 2) {
    const at = 1 + Math.floor(random() * (parts.length - 2));
    return [...parts.slice(0, at), ...parts.slice(at + 1)].join('/');
  }
  return misspell(text, random);
};

const FAMILIES = [
  ['Mi', 'Gi', 'Ki', 'M', 'm', ''],
  ['m', 's', 'ms', 'h', ''],
  ['%', ''],
  ['m', 'k', 'g', ''],
] as const;

/** What a hand does to a unit: it is lost, or another of its kind. */
export const mismeasure: Slip = (text, random) =>
  text.replace(/(\d)(Mi|Gi|Ki|ms|[smhkg%])(?![a-zA-Z])/, (_, digit: string, unit: string) => {
    const families = FAMILIES.filter((one) => (one as readonly string[]).includes(unit));
    const others: readonly string[] = pick(families, random).filter((one) => one !== unit);
    return `${digit}${pick(others, random)}`;
  });

/** A port that is mistyped, or one that another framework has as its default. */
export const misdial: Slip = (text, random) => {
  const usual = pick(['8080', '8000', '3000', '5000', '80', '443'], random);
  if (!/\d/.test(text)) return misspell(text, random);
  return random() < 0.3 ? text.replace(/\d{2,5}(?!.*\d)/, usual) : miscount(text, random);
};
