import type { Facts, Framework } from '../detect/facts.js';
import type { SiteBuild } from './stack-builds.js';

const rendered = (command: string): string => `${command} renders the pages while it builds, with the value in them`;
const closed = (command: string): string => `${command} takes no configuration beside its own`;

/** Names that each framework puts into the files of a site, and why they cannot be filled at start. */
const FROZEN: Readonly<Partial<Record<Framework, readonly [RegExp, string]>>> = {
  angular: [/^NG_APP_/, closed('ng build')],
  astro: [/^PUBLIC_/, rendered('astro build')],
  cra: [/^REACT_APP_/, closed('react-scripts build')],
  next: [/^NEXT_PUBLIC_/, rendered('next build')],
  nuxt: [/^NUXT_PUBLIC_/, rendered('nuxt generate')],
  'react-router': [/^VITE_/, rendered('react-router build')],
  remix: [/^VITE_/, closed('remix vite:build')],
  sveltekit: [/^(?:PUBLIC|VITE)_/, rendered('the static adapter of SvelteKit')],
  vite: [/^VITE_/, 'the build script does not end in vite build, so no other configuration reaches it'],
};

/** Says of each name of the page that the image holds for good, where the code reads it and why. */
export function siteNotes(facts: Facts, build: SiteBuild): readonly string[] {
  const frozen = FROZEN[facts.framework?.value ?? 'node'];
  if (frozen === undefined) return [];
  const [pattern, reason] = frozen;
  const filled = new Set(build.runtimeNames.map(({ name }) => name));
  return (facts.variables?.value ?? [])
    .filter(({ name, secret }) => !secret && pattern.test(name) && !filled.has(name))
    .map(
      ({ name, file, line }) =>
        `${name} (${file}:${line}) cannot be filled at start, for ${reason}: the image holds one value of it, the same in every environment`,
    );
}
