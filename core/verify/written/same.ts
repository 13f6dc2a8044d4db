import { quantity } from '../quantity.js';

/** What stands for a project until a person names one. */
const PLACEHOLDER = 'your-project-id';

/** A text without the digest that a build or a bot gives an image. */
export const plain = (text: string): string => text.replace(/@?sha256:[0-9a-f]{64}\b/g, '');

/** Both say the same, or the second is what the first asks a person for. */
export function isSame(was: string, is: string): boolean {
  if (plain(was) === plain(is)) return true;
  if (was.includes(PLACEHOLDER) && !is.includes(PLACEHOLDER)) return true;
  const size = quantity(was);
  return size !== undefined && size === quantity(is);
}
