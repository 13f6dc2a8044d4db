import type { FactName } from '../../../core/detect/facts.js';
import { detectNode } from '../../../core/detect/node/node.js';
import type { Found } from '../../../core/detect/python/python.js';
import { memoryFolder } from '../memory-folder.js';

type Files = Readonly<Record<string, string>>;
interface Options {
  readonly path?: string;
  readonly name?: string;
}

/** Everything that is found in a folder in memory. */
export function found(files: Files, options: Options = {}): Promise<Found> {
  return detectNode(memoryFolder(files, options), []);
}

/** The value of one fact; undefined when it was not found. */
export async function value(name: FactName, files: Files, options: Options = {}): Promise<unknown> {
  return (await found(files, options)).facts[name]?.value;
}

/** A package.json with the given scripts and dependencies. */
export function manifest(
  scripts: Files,
  dependencies: Files = {},
  more: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({ name: 'shop', scripts, dependencies, ...more }, null, 2);
}

/** A Vite site with a configuration and whatever else. */
export function vite(config: string, more: Files = {}): Files {
  return {
    'package.json': manifest({ build: 'vite build' }, { vite: '6.0.0', react: '19.0.0' }),
    'index.html': '<div id="root"></div>',
    'vite.config.ts': config,
    ...more,
  };
}
