interface Bound {
  readonly operator: string;
  readonly minor: number;
  readonly isExact: boolean;
}

function bounds(text: string): readonly Bound[] {
  return [...text.matchAll(/(~=|===?|!=|>=?|<=?|\^|~)?\s*(\d+)(?:\.(\d+))?(\.[\d*]+)?/g)].flatMap((match) => {
    if (match[2] !== '3') return match[2] === '4' && /^<=?$/.test(match[1] ?? '') ? [] : [];
    return [
      {
        operator: match[1] ?? '==',
        minor: Number(match[3] ?? 0),
        isExact: match[4] !== undefined && match[4] !== '.*',
      },
    ];
  });
}

/** The lowest X.Y that a specifier accepts; undefined when it only says what is too new. */
export function lowerBound(text: string): string | undefined {
  const first = text.split('||')[0] ?? text;
  for (const { operator, minor: n, isExact } of bounds(first)) {
    if (['>=', '~=', '==', '===', '^', '~'].includes(operator) && /3\.\d/.test(first)) return `3.${n}`;
    if (operator === '>' && /3\.\d/.test(first)) return `3.${isExact ? n : n + 1}`;
  }
  return undefined;
}

/** Whether a specifier accepts some release of X.Y. */
export function accepts(text: string, version: string): boolean {
  const wanted = Number(version.split('.')[1] ?? 0);
  return text.split('||').some((part) =>
    bounds(part).every(({ operator, minor: n, isExact }) => {
      switch (operator) {
        case '>=':
        case '^':
          return wanted >= n;
        case '>':
          return isExact ? wanted >= n : wanted > n;
        case '<':
          return isExact ? wanted <= n : wanted < n;
        case '<=':
          return wanted <= n;
        case '!=':
          return isExact || wanted !== n;
        case '~=':
          return isExact ? wanted === n : wanted >= n;
        default:
          return wanted === n;
      }
    }),
  );
}
