import { type Given, type Partly, proposal, resolvePartly, type Values } from '../core/answers.js';
import type { Detection } from '../core/detect/detection.js';
import type { Option } from '../core/option.js';
import { findOption, OPTIONS, type OptionName } from '../core/options.js';
import type { Value } from '../core/value.js';
import { answerOf, isAsked, type Prompter, questionFor, settingLine } from './questions.js';

/** Asked of everybody; all others are one screen away. */
const FIRST: readonly OptionName[] = ['service', 'platform', 'port', 'project'];

export interface InterviewInput {
  readonly given: Given;
  readonly detection: Detection;
  readonly folder: string;
  /** Ask the stored answers again. */
  readonly again: boolean;
}

/**
 * At most five questions, with Enter taking what was found. Returns the stored and prompted answers as they are
 * afterwards: an answer that equals what nobody would have had to give is not kept.
 */
export async function interview(ask: Prompter, input: InterviewInput): Promise<Pick<Given, 'stored' | 'prompts'>> {
  const { given, detection, folder, again } = input;
  const answered: { [name in OptionName]?: Value } = again
    ? { ...given.stored, ...given.prompts }
    : { ...given.prompts };
  const fixed = new Set(Object.keys({ ...given.flags, ...given.file, ...(again ? {} : given.stored) }));
  const now = (): Partly =>
    resolvePartly({ ...given, stored: again ? {} : given.stored, prompts: answered }, detection, folder);

  async function askOption(option: Option): Promise<void> {
    const { values, situation } = now();
    const name = option.name as OptionName;
    const found = proposal(option, situation);
    const value = answerOf(option, await ask(questionFor(option, values[name], found)));
    if (value === undefined || (found !== undefined && String(found.value) === String(value))) delete answered[name];
    else answered[name] = value;
  }

  for (const name of FIRST) {
    const option = findOption(name);
    if (option && !fixed.has(name) && isAsked(option, now().situation)) await askOption(option);
  }
  const app = findOption('app');
  const { values, situation } = now();
  if (app && values.app === undefined && situation.service !== 'frontend' && values.process === 'web')
    await askOption(app);
  for (;;) {
    const { values: standing, situation: at } = now();
    const further = OPTIONS.filter((option: Option) => !fixed.has(option.name) && isAsked(option, at));
    const picked = await ask({
      type: 'select',
      name: 'more',
      message: 'Anything else to change?',
      default: '',
      pageSize: 12,
      choices: [
        { name: 'no, show me the plan', value: '' },
        ...further.map((option) => ({ name: settingLine(option, standing[option.name]), value: option.name })),
      ],
    });
    const option = typeof picked === 'string' ? findOption(picked) : undefined;
    if (!option) break;
    await askOption(option);
  }
  return again ? divide(answered, given.stored) : { stored: given.stored, prompts: answered };
}

/** After --ask: what still equals its stored answer is stored, the rest was prompted. */
function divide(answered: Values, before: Values): Pick<Given, 'stored' | 'prompts'> {
  const stored: { [name in OptionName]?: Value } = {};
  const prompts: { [name in OptionName]?: Value } = {};
  for (const { name } of OPTIONS) {
    const value = answered[name];
    if (value === undefined) continue;
    if (String(value) === String(before[name])) stored[name] = value;
    else prompts[name] = value;
  }
  return { stored, prompts };
}
