import type { Dependency } from '../detect/fact-values.js';

/** Variables that lead a library's cache into /tmp; without them it writes below HOME, which no user of ours has. */
const CACHES: readonly (readonly [packages: RegExp, name: string, folder: string])[] = [
  [/^(?:transformers|huggingface-hub|sentence-transformers|datasets|diffusers|tokenizers)$/, 'HF_HOME', 'huggingface'],
  [/^matplotlib$/, 'MPLCONFIGDIR', 'matplotlib'],
  [/^nltk$/, 'NLTK_DATA', 'nltk'],
  [/^numba$/, 'NUMBA_CACHE_DIR', 'numba'],
  [/^torch$/, 'TORCH_HOME', 'torch'],
];

/**
 * Environment of the final stage under which libraries find a home and a cache that can be written: the root file
 * system is read-only and the user has no home folder.
 */
export function cacheEnvironment(dependencies: readonly Dependency[]): readonly (readonly [string, string])[] {
  const names = dependencies.map(({ name }) => name);
  return [
    ['HOME', '/tmp'],
    ...CACHES.filter(([packages]) => names.some((name) => packages.test(name))).map(
      ([, name, folder]) => [name, `/tmp/${folder}`] as const,
    ),
  ];
}
