import { readdirSync, readFileSync, statSync } from 'node:fs';
import { posix, relative, resolve, sep } from 'node:path';
import type { Facts } from '../detect/facts.js';
import type { Model } from '../model/model.js';
import type { Source } from './source.js';

const SKIP = new Set([
  '.git',
  '.saasfactory',
  '.venv',
  'venv',
  'node_modules',
  '__pycache__',
  'dist',
  'build',
  '.next',
]);
/** Enough for any service; a folder that holds more is only searched in part. */
const FILES = 5000;
const BYTES = 1_000_000;

/** The service's folder on disk, for explanations. Nothing outside the build context is read. */
export function localSource(folder: string, model: Model, facts: Facts): Source {
  const files: string[] = [];
  const walk = (path: string): void => {
    const names = readdirSync(resolve(folder, path), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    for (const entry of names) {
      if (files.length >= FILES) return;
      const next = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory() && !SKIP.has(entry.name)) walk(next);
      else if (entry.isFile()) files.push(next);
    }
  };
  walk('');
  const context = resolve(folder, model.image.context);
  const cache = new Map<string, string | undefined>();
  const read = (path: string): string | undefined => {
    const whole = resolve(folder, path);
    const inside = relative(context, whole);
    if (inside.startsWith('..') || inside.split(sep).includes('node_modules')) return undefined;
    try {
      const stat = statSync(whole);
      return stat.isFile() && stat.size <= BYTES ? readFileSync(whole, 'utf8') : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    files,
    read: (path) => {
      if (!cache.has(path)) cache.set(path, read(path));
      return cache.get(path);
    },
    workdir: posix.normalize(model.image.workdir),
    dependencies: new Set(facts.dependencies?.value.map(({ name }) => name) ?? []),
    port: model.http.port,
  };
}
