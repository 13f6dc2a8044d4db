import { expect, test } from '@jest/globals';
import { isSecretName } from '../../core/verify/secret-names.js';

test.each(['DB_PASSWORD', 'OPENAI_API_KEY', 'JWT_SECRET', 'GITHUB_TOKEN', 'SENTRY_DSN'])('%s is one', (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each([
  'MAX_TOKENS',
  'TOKEN_TTL',
  'SECRET_FILE',
  'VITE_API_KEY',
  'PORT',
  'ACCESS_TOKEN_EXPIRE_MINUTES',
  'TOKENIZER',
])('%s is none', (name) => {
  expect(isSecretName(name)).toBe(false);
});
