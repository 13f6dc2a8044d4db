import type { Difference } from '../plan.js';
import { readRecipe } from './dockerfile/parts.js';

/** Instructions that decide how an image runs; the rest of two Dockerfiles has nothing to compare. */
const TELLING = ['FROM', 'USER', 'WORKDIR', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'];

/**
 * A hand-written Dockerfile stays as it is: instructions out of another build would break it. What the last stages say
 * differently is told. Undefined where one of the two cannot be read.
 */
export function adoptDockerfile(
  yours: string,
  next: string,
): { readonly text: string; readonly differences: readonly Difference[] } | undefined {
  const [mine, theirs] = [tellings(yours), tellings(next)];
  if (mine === undefined || theirs === undefined) return undefined;
  const differences = TELLING.flatMap((word): readonly Difference[] => {
    const [y, n] = [mine.get(word) ?? '', theirs.get(word) ?? ''];
    return y === n ? [] : [{ at: word, yours: y, new: n }];
  });
  return { text: yours, differences };
}

/** The last of each telling instruction of the last stage, with what it inherits from a stage of the same file. */
function tellings(text: string): ReadonlyMap<string, string> | undefined {
  const recipe = readRecipe(text);
  const found = new Map<string, string>();
  let at = recipe?.stages.length ?? 0;
  if (recipe === undefined || at === 0) return undefined;
  for (at -= 1; at >= 0; ) {
    const stage = recipe.stages[at];
    for (const { word, body } of [...(stage?.instructions ?? [])].reverse()) {
      const words = body.join(' ').replace(/\\\s+/g, ' ').trim().split(/\s+/).slice(1).join(' ');
      if (word === 'FROM' || !found.has(word)) found.set(word, words.replace(/\s+AS\s+\S+$/i, ''));
    }
    const image = found.get('FROM');
    const before = recipe.stages.findIndex(
      ({ key }, index) => index < at && key.toLowerCase() === image?.toLowerCase(),
    );
    at = before;
  }
  return found;
}
