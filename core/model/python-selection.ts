import type { Facts } from '../detect/facts.js';
import { Failure } from '../errors.js';
import type { Answers } from '../options.js';

/** Names in a note before it says how many more there are. */
const NAMED = 10;

/**
 * What of a shared requirements file the image gets, `--packages imported`: PEP 508 words, for which the file is the
 * constraint. Undefined: all of it. Throws Failure where another manager installs, which has a list for each project.
 */
export function selectedWords(answers: Answers, facts: Facts): readonly string[] | undefined {
  if (answers.packages !== 'imported') return undefined;
  if (answers['package-manager'] !== 'pip')
    throw new Failure(`--packages imported: ${answers['package-manager']} keeps a list of its own for each service`, {
      code: 'packages-manager',
      file: '--packages',
      hint: 'take --packages all; imported is for a requirements file that several services share',
    });
  return facts.selection?.value.imported;
}

/** What the choice leaves out, or could. */
export function selectionNotes(answers: Answers, facts: Facts): readonly string[] {
  const { selection } = facts;
  const file = facts.install?.value.files[0] ?? 'the requirements file';
  if (selection === undefined) {
    if (answers.packages === 'all' || answers.service === 'frontend') return [];
    return [
      `--packages imported leaves nothing out: the service needs all that ${file} names, or a line of it is no package with a name`,
    ];
  }
  const { imported, unimported } = selection.value;
  const all = imported.length + unimported.length;
  const more = unimported.length > NAMED ? ` and ${unimported.length - NAMED} more` : '';
  const names = `${unimported.slice(0, NAMED).join(', ')}${more}`;
  if (answers.packages === 'imported')
    return [
      `the image gets ${imported.length} of the ${all} packages of ${file} and what those need; the service does not import ${names}`,
    ];
  // Beside the service a note of detection names them already.
  if (!file.startsWith('../')) return [];
  return [`--packages imported leaves out what the service does not import of ${file}: ${names}`];
}
