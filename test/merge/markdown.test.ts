import { expect, test } from '@jest/globals';
import { mergeText } from '../../core/merge/merge.js';

const BASE = '# Task\n\n- [ ] build\n- [ ] push\n- [ ] deploy\n';

test('ticked boxes survive changes beside and above them, and moves', () => {
  const yours = BASE.replace('- [ ] push', '- [x] push').replace('- [ ] deploy', '- [x] deploy\n  seen by Ana');
  const next = '# Task\n\nUpdated.\n\n- [ ] push\n- [ ] build it\n- [ ] deploy\n';
  const { text, clashes } = mergeText('markdown', { base: BASE, yours, next }, 'new');
  expect(clashes).toEqual([]);
  expect(text).toBe('# Task\n\nUpdated.\n\n- [x] push\n- [ ] build it\n- [x] deploy\n  seen by Ana\n');
});

test('a ticked task that the template rewords or drops is a clash', () => {
  const yours = BASE.replace('- [ ] push', '- [x] push');
  const next = BASE.replace('- [ ] push', '- [ ] push to two registries');
  expect(mergeText('markdown', { base: BASE, yours, next }, 'new').clashes).toMatchObject([
    { at: 'line 4', yours: '- [x] push', new: '- [ ] push to two registries' },
  ]);
});

test('one of two equal tasks ticked is left to the lines', () => {
  const base = '- [ ] test\n\n- [ ] test\nend\n';
  const yours = '- [ ] test\n\n- [x] test\nend\n';
  expect(mergeText('markdown', { base, yours, next: `top\n${base}` }, 'new')).toEqual({
    text: `top\n${yours}`,
    clashes: [],
  });
});

test('a line of yours before one that the template drops stays, and the dropped one goes', () => {
  const base = '- [ ] a\n- [ ] b\n- [ ] c\n';
  const merged = mergeText(
    'markdown',
    { base, yours: '- [ ] a\n- ours\n- [ ] b\n- [ ] c\n', next: '- [ ] a\n- [ ] c\n' },
    'new',
  );
  expect(merged).toEqual({ text: '- [ ] a\n- ours\n- [ ] c\n', clashes: [] });
});
