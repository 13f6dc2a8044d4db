import type { Source } from '../../core/try/source.js';

/** A service folder in memory, at /app in its image. */
export function sourceOf(files: Readonly<Record<string, string>>, dependencies: readonly string[] = []): Source {
  return {
    files: Object.keys(files),
    read: (path) => files[path],
    workdir: '/app',
    dependencies: new Set(dependencies),
    port: 8093,
  };
}
