/** Whether a text holds a block that `--conflict markers` wrote. */
export function holdsMarkers(text: string): boolean {
  return /^<{7} yours\r?$/m.test(text);
}

/** The text with one side of each block between markers; whatever stands outside the blocks stays. */
export function withoutMarkers(text: string, side: 'yours' | 'new'): string {
  let part: 'around' | 'yours' | 'base' | 'new' = 'around';
  return text
    .split(/(?<=\n)/)
    .filter((line) => {
      const bare = line.replace(/\r?\n$/, '');
      if (part === 'around' && bare === '<<<<<<< yours') part = 'yours';
      else if (part === 'yours' && bare === '||||||| base') part = 'base';
      else if ((part === 'yours' || part === 'base') && bare === '=======') part = 'new';
      else if (part === 'new' && bare === '>>>>>>> new') part = 'around';
      else return part === 'around' || part === side;
      return false;
    })
    .join('');
}
