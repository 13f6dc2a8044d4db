import type { Option } from './option.js';
import { OPTIONS } from './options.js';

/** A JSON Schema as plain data. */
export type Schema = { readonly [key: string]: unknown };

/** JSON Schema (2020-12) of an answers file: every option, none required, no other key. */
export function answersSchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Answers of generator-saasfactory',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(OPTIONS.map((option) => [option.name, property(option)])),
  };
}

function property(option: Option): Schema {
  const description = `${option.about}: ${option.values}. When it is not given: ${option.otherwise}.`.replaceAll(
    '`',
    '',
  );
  return { description, ...shape(option) };
}

function shape(option: Option): Schema {
  switch (option.kind) {
    case 'choice':
      return { type: 'string', enum: option.choices.map((choice) => choice.value) };
    case 'integer':
      return { type: 'integer', minimum: option.minimum, maximum: option.maximum };
    case 'switch':
      return { anyOf: [{ type: 'boolean' }, { enum: ['on', 'off'] }] };
    case 'text':
      return { type: 'string', pattern: option.pattern.source, maxLength: option.longest, examples: [option.example] };
    case 'set':
      return words({ type: 'string', enum: option.choices.map((choice) => choice.value) });
    case 'list':
      return words({ type: 'string', pattern: option.pattern.source, maxLength: option.longest });
  }
}

/** A list as an array, or as the comma list that a flag takes. */
function words(item: Schema): Schema {
  const array = { type: 'array', items: item, minItems: 1, maxItems: 20, uniqueItems: true };
  return { anyOf: [array, { type: 'string', minLength: 1 }] };
}
