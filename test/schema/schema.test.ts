import { describe, expect, it } from '@jest/globals';
import { OPTIONS } from '../../core/options.js';
import { answersSchema } from '../../core/schema.js';

describe('answersSchema', () => {
  const schema = answersSchema() as {
    readonly additionalProperties: boolean;
    readonly required?: unknown;
    readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };

  it('has the options and nothing else', () => {
    expect(Object.keys(schema.properties)).toEqual(OPTIONS.map(({ name }) => name));
    expect(schema.additionalProperties).toBe(false);
    expect(schema.required).toBeUndefined();
  });

  it('carries the limits of the table', () => {
    expect(schema.properties.port).toMatchObject({ type: 'integer', minimum: 1024, maximum: 65535 });
    expect(schema.properties.service).toMatchObject({ enum: ['backend', 'frontend', 'agent'] });
    expect(schema.properties.name).toMatchObject({ type: 'string', maxLength: 49 });
  });

  it('has patterns that any JSON Schema reader compiles, with examples that fit', () => {
    let judged = 0;
    for (const [name, { pattern, examples }] of Object.entries(schema.properties)) {
      if (typeof pattern !== 'string' || !Array.isArray(examples)) continue;
      expect([name, new RegExp(pattern, 'u').test(String(examples[0]))]).toEqual([name, true]);
      judged += 1;
    }
    expect(judged).toBeGreaterThan(5);
  });

  it('describes each option in words', () => {
    expect(Object.entries(schema.properties).filter(([, { description }]) => String(description).length < 20)).toEqual(
      [],
    );
  });
});
