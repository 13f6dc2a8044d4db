/** How many dots a relative import begins with. */
export function leadingDots(dotted: string): number {
  let dots = 0;
  while (dotted[dots] === '.') dots += 1;
  return dots;
}

export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at === -1 ? '.' : path.slice(0, at);
}

/** POSIX join of paths relative to the service folder; `.` for the folder itself. */
export function join(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${base}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.length === 0 ? '.' : parts.join('/');
}

const TEST_FOLDERS = new Set(['test', 'tests', 'testing', '__tests__', 'e2e']);

/** A test by its place or name. */
export function isTest(path: string): boolean {
  const parts = path.split('/');
  const file = parts.pop() ?? '';
  if (parts.some((part) => TEST_FOLDERS.has(part))) return true;
  return file.startsWith('test_') || file.endsWith('_test.py') || file === 'conftest.py' || file === 'tests.py';
}
