/** A value that the scaffold wrote, and what stands there now. */
export interface Difference {
  /** 1-based, in the file as it lies now. */
  readonly line: number;
  /** The key or name that leads to the value; absent where a line has none. */
  readonly name?: string;
  readonly was: string;
  /** Absent: nothing stands in its place. */
  readonly is?: string;
}

/** One entry for each stretch of the list as written: the items that still stand, or those that others took the place of. */
export interface Stretch<T> {
  readonly was: readonly T[];
  readonly is: readonly T[];
  readonly same: boolean;
}
