import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ejs from 'ejs';
import type { Model } from './model/model.js';
import type { Environment } from './model/operation.js';
import type { Output, Rendered, Tree } from './output.js';
import { OUTPUTS } from './outputs.js';
import { PACKAGE_ROOT } from './package-root.js';

const compiled = new Map<string, ejs.TemplateFunction>();

/** Templates lie under templates/, but for the one that the package is known by. */
function template(name: string): ejs.TemplateFunction {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const file = name.startsWith('.') ? join(PACKAGE_ROOT, name) : join(PACKAGE_ROOT, 'templates', name);
  // Line ends of a checkout must not decide those of the output; `_%>` and `-%>` take control lines away.
  const source = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  const made = ejs.compile(source, {
    filename: file,
    strict: true,
    destructuredLocals: ['model', 'environment', 'files', 'runtime'],
  });
  compiled.set(name, made);
  return made;
}

/** Exactly one newline at the end, none of the spaces that a skipped condition leaves behind. */
const tidy = (text: string): string => `${text.replace(/[ \t]+$/gm, '').replace(/\n+$/, '')}\n`;

/** What the documents list: every file of this run with its purpose. */
interface Listed {
  readonly id: string;
  readonly path: string;
  readonly summary: string;
}

/** Each output that applies, once for every environment where it is written for each. */
function applicable(model: Model): readonly { readonly output: Output; readonly environment?: Environment }[] {
  return OUTPUTS.filter((output) => output.when(model)).flatMap((output) =>
    output.each === 'environment' ? model.environments.map((environment) => ({ output, environment })) : [{ output }],
  );
}

function one(output: Output, model: Model, files: readonly Listed[], environment?: Environment): Rendered {
  const name = environment?.name ?? '';
  return {
    id: environment === undefined ? output.id : `${output.id}.${name}`,
    path: output.path(model, name),
    mode: output.mode,
    merge: output.merge,
    text: tidy(template(output.template)({ model, environment, files, runtime: model.runtime })),
    about: output.about(model, environment),
  };
}

/** Renders every output that applies to the model. Pure but for reading the package's own templates. */
export function render(model: Model): Tree {
  const chosen = applicable(model);
  const files = chosen.map(({ output, environment }) => ({
    id: output.id,
    path: output.path(model, environment?.name ?? ''),
    summary: output.summary,
  }));
  const rendered = chosen.map(({ output, environment }) => one(output, model, files, environment));
  return new Map(rendered.map((file) => [file.id, file]));
}
