import { describe, expect, test } from '@jest/globals';
import { render } from '../../core/render.js';
import { backend, frontend } from '../model/example.js';

const document = (model: ReturnType<typeof backend>): string => {
  const text = render(model).get('task')?.text;
  if (text === undefined) throw new Error('no task document');
  return text;
};

/** Sentences outside headings, table rules and code fences. */
const sentences = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => !/^#|^\| ?(?:---|\|)|^\s*$|^```/.test(line))
    .flatMap((line) => line.split(/(?<=[.!?])\s+(?=[A-Z])/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[a-z]{3}/.test(sentence));

describe('the task document', () => {
  // Meta-template, sections 3, 11 and 12.
  test.each([
    'Task Overview',
    'Technical Requirements',
    'Implementation Steps',
    'Testing Strategy',
    'Deployment Considerations',
    'Success Metrics',
    'File Structure',
    'New Files to Create',
    'Existing Files to Modify',
    'File Naming Conventions',
    'Directory Organization',
    'AI Agent Instructions',
    'Phase 1: Container Foundation',
    'Phase 2: Deployment Automation',
    'Phase 3: Testing & Validation',
  ])('has the section %s, and something in it', (title) => {
    for (const model of [backend(), frontend()]) {
      const lines = document(model).split('\n');
      const at = lines.findIndex((line) => /^#+ /.test(line) && line.includes(title));
      expect(at).toBeGreaterThan(0);
      expect(lines.slice(at + 1).find((line) => line.trim() !== '')).toBeDefined();
    }
  });

  test('says nothing that would be as true of another service', () => {
    const other = backend({ name: 'billing', port: 8101, repository: 'billing', app: 'billing.main:app' });
    const theirs = new Set(sentences(document(other)));
    const facts = [
      /`\.?[\w./-]+`/,
      /\b(?:development|staging|production|devops)\b/,
      /\d+ (?:weeks?|s|MiB|CPU)\b/,
      /Cloud Run|GKE|SIGTERM|SIGQUIT/,
    ];
    const idle = sentences(document(backend())).filter(
      (sentence) => theirs.has(sentence) && !facts.some((pattern) => pattern.test(sentence)),
    );
    expect(idle).toEqual([]);
  });

  test('names every emitted file and no other', () => {
    for (const model of [backend(), frontend()]) {
      const tree = [...render(model).values()].map((file) => file.path);
      const listed = document(model)
        .split('### New Files to Create')[1]
        ?.split('### Existing')[0]
        ?.matchAll(/^\| `([^`]+)` \|/gm);
      expect([...(listed ?? [])].map((match) => match[1]).filter((path) => path !== model.service.name)).toEqual(tree);
    }
  });

  test('spreads its phases over the given weeks', () => {
    expect(document(backend({ timeline: 1 }))).toContain('Phase 3: Testing & Validation (week 1)');
    expect(document(backend({ timeline: 9 }))).toContain('Phase 2: Deployment Automation (weeks 4–6)');
  });
});
