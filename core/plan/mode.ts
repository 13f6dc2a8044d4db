const RUN = 0o111;

/**
 * The permission bits to write over a file that is there. Only the executable bit is ever ours: the rest is the
 * user's umask. Where modes are not kept (`disk` undefined) the rendered one is taken.
 */
export function mergeMode(base: number, disk: number | undefined, next: number): number {
  if (disk === undefined) return next;
  const [was, is, shall] = [base, disk, next].map((mode) => (mode & 0o100) !== 0);
  return (was === is ? shall : is) ? disk | ((disk & 0o444) >> 2) : disk & ~RUN;
}
