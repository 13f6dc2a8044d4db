import { expect, test } from '@jest/globals';
import { readDockerfile } from '../../../core/detect/launch/dockerfile.js';

test('a stage inherits from the stage of its FROM, with arguments filled in', () => {
  const stages = readDockerfile(
    [
      'ARG VERSION=3.12',
      `FROM python:\${VERSION}-slim AS base`,
      'ENV PORT=8000 HOST="0.0.0.0"',
      'WORKDIR /code',
      'FROM node:22 AS assets',
      'FROM base',
      'WORKDIR app',
      'COPY src ./src',
      'EXPOSE $PORT 53/udp',
      'CMD ["uvicorn", \\',
      '  "main:app"]',
    ].join('\n'),
  );
  const final = stages.at(-1);
  expect(stages.map((stage) => stage.image)).toEqual(['python:3.12-slim', 'node:22', 'python:3.12-slim']);
  expect(final?.workdir).toBe('/code/app');
  expect(final?.copies).toEqual([{ sources: ['src'], target: '/code/app/src', line: 8 }]);
  expect(final?.exposes).toEqual([{ port: 8000, line: 9 }]);
  expect(final?.command).toEqual({ words: ['uvicorn', 'main:app'], line: 10 });
  expect(final?.imageLine).toBe(2);
});

test('shell form, comments between continued lines and here documents', () => {
  const final = readDockerfile(
    `FROM a\nRUN apt-get install \\\n  # why\n  libpq5\nRUN <<EOF\napt-get install curl\nEOF\nCMD uvicorn a:b --port \${PORT:-1}\n`,
  )[0];
  expect(final?.runs.map((run) => run.text.trim())).toEqual([
    'apt-get install \\\n\\\n  libpq5',
    'apt-get install curl',
  ]);
  expect(final?.command?.text).toBe(`uvicorn a:b --port \${PORT:-1}`);
});

test('copies from another stage name it', () => {
  const final = readDockerfile('FROM a AS b\nFROM c\nCOPY --from=b /x /y\n').at(-1);
  expect(final?.copies).toEqual([{ from: 'b', sources: ['/x'], target: '/y', line: 3 }]);
});

test.each(['', 'CMD [', 'FROM', 'FROM a\nCOPY', 'FROM a\nEXPOSE\nENV\nCMD ["a",', '\u0000'])(
  'never throws on %j',
  (text) => {
    expect(() => readDockerfile(text)).not.toThrow();
  },
);
