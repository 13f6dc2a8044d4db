/** Where the wrapper is told of the service. */
export const SETTINGS = 'deploy/runtime/settings.py';

export interface Constant {
  readonly name: string;
  readonly value: string;
  readonly line: number;
  /** In a branch: it takes the place of the one above. */
  readonly inside: boolean;
}

/** The constants of the wrapper's settings, one a line; a second one of a name is for another platform. */
export function constants(source: string): readonly Constant[] {
  return source.split('\n').flatMap((text, index) => {
    const match = /^\s*([A-Z][A-Z_]*)(?::[^=]+)?\s=\s(.+)$/.exec(text);
    return match?.[1] === undefined
      ? []
      : [{ name: match[1], value: match[2] ?? '', line: index + 1, inside: text.startsWith(' ') }];
  });
}
