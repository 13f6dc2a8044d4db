import { describe, expect, test } from '@jest/globals';
import { OUTPUTS } from '../core/outputs.js';
import { render } from '../core/render.js';
import { backend, frontend } from './model/example.js';

const models = { backend: backend(), frontend: frontend() };

describe.each(Object.entries(models))('every file of a %s', (_name, model) => {
  const tree = [...render(model).values()];

  test('ends with one newline, has no carriage return and no space before a line’s end', () => {
    for (const { path, text } of tree) {
      expect([path, /[^\n]\n$/.test(text)]).toEqual([path, true]);
      expect([path, /\r|[ \t]\n/.test(text)]).toEqual([path, false]);
    }
  });

  test('is rendered in full', () => {
    for (const { path, text } of tree) {
      const code = /\.(?:py|mjs)$/.test(path);
      expect([path, (code ? /\[object|<%|%>/ : /undefined|\[object|<%|%>|NaN/).test(text)]).toEqual([path, false]);
    }
  });

  test('has a path of its own', () => {
    expect(new Set(tree.map((file) => file.path)).size).toBe(tree.length);
  });
});

test('ids of the output table are unique and safe as file names', () => {
  const ids = OUTPUTS.map((output) => output.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+$/);
});

test('the same model renders the same bytes', () => {
  expect([...render(models.backend).values()]).toEqual([...render(models.backend).values()]);
});
