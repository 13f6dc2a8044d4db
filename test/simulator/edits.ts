import type { MergeKind } from '../../core/output.js';

/** An edit as people make it. `anchor`: the line that it is made at; undefined: it cannot be made there. */
export interface Edit {
  readonly name: string;
  readonly kinds: readonly MergeKind[];
  readonly make: (lines: readonly string[], at: number, kind: MergeKind) => readonly string[] | undefined;
}

const TEXT: readonly MergeKind[] = ['yaml', 'dockerfile', 'set', 'nginx', 'lines'];
const indentOf = (line: string): string => /^[ ]*/.exec(line)?.[0] ?? '';
const isScalar = (line: string | undefined): boolean =>
  /^\s*[\w.-]+: [^|>&{[]*$/.test(line ?? '') && !/: *$/.test(line ?? '');
const deeper = (line: string, next: string | undefined): boolean =>
  next !== undefined && indentOf(next).length > indentOf(line).length;
const continued = (lines: readonly string[], at: number): boolean =>
  /\\\s*$/.test(lines[at] ?? '') || /\\\s*$/.test(lines[at - 1] ?? '');

/** A line that stands for one thing and can go, stay or move by itself. */
function isWhole(lines: readonly string[], at: number, kind: MergeKind): boolean {
  const line = lines[at] ?? '';
  if (line.trim() === '' || /^\s*#/.test(line)) return false;
  if (kind === 'yaml') return isScalar(line) && !deeper(line, lines[at + 1]);
  if (kind === 'dockerfile') return /^(ENV|LABEL|EXPOSE|STOPSIGNAL|COPY|WORKDIR) /.test(line) && !continued(lines, at);
  if (kind === 'markdown') return /^- /.test(line);
  if (kind === 'set') return !continued(lines, at);
  return /^\s*[\w-]+ [^{}()]*;$/.test(line) || /^[A-Z_]+ = [^([{]*$/.test(line);
}

export const EDITS: readonly Edit[] = [
  {
    name: 'change a number',
    kinds: [...TEXT, 'markdown'],
    make: (lines, at) => {
      const line = lines[at] ?? '';
      return /\d/.test(line) && !/^\s*#/.test(line)
        ? lines.with(
            at,
            line.replace(/\d+(?!.*\d)/, (old) => `${Number(old) + 3}`),
          )
        : undefined;
    },
  },
  {
    name: 'add a comment',
    kinds: TEXT,
    make: (lines, at, kind) =>
      continued(lines, at) || /^#!/.test(lines[at] ?? '') || (kind !== 'yaml' && /^\s*['"]/.test(lines[at] ?? ''))
        ? undefined
        : lines.toSpliced(at, 0, `${indentOf(lines[at] ?? '')}# agreed with the platform team`),
  },
  {
    name: 'delete a line',
    kinds: [...TEXT, 'markdown'],
    make: (lines, at, kind) => (isWhole(lines, at, kind) ? lines.toSpliced(at, 1) : undefined),
  },
  {
    name: 'comment out',
    kinds: TEXT,
    make: (lines, at, kind) => {
      const line = lines[at] ?? '';
      return isWhole(lines, at, kind) ? lines.with(at, `${indentOf(line)}# ${line.trimStart()}`) : undefined;
    },
  },
  {
    name: 'reorder neighbours',
    kinds: ['yaml', 'set'],
    make: (lines, at, kind) => {
      const [line, next] = [lines[at] ?? '', lines[at + 1] ?? ''];
      const both = isWhole(lines, at, kind) && isWhole(lines, at + 1, kind) && indentOf(line) === indentOf(next);
      return both ? lines.with(at, next).with(at + 1, line) : undefined;
    },
  },
  {
    name: 'add a key or line',
    kinds: [...TEXT, 'markdown'],
    make: (lines, at, kind) => {
      const line = lines[at] ?? '';
      if (!isWhole(lines, at, kind)) return undefined;
      const fresh = { yaml: 'ourOwn: "1"', dockerfile: 'ENV OUR_OWN=1', markdown: '- [ ] Tell support.' } as const;
      const text =
        kind in fresh
          ? fresh[kind as keyof typeof fresh]
          : kind === 'set'
            ? 'our-own'
            : line.trim().replace(/\w+(?=;?$)/, 'our_own');
      return lines.toSpliced(at + 1, 0, indentOf(line) + text);
    },
  },
  {
    name: 'tick a box with a note',
    kinds: ['markdown'],
    make: (lines, at) =>
      /^- \[ \] /.test(lines[at] ?? '')
        ? lines.with(at, (lines[at] ?? '').replace('[ ]', '[x]')).toSpliced(at + 1, 0, '  Done on Monday.')
        : undefined,
  },
  {
    name: 'add a variable',
    kinds: ['yaml', 'dockerfile'],
    make: (lines, at) => {
      const line = lines[at] ?? '';
      const item = /^( +)- name: PORT$/.exec(line)?.[1];
      if (item !== undefined) return lines.toSpliced(at + 2, 0, `${item}- name: OUR_OWN`, `${item}  value: "1"`);
      return /^ +PYTHON\w+=1 \\$/.test(line) ? lines.toSpliced(at + 1, 0, '    OUR_OWN=1 \\') : undefined;
    },
  },
  {
    name: 'add a system package',
    kinds: ['dockerfile'],
    make: (lines, at) =>
      /^WORKDIR /.test(lines[at] ?? '')
        ? lines.toSpliced(at, 0, 'RUN apt-get update \\', ' && apt-get install --yes --no-install-recommends git')
        : undefined,
  },
  {
    name: 'pin a digest by hand',
    kinds: ['dockerfile'],
    make: (lines, at) =>
      /^FROM \S+ AS /.test(lines[at] ?? '')
        ? lines.with(at, (lines[at] ?? '').replace(/^FROM (\S+)/, `FROM $1@sha256:${'a'.repeat(64)}`))
        : undefined,
  },
  {
    name: 'second container and volume',
    kinds: ['yaml'],
    make: (lines, at) => {
      const indent = /^( +)containers:$/.exec(lines[at] ?? '')?.[1];
      if (indent === undefined) return undefined;
      return lines.toSpliced(at + 1, 0, `${indent}  - name: proxy`, `${indent}    image: proxy:1`);
    },
  },
  {
    name: 'a step',
    kinds: ['yaml'],
    make: (lines, at) => {
      const indent = /^( +)- name: (?:Check out|Take it)$/.exec(lines[at] ?? '')?.[1];
      return indent === undefined
        ? undefined
        : lines.toSpliced(at, 0, `${indent}- name: Tell the team`, `${indent}  run: ./tell.sh`);
    },
  },
  {
    name: 'a job',
    kinds: ['yaml'],
    make: (lines, at) =>
      lines[at] === 'jobs:'
        ? lines.toSpliced(at + 1, 0, '  ours:', '    runs-on: ubuntu-24.04', '    steps:', '      - run: ./ours.sh')
        : undefined,
  },
  {
    name: 'delete a block',
    kinds: ['yaml', 'nginx'],
    make: (lines, at, kind) => {
      const line = lines[at] ?? '';
      if (kind === 'nginx' ? !/^ {4}location .*\{$/.test(line) : !/^ +[\w-]+:$/.test(line)) return undefined;
      const rest = lines
        .slice(at + 1)
        .findIndex((one) => one.trim() !== '' && indentOf(one).length <= indentOf(line).length);
      if (rest < 0 || !deeper(line, lines[at + 1])) return undefined;
      return lines.toSpliced(at, rest + (kind === 'nginx' ? 2 : 1));
    },
  },
  {
    name: 'rename a key',
    kinds: ['yaml'],
    make: (lines, at, kind) =>
      isWhole(lines, at, kind) && /^ +[a-z]\w+: /.test(lines[at] ?? '')
        ? lines.with(at, (lines[at] ?? '').replace(/(\w): /, '$1Ours: '))
        : undefined,
  },
  {
    name: 'reformat',
    kinds: ['yaml'],
    make: (lines, at) =>
      at === 0
        ? lines.map((line) => line.replace(/: '([^'"]*)'$/, ': "$1"').replace(/\[(\S+)\]$/, '[ $1 ]'))
        : undefined,
  },
];
