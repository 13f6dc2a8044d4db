const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A Kubernetes quantity in its base unit: CPUs, or bytes. Undefined when it is none. */
export function quantity(text: string): number | undefined {
  const match = /^([+-]?\d+(?:\.\d*)?|\.\d+)(?:([a-zA-Z]{0,2})|[eE]([+-]?\d+))$/.exec(text.trim());
  if (match === null) return undefined;
  if (match[3] !== undefined) return Number(match[1]) * 10 ** Number(match[3]);
  const factor = UNITS[match[2] ?? ''];
  return factor === undefined ? undefined : Number(match[1]) * factor;
}

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

/** `1024M` is 977Mi: a round binary number with a decimal unit is a unit that lost its letter; undefined elsewhere. */
export function decimalSlip(text: string): string | undefined {
  const match = /^(\d+)([kMGT])$/.exec(text);
  const count = Number(match?.[1]);
  if (match === null || count < 32 || count % 32 !== 0 || count % 100 === 0) return undefined;
  return `${text} is decimal: was ${text}i meant?`;
}
