/** A change of what answers and state mean, made by one version. Forward only: a newer state is refused before. */
export interface Migration {
  /** The version that made it; state of an older one goes through it. */
  readonly version: string;
  /** Why, for the person who reads the changelog. */
  readonly about: string;
  /** Old name of an answer to its new one, or null where the question is gone. */
  readonly renamed?: Readonly<Record<string, string | null>>;
  /** Values of an answer (by its new name) that are spelt differently now. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Old id of an output to its new one: its file keeps base and edits. */
  readonly outputs?: Readonly<Record<string, string>>;
}

/** By version, oldest first. 0.1.0 is the first release: nothing has changed its meaning since. */
export const MIGRATIONS: readonly Migration[] = [];
