import type { Launch } from '../../../core/detect/launch/launch.js';
import { detectPython, type Found } from '../../../core/detect/python/python.js';
import { memoryFolder } from '../memory-folder.js';

/** Detection over files in memory. */
export function found(files: Readonly<Record<string, string>>, launches: readonly Launch[] = []): Promise<Found> {
  return detectPython(memoryFolder(files), launches);
}

/** A start command as a Dockerfile gives it. */
export function launch(words: string, more: Partial<Launch> = {}): Launch {
  const evidence = { file: 'Dockerfile', line: 9, rule: 'dockerfile-cmd', text: `CMD ${words}` };
  return { source: 'dockerfile', words: words === '' ? [] : words.split(' '), evidence, ...more };
}
