import fc from 'fast-check';
import type { MergeKind } from '../../core/output.js';

export const KINDS: readonly MergeKind[] = ['yaml', 'json', 'dockerfile', 'markdown', 'set', 'nginx', 'lines'];

/** Small files of a kind, and two edited copies of each: lines changed, added, removed, commented out, moved. */
export function sidesOf(kind: MergeKind): fc.Arbitrary<{ base: string; yours: string; next: string }> {
  const whole = kind === 'json' ? jsonText : undefined;
  if (whole !== undefined) return fc.record({ base: whole, yours: whole, next: whole });
  const { lines, comment, fresh } = SHAPES[kind as keyof typeof SHAPES] as Shape;
  const edits = fc.array(fc.tuple(fc.nat(20), fc.constantFrom(...OPERATIONS), fc.nat(fresh.length - 1)), {
    minLength: 1,
    maxLength: 3,
  });
  return fc.tuple(fc.integer({ min: 3, max: lines.length }), edits, edits).map(([length, mine, theirs]) => {
    const base = lines.slice(0, length);
    const side = (all: typeof mine): string =>
      `${all.reduce<readonly string[]>((text, [at, operation, pick]) => edit(text, at, operation, fresh[pick] ?? '', comment), base).join('\n')}\n`;
    return { base: `${base.join('\n')}\n`, yours: side(mine), next: side(theirs) };
  });
}

const OPERATIONS = ['change', 'add', 'remove', 'comment out', 'swap', 'blank'] as const;

function edit(
  text: readonly string[],
  at: number,
  operation: (typeof OPERATIONS)[number],
  fresh: string,
  comment: string,
): readonly string[] {
  const index = at % Math.max(1, text.length);
  const line = text[index] ?? '';
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  switch (operation) {
    case 'change':
      return text.with(
        index,
        line.replace(/\d+|\w+$/, (old) => (/^\d/.test(old) ? `${Number(old) + at + 1}` : `${old}${at}`)),
      );
    case 'add':
      return text.toSpliced(index + 1, 0, indent + fresh);
    case 'remove':
      return text.length > 1 ? text.toSpliced(index, 1) : text;
    case 'comment out':
      return text.with(index, `${indent}${comment}${line.trimStart()}`);
    case 'swap':
      return index + 1 < text.length ? text.with(index, text[index + 1] ?? '').with(index + 1, line) : text;
    case 'blank':
      return text.toSpliced(index, 0, '');
  }
}

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom('x', 'y'),
  fc.array(fc.constantFrom('p', 'q', 'r', 's'), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('k', 'l'), fc.integer({ min: 0, max: 2 }), { maxKeys: 2 }),
);
const jsonText = fc
  .tuple(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), value, { maxKeys: 4 }), fc.constantFrom(undefined, 2))
  .map(([data, indent]) => `${JSON.stringify(data, null, indent)}\n`);

interface Shape {
  readonly lines: readonly string[];
  readonly comment: string;
  readonly fresh: readonly string[];
}

const SHAPES = {
  yaml: {
    comment: '# ',
    fresh: ['added: 1', '- name: extra', 'label: x', '# seen'],
    lines: [
      'kind: Deployment',
      'spec:',
      '  replicas: 2',
      '  paused: false',
      '  containers:',
      '    - name: web',
      '      image: web:1',
      '      env:',
      '        - name: PORT',
      '          value: "8080"',
      '        - name: HOST',
      '          value: "h1"',
      '    - name: proxy',
      '      image: proxy:2',
      '  args: [a, b]',
      '  grace: 30',
    ],
  },
  dockerfile: {
    comment: '# ',
    fresh: ['RUN make', 'ENV NEW=1', 'COPY a /b', '# note'],
    lines: [
      'FROM python:3.12 AS build',
      'ENV A=1',
      'RUN pip install x',
      'COPY . /app',
      '',
      'FROM python:3.12 AS runtime',
      'ENV PORT=8080',
      'WORKDIR /app',
      'COPY --from=build /app /app',
      'USER 65532',
      'EXPOSE 8080',
      'CMD ["python", "x1"]',
    ],
  },
  markdown: {
    comment: 'Done: ',
    fresh: ['- [ ] more', 'A note.', '## New', '| `x` | y |'],
    lines: [
      '# Task 1',
      '',
      'Port 8080.',
      '',
      '## Steps',
      '',
      '- [ ] build 1',
      '- [ ] scan 2',
      '- [x] push 3',
      '',
      '## Files',
      '',
      '| file | lines |',
      '| --- | --- |',
      '| `a` | 10 |',
    ],
  },
  set: {
    comment: '# ',
    fresh: ['dist', 'NEW=1', 'redis==5.0', '# why'],
    lines: ['# Head 1', 'node_modules', '*.log', '', '# Second', 'PORT=8080', 'flask==3.0', 'uvicorn==0.30', 'HOST='],
  },
  nginx: {
    comment: '# ',
    fresh: ['gzip on;', 'add_header C 1;', '# note', 'location /new { return 204; }'],
    lines: [
      'worker_processes 1;',
      'http {',
      '  map $uri $age {',
      '    default 1;',
      '    ~*js$ 20;',
      '  }',
      '  server {',
      '    listen 8080;',
      '    add_header A "x; y";',
      '    add_header B 2;',
      '    location / {',
      '      try_files $uri =404;',
      '    }',
      '  }',
      '}',
    ],
  },
  lines: {
    comment: '# ',
    fresh: ['echo more', 'set -x', '# note'],
    lines: ['#!/bin/sh', 'set -eu', 'port=8080', 'root=/tmp/1', '', 'mkdir -p "$root"', 'exec serve "$port" 1'],
  },
} as const;
