import { describe, expect, it } from '@jest/globals';
import { interview } from '../../cli/interview.js';
import type { Prompter, Question } from '../../cli/questions.js';
import type { Given } from '../../core/answers.js';
import type { Detection } from '../../core/detect/detection.js';
import type { Fact, Facts } from '../../core/detect/facts.js';

function fact<T>(value: T, file = 'main.py', line = 3): Fact<T> {
  return { value, confidence: 'certain', evidence: [{ file, line, rule: 'test', text: '' }], others: [] };
}
function detection(facts: Facts): Detection {
  return { facts, candidates: { app: [] }, remarks: [], trace: [] };
}
const NOTHING: Given = { flags: {}, file: {}, stored: {}, prompts: {} };
const BACKEND = detection({ service: fact('backend'), app: fact('main:app'), port: fact(8093, 'settings.py', 9) });

/** Answers by name, in turn; what has no answer is taken with Enter. */
function person(answers: Readonly<Record<string, readonly unknown[]>>): { ask: Prompter; asked: Question[] } {
  const asked: Question[] = [];
  const turn = new Map<string, number>();
  const ask: Prompter = async (question) => {
    asked.push(question);
    const at = turn.get(question.name) ?? 0;
    turn.set(question.name, at + 1);
    return answers[question.name]?.[at] ?? question.default;
  };
  return { ask, asked };
}

describe('interview', () => {
  it('asks five questions at most, and Enter all the way keeps nothing', async () => {
    const { ask, asked } = person({});
    const result = await interview(ask, { given: NOTHING, detection: BACKEND, folder: 'orders', again: false });
    expect(asked.map(({ name }) => name)).toEqual(['service', 'platform', 'port', 'project', 'more']);
    expect(result).toEqual({ stored: {}, prompts: {} });
  });

  it('shows what was found and where', async () => {
    const { ask, asked } = person({});
    await interview(ask, { given: NOTHING, detection: BACKEND, folder: 'orders', again: false });
    const port = asked.find(({ name }) => name === 'port');
    expect([port?.message, port?.default]).toEqual(['Port (found: settings.py:9)', '8093']);
  });

  it('asks a site for no port, and for nothing that a flag has answered', async () => {
    const site = detection({ service: fact('frontend') });
    const { ask, asked } = person({});
    await interview(ask, {
      given: { ...NOTHING, flags: { platform: 'gke' } },
      detection: site,
      folder: 'web',
      again: false,
    });
    expect(asked.map(({ name }) => name)).toEqual(['service', 'project', 'more']);
  });

  it('keeps what differs from what was found, further options included', async () => {
    const { ask } = person({ port: ['9000'], more: ['tier', ''], tier: ['pro'], project: ['my-project-1'] });
    const result = await interview(ask, { given: NOTHING, detection: BACKEND, folder: 'orders', again: false });
    expect(result.prompts).toEqual({ port: 9000, tier: 'pro', project: 'my-project-1' });
  });

  it('asks for the app where none was found', async () => {
    const { ask, asked } = person({ service: ['backend'], app: ['a.b:c'] });
    const result = await interview(ask, { given: NOTHING, detection: detection({}), folder: 'x', again: false });
    expect(asked.map(({ name }) => name)).toContain('app');
    expect(result.prompts).toEqual({ service: 'backend', app: 'a.b:c' });
  });

  it('leaves stored answers alone, and asks them again with --ask', async () => {
    const given: Given = { ...NOTHING, stored: { port: 9000, platform: 'gke' } };
    const first = person({});
    const kept = await interview(first.ask, { given, detection: BACKEND, folder: 'x', again: false });
    expect(first.asked.map(({ name }) => name)).toEqual(['service', 'project', 'more']);
    expect(kept.stored).toEqual(given.stored);
    const second = person({ port: ['8093'] });
    const asked = await interview(second.ask, { given, detection: BACKEND, folder: 'x', again: true });
    expect(second.asked.find(({ name }) => name === 'platform')?.default).toBe('gke');
    // The port is what would be found: nothing is stored for it any more.
    expect(asked).toEqual({ stored: { platform: 'gke' }, prompts: {} });
  });

  it('refuses a bad value where it is typed', async () => {
    const { ask, asked } = person({});
    await interview(ask, { given: NOTHING, detection: BACKEND, folder: 'x', again: false });
    const validate = asked.find(({ name }) => name === 'port')?.validate;
    expect(validate?.('80')).toBe('80: a port from 1024 to 65535 (the container runs without root)');
    expect(validate?.('8080')).toBe(true);
  });
});
