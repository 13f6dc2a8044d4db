/**
 * The code of an error that the operating system gave (`ENOENT`), or ''. Looks at the shape, not at the class: an
 * error that crosses into another realm, a test's or an embedder's, is no instance of this realm's Error.
 */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
