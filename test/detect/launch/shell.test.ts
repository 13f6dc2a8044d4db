import { expect, test } from '@jest/globals';
import { readCommands } from '../../../core/detect/launch/shell.js';

const words = (text: string, environment = new Map<string, string>()): readonly (readonly string[])[] =>
  readCommands(text, environment).map((command) => command.words);

test('splits at operators, joins continued lines and drops comments', () => {
  expect(words('a b && c; d | e # f\ng \\\n  h')).toEqual([['a', 'b'], ['c'], ['d'], ['e'], ['g', 'h']]);
});

test('takes quotes off and keeps what is inside together', () => {
  expect(words(`sh -c "uvicorn a:b --port 1" 'x; y' z\\ z`)).toEqual([
    ['sh', '-c', 'uvicorn a:b --port 1', 'x; y', 'z z'],
  ]);
});

test.each([
  [`--port \${PORT:-8000}`, '8000'],
  [`--port \${PORT-8000}`, '8000'],
  [`--port "\${PORT:=8000}"`, '8000'],
  [`--port \${PORT}`, `\${PORT}`],
  ['--port $PORT', '$PORT'],
  ["--port '$PORT'", '$PORT'],
])('%s gives %s when nothing is set', (text, expected) => {
  expect(words(text)[0]?.[1]).toBe(expected);
});

test('assignments on the way fill later words and are handed out', () => {
  const environment = new Map([['HOST', '0.0.0.0']]);
  expect(words(`export PORT=\${PORT:-9000}\nserve $HOST:$PORT`, environment)).toEqual([['serve', '0.0.0.0:9000']]);
  expect(environment.get('PORT')).toBe('9000');
});

test('an assignment before a command is no assignment of the script', () => {
  expect(words('A=1 run $A')).toEqual([['A=1', 'run', '$A']]);
});

test('an old substitution is one word, whatever it holds', () => {
  expect(words('a b `# why (x)` c')).toEqual([['a', 'b', '`# why (x)`', 'c']]);
});

test('redirections and here documents are no words', () => {
  expect(words('run a > out.log 2>&1\ncat <<EOF\nnot a command\nEOF\nnext')).toEqual([['run', 'a'], ['cat'], ['next']]);
});

test('keywords go and lines are counted', () => {
  expect(readCommands('#!/bin/sh\nif true; then\n  exec run x\nfi')).toEqual([
    { words: ['true'], line: 1 },
    { words: ['run', 'x'], line: 2 },
    { words: ['fi'], line: 3 },
  ]);
});

test.each(['$(', '"', "'", '${', '\\', '<<', '$(a (b)', '<<X\n'])('ends on the broken text %s', (text) => {
  expect(() => readCommands(text)).not.toThrow();
});
