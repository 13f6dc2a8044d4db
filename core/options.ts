import type { AnswersOf, Option } from './option.js';
import { DEPLOYMENT } from './options/deployment.js';
import { DOCUMENTS } from './options/documents.js';
import { IMAGE } from './options/image.js';
import { SERVICE } from './options/service.js';

/**
 * The only declaration of each option: prompts, flags, the answers file, its JSON Schema, --help, the tables of the
 * README and the type of the answers follow from it. The order is that of resolution and of prompts: what others
 * follow from, service and name, comes first.
 */
export const OPTIONS = [...SERVICE, ...IMAGE, ...DEPLOYMENT, ...DOCUMENTS] as const;

/** Every answer as resolved, by option name. */
export type Answers = AnswersOf<(typeof OPTIONS)[number]>;
export type OptionName = (typeof OPTIONS)[number]['name'];

/** The entry of that name; undefined for a word that is no option. */
export function findOption(name: string): Option | undefined {
  return OPTIONS.find((option) => option.name === name);
}
