import type { Values } from './answers.js';
import { Failure } from './errors.js';
import { nearest } from './nearest.js';
import { findOption, OPTIONS, type OptionName } from './options.js';
import { readValue, showValue, type Value } from './value.js';

/** Reads flags as the command line gives them. Throws Failure on the first value that is not allowed. */
export function readFlags(flags: ReadonlyMap<string, unknown>): Values {
  return readAll([...flags], (name) => `--${name}`);
}

/** Reads the stored answers of .yo-rc.json, which anybody may have edited. Throws Failure as `readFlags` does. */
export function readStored(answers: Readonly<Record<string, unknown>>): Values {
  return readAll(Object.entries(answers), (name) => `.yo-rc.json: ${name}`, '.yo-rc.json');
}

/**
 * Reads an answers file, YAML or JSON; every scalar is taken as it is written, so that 3.10 stays 3.10. `name` is the
 * file as the user typed it. Throws Failure when it is no map of options to values.
 */
export async function readAnswersFile(text: string, name: string): Promise<Values> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: true, strict: true });
  const problem = document.errors[0];
  if (problem) {
    const line = problem.linePos?.[0].line ?? 1;
    const why = problem.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '');
    throw new Failure(`${name}:${line}: not YAML or JSON: ${why}`, { code: 'bad-answers', file: name });
  }
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 20 });
  } catch {
    throw new Failure(`${name}: too many aliases.`, { code: 'bad-answers', file: name });
  }
  if (content === null) return {};
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new Failure(`${name}: an answers file is a map of option names to values.`, {
      code: 'bad-answers',
      file: name,
      hint: 'See: saasfactory schema',
    });
  }
  return readAll(Object.entries(content), (key) => `${name}: ${key}`, name);
}

function readAll(
  entries: readonly (readonly [string, unknown])[],
  title: (name: string) => string,
  file?: string,
): Values {
  const values: { [name in OptionName]?: Value } = {};
  for (const [name, raw] of entries) {
    const option = findOption(name);
    if (!option) throw unknownOption(title(showValue(name)), name, file);
    const reading = readValue(option, raw);
    if (!('value' in reading)) {
      throw new Failure(`${title(name)} ${showValue(raw)}: ${reading.allowed}.`, {
        code: 'bad-option',
        file: file ?? `--${name}`,
      });
    }
    values[option.name as OptionName] = reading.value;
  }
  return values;
}

/** `title` is the option as the user wrote it, `name` the bare word. */
function unknownOption(title: string, name: string, file: string | undefined): Failure {
  const near = nearest(
    name,
    OPTIONS.map((option) => option.name),
  );
  const end = near ? `; did you mean ${near}?` : '; see: saasfactory schema';
  return new Failure(`${title}: unknown option${end}`, { code: 'unknown-option', file: file ?? title });
}
