import { describe, expect, test } from '@jest/globals';
import { mergeText } from '../../core/merge/merge.js';
import { parseNginx } from '../../core/merge/nginx/parse.js';

const names = (text: string): unknown => parseNginx(text)?.map(({ words }) => words[0]);

describe('parseNginx', () => {
  test.each([
    ['quotes and variables', "a \"x; { }\" 'y\\'z';\nb ${PORT};\n", ['a', 'b']],
    ['comments', '# a;\nb c; # } {\n', ['b']],
    ['several lines', 'log_format x\n  "a"\n  "b";\n', ['log_format']],
    ['a regular expression', 'location ~ \\.(?:a|b)$ { return 404; }\n', ['location']],
    ['nothing', '', []],
  ])('reads %s', (_what, text, found) => {
    expect(names(text)).toEqual(found);
  });

  test.each(['a', 'a b\n', 'a {', 'a { b; ', 'a; }', '{ a; }', 'a "b;', ';', 'a { b }'])('refuses %j', (text) => {
    expect(parseNginx(text)).toBeUndefined();
  });

  test('tells the lines of a block', () => {
    expect(parseNginx('http {\n  a 1;\n\n  server\n  {\n    b;\n  }\n}\n')).toEqual([
      {
        ...{ words: ['http'], from: 0, to: 7 },
        block: {
          open: 0,
          directives: [
            { words: ['a', '1'], from: 1, to: 1 },
            {
              ...{ words: ['server'], from: 3, to: 6 },
              block: { open: 4, directives: [{ words: ['b'], from: 5, to: 5 }] },
            },
          ],
        },
      },
    ]);
  });
});

describe('merging nginx', () => {
  const merge = (base: string, yours: string, next: string): unknown =>
    mergeText('nginx', { base, yours, next }, 'new');

  test('words of one directive, each changed on one side', () => {
    const text = 'http {\n  listen 443 ssl backlog=512;\n}\n';
    const merged = merge(text, text.replace('512', '1024'), text.replace('443', '8443'));
    expect(merged).toEqual({ text: 'http {\n  listen 8443 ssl backlog=1024;\n}\n', clashes: [] });
  });

  test('a block that you put on one line is one piece', () => {
    const base = 'location / {\n  return 404;\n}\nx 1;\n';
    const yours = 'location / { return 404; }\nx 1;\n';
    expect(merge(base, yours, base.replace('x 1', 'x 2'))).toEqual({ text: yours.replace('x 1', 'x 2'), clashes: [] });
    expect(merge(base, yours, base.replace('404', '410'))).toMatchObject({ clashes: [{ at: 'location' }] });
  });

  test('several directives on one line are left to the lines', () => {
    const base = 'a 1; b 2;\nc 3;\n\nd 4;\n';
    expect(merge(base, base.replace('b 2', 'b 3'), base.replace('d 4', 'd 5'))).toEqual({
      text: 'a 1; b 3;\nc 3;\n\nd 5;\n',
      clashes: [],
    });
  });
});
