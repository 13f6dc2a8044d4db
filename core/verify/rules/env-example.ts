import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';

/** Values of the environment file that are not those which the code has without it. */
function* examples(view: View): Generator<Remark> {
  const read = new Map((view.facts.variables?.value ?? []).map((one) => [one.name, one]));
  for (const [path, lines] of view.environments)
    for (const one of lines) {
      const source = read.get(one.name);
      if (one.commented || source?.default === undefined || source.secret || source.default === '') continue;
      const value = one.value.replace(/^(["'])(.*)\1$/, '$2');
      if (value === '' || value === source.default) continue;
      yield {
        path,
        line: one.line,
        message: `${one.name} is ${value}, and ${source.default} where nobody sets it (${source.file}:${source.line})`,
      };
    }
}

/** The example of an environment file. */
export const ENV_EXAMPLE_RULES: readonly Rule[] = [
  {
    id: 'env-example',
    severity: 'note',
    about: 'the example of an environment file has the code’s own values',
    source: 'design: the environment contract; what the code reads against what each file provides',
    check: examples,
  },
];
