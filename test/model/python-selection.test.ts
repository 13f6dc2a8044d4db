import { expect, test } from '@jest/globals';
import { render } from '../../core/render.js';
import { backend, fact } from './example.js';

const ALL = { 'package-manager': 'pip' } as const;
const IMPORTED = { ...ALL, packages: 'imported' } as const;
const shared = {
  install: fact({ files: ['../requirements.txt'], lock: '../requirements.txt' }),
  selection: fact({ imported: ['fastapi', 'uvicorn[standard]'], unimported: ['pandas', 'torch'] }),
};
const text = (answers: object, facts: object): string => render(backend(answers, facts)).get('dockerfile')?.text ?? '';
const notes = (answers: object, facts: object): string => backend(answers, facts).notes.join('\n');

test('installs the words with the list as their constraint', () => {
  const dockerfile = text(IMPORTED, shared);
  expect(dockerfile).toContain(
    "--constraint ../requirements.txt \\\n      fastapi \\\n      'uvicorn[standard]' \\\n && rm -f /opt/venv/.lock",
  );
  expect(dockerfile).toContain('COPY --from=ghcr.io/astral-sh/uv:');
  expect(dockerfile).not.toMatch(/--requirement \S*\.\.\/requirements\.txt/);
  expect(notes(IMPORTED, shared)).toContain(
    'the image gets 2 of the 4 packages of ../requirements.txt and what those need; the service does not import pandas, torch',
  );
});

test('all is the default, with a note only where the list lies above the service', () => {
  expect(text(ALL, shared)).toContain('--requirement ../requirements.txt');
  expect(notes(ALL, shared)).toContain(
    '--packages imported leaves out what the service does not import of ../requirements.txt: pandas, torch',
  );
  const own = { ...shared, install: fact({ files: ['requirements.txt'] }) };
  expect(notes(ALL, own)).not.toContain('--packages');
});

test('where nothing can be left out all is installed, and the report says so', () => {
  const facts = { install: fact({ files: ['requirements.txt'] }) };
  expect(text(IMPORTED, facts)).toContain('--requirement requirements.txt');
  expect(notes(IMPORTED, facts)).toContain('--packages imported leaves nothing out');
});

test('is refused for a manager whose list is the service’s own', () => {
  const facts = { install: fact({ files: ['pyproject.toml', 'uv.lock'], lock: 'uv.lock' }) };
  expect(() => backend({ ...IMPORTED, 'package-manager': 'uv' }, facts)).toThrow(/--packages imported: uv keeps/);
});
