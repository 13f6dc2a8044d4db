import { posix } from 'node:path';
import type { DockerfileView, Step } from '../dockerfile-view.js';
import type { Remark } from '../rule.js';
import type { View } from '../view.js';
import { flags } from './dockerfile-flags.js';

const option = (value: string, names: RegExp): string =>
  value.split(',').flatMap((one) => (names.test(one) ? [one.slice(one.indexOf('=') + 1)] : []))[0] ?? '';

/** Files that lie side by side and are mounted apart: one of them is not where its reader looks. */
function* apart(file: DockerfileView, step: Step): Generator<Remark> {
  const mounts = flags(step)
    .filter(({ name, value }) => name === 'mount' && value.includes('type=bind') && !/\$|\bfrom=/.test(value))
    .map(({ value, line }) => ({
      line,
      source: option(value, /^(source|src)=/),
      target: option(value, /^(target|dst|destination)=/),
    }))
    .filter(({ source, target }) => /\.\w+$/.test(source) && posix.basename(source) === posix.basename(target));
  for (const one of mounts) {
    const folder = posix.dirname(one.target);
    const others = mounts.filter((other) => other !== one && posix.dirname(other.source) === posix.dirname(one.source));
    const [first] = others.map(({ target }) => posix.dirname(target));
    if (first === undefined || first === folder || others.some(({ target }) => posix.dirname(target) === folder))
      continue;
    // Of two, the one in a folder that the stage names elsewhere is right.
    const usual = file.steps.filter((each) => each !== step && each.text.includes(folder)).length;
    const rival = file.steps.filter((each) => each !== step && each.text.includes(first)).length;
    if (others.length > 1 || rival > usual || folder === '/')
      yield {
        path: file.path,
        line: one.line,
        message: `${one.source} is mounted in ${folder}, what lies beside it in ${first}`,
        severity: 'warning',
        fix: `write ${posix.join(first, posix.basename(one.target))}`,
      };
  }
}

/** A file of the scaffold that is mounted from where it does not lie. */
function* absent({ files }: View, file: DockerfileView, step: Step): Generator<Remark> {
  const own = [...files.keys()].filter((path) => path.startsWith('deploy/'));
  for (const { name, value, line } of flags(step)) {
    const source = option(value, /^(source|src)=/);
    if (name !== 'mount' || !/(^|\/)deploy\/.*\.\w+$/.test(source) || /\bfrom=/.test(value)) continue;
    const meant = own.find((path) => posix.basename(path) === posix.basename(source));
    if (meant === undefined || own.some((path) => `/${source}`.endsWith(`/${path}`))) continue;
    const fix = `write ${source.slice(0, source.indexOf('deploy/'))}${meant}`;
    yield { path: file.path, line, message: `--mount: there is no ${source}, and there is ${meant}`, fix };
  }
}

/** What a RUN mounts from the build context, and where. */
export function* mounts(view: View, file: DockerfileView, step: Step): Generator<Remark> {
  yield* apart(file, step);
  yield* absent(view, file, step);
}
