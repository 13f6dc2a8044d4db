/**
 * What detection may touch: a service folder and the repository around it, read-only. Each file is read once.
 * Implementations skip what git ignores, virtual environments, node_modules, links that leave the repository,
 * FIFOs and devices, and files over 1 MB (named in `skipped`). In memory in unit tests (`memoryFolder`).
 */
export interface Folder {
  /** Last part of the service folder's path; for names only. */
  readonly name: string;
  /** The service folder relative to the repository's root, `.` for the root itself. */
  readonly path: string;
  /** Files of the service folder, sorted by code unit, relative to it. */
  list(): readonly string[];
  /** Files directly in or below a folder of the repository (`..`, `../libs/money`), relative to the service folder. */
  listAt(folder: string, depth?: number): readonly string[];
  /**
   * Files called `name` in a folder of the repository and up to `depth` levels below it, relative to the service
   * folder. Links and hidden folders are passed over, and of very many folders the first are looked at.
   */
  named(folder: string, name: string, depth: number): readonly string[];
  /** Text of a file relative to the service folder (`../uv.lock` too); undefined when absent, binary or outside. */
  read(path: string): string | undefined;
  /** Files over 1 MB that were not read. */
  readonly skipped: readonly string[];
}
