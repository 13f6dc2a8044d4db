import { describe, expect, test } from '@jest/globals';
import { type Language, parserOf } from '../../core/detect/parser.js';

describe('the parser', () => {
  const sources: readonly [Language, string, string][] = [
    ['python', 'x = 1\n', 'module'],
    ['typescript', 'const x: number = 1;\n', 'program'],
    ['tsx', 'const x = <p>{1}</p>;\n', 'program'],
    ['javascript', 'const x = 1;\n', 'program'],
  ];
  test.each(sources)('reads %s', async (language, text, type) => {
    const { root, errorLine } = (await parserOf(language))(text);
    expect(root.type).toBe(type);
    expect(errorLine).toBeUndefined();
    expect(root.children).toHaveLength(1);
  });

  test('keeps fields and operators and drops comments', async () => {
    const { root } = (await parserOf('python'))('# a comment\ny = a or b  # another\n');
    const assignment = root.children[0]?.children[0];
    expect(assignment?.field('left')?.text).toBe('y');
    expect(assignment?.field('right')?.field('operator')?.text).toBe('or');
    expect(assignment?.line).toBe(2);
    expect(root.children.map((child) => child.type)).toEqual(['expression_statement']);
  });

  test('names the line of the first error', async () => {
    const parse = await parserOf('python');
    expect(parse('x = 1\nz = )\ny = 2\n').errorLine).toBe(2);
    expect(parse('def f(\n').errorLine).toBeDefined();
  });

  test('offsets are those of the text, also after characters outside the basic plane', async () => {
    const { root } = (await parserOf('python'))('a = "🦊é"\nb = 2\n');
    expect(root.children[1]?.children[0]?.field('left')?.text).toBe('b');
  });

  test('takes deep nesting', async () => {
    const { root } = (await parserOf('python'))(`x = ${'('.repeat(20_000)}1${')'.repeat(20_000)}\n`);
    expect(root.type).toBeDefined();
  });
});
