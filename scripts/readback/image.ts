import type { Fields } from './container.js';

const INSTRUCTIONS =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)$/;

interface Instruction {
  readonly keyword: string;
  readonly rest: string;
}

/** Instructions with continuation lines joined, comments left out: the Dockerfile reference, format. */
function instructions(source: string): readonly Instruction[] {
  const lines = source.split('\n').filter((line) => !/^\s*#/.test(line));
  const joined = lines.join('\n').replace(/\\\n/g, ' ');
  return joined
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, keyword = '', rest = ''] = /^\s*(\S+)\s*(.*)$/.exec(line) ?? [];
      return { keyword: keyword.toUpperCase(), rest: rest.trim().replace(/\s+/g, ' ') };
    });
}

/** `A=1 B="x y"` as pairs. */
const pairs = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(/([^\s=]+)=("(?:[^"\\]|\\.)*"|\S*)/g)].map((one) => [
    one[1] ?? '',
    (one[2] ?? '').replace(/^"|"$/g, ''),
  ]);

/** What CPython asks of these is whether they are empty: its documentation, command line and environment. */
const SET = /^PYTHON(DONTWRITEBYTECODE|UNBUFFERED)$/;
/** Of pip, only what it prints. */
const SAYS = /^PIP_(DISABLE_PIP_VERSION_CHECK|ROOT_USER_ACTION)$/;

/** One instruction of a stage: of settings the last counts, steps count in their order. */
function instruct({ keyword, rest }: Instruction, fields: Fields, at: string, step: number): void {
  if (!INSTRUCTIONS.test(keyword)) fields.set(`${at} refused ${step}`, keyword);
  else if (keyword === 'ENV' || keyword === 'LABEL')
    for (const [name, value] of pairs(rest).filter(([each]) => !SAYS.test(each)))
      fields.set(`${at} ${keyword} ${name}`, SET.test(name) ? 'set' : value);
  else if (keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD')
    fields.set(`${at} step ${step}`, `${keyword} ${rest}`);
  else if (keyword === 'EXPOSE') fields.set(`${at} EXPOSE ${rest}`, 'yes');
  else fields.set(`${at} ${keyword}`, rest);
}

/** Reads the Dockerfile as BuildKit would build it: each stage by its place, the last one is the image. */
export function readImage(files: ReadonlyMap<string, string>, fields: Fields): void {
  const source = files.get('Dockerfile');
  if (source === undefined) return;
  let stage = -1;
  let step = 0;
  const names = new Map<string, string>();
  // A stage is what its number says; its name is for those who refer to it.
  const resolved = (rest: string): string =>
    rest.replace(/(--from=|\bfrom=)([^\s,]+)/g, (_, flag: string, name: string) => flag + (names.get(name) ?? name));
  for (const { keyword, rest } of instructions(source)) {
    step += 1;
    if (keyword === 'FROM') {
      stage += 1;
      const [base = '', as = '', name = ''] = rest.split(' ').filter((word) => !word.startsWith('--'));
      if (as.toUpperCase() === 'AS') names.set(name, `stage ${stage}`);
      else if (as !== '') fields.set(`image stage ${stage} refused`, rest);
      fields.set(`image stage ${stage} FROM`, names.get(base) ?? base);
      // Docker's default; nginx's images have their own.
      fields.set(`image stage ${stage} STOPSIGNAL`, base.includes('nginx') ? 'SIGQUIT' : 'SIGTERM');
    } else instruct({ keyword, rest: resolved(rest) }, fields, `image stage ${stage}`, step);
  }
  fields.set('image stages', String(stage + 1));
}

/** What stays out of the build context: every pattern, in order. */
export function readIgnored(files: ReadonlyMap<string, string>, fields: Fields): void {
  for (const path of ['.dockerignore', 'Dockerfile.dockerignore']) {
    const patterns = (files.get(path) ?? '').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
    if (files.has(path)) fields.set(`ignored by ${path}`, patterns.join('\n'));
  }
}
