import { expect, test } from '@jest/globals';
import type { Model } from '../../core/model/model.js';
import { dummyValue, variablesOf } from '../../core/try/variables.js';

const setting = (name: string, required: boolean, value?: string) => ({
  name,
  required,
  evidence: '',
  ...(value === undefined ? {} : { value }),
});
const model = {
  build: { stack: 'python' },
  environment: [setting('LOG_LEVEL', false, 'info'), setting('REGION', true), setting('UNUSED', false)],
  secrets: [
    { ...setting('DATABASE_URL', true), secret: 'a' },
    { ...setting('API_KEY', true), secret: 'b' },
  ],
} as unknown as Model;

test('the file goes over the own environment, that over the database beside it, that over the model', () => {
  const beside = new Map([['DATABASE_URL', 'postgresql://beside']]);
  const own = { LOG_LEVEL: 'debug', HOME: '/home/me', REGION: 'eu' };
  const { values, dummies } = variablesOf(
    model,
    beside,
    own,
    new Map([
      ['REGION', 'us'],
      ['EXTRA', 'x'],
      ['PORT', '1'],
    ]),
  );
  expect(Object.fromEntries(values)).toEqual({
    API_KEY: expect.stringMatching(/^\w{40}$/),
    DATABASE_URL: 'postgresql://beside',
    EXTRA: 'x',
    LOG_LEVEL: 'debug',
    REGION: 'us',
  });
  expect(dummies).toEqual(['API_KEY']);
});

test.each([
  ['DATABASE_URL', /^postgresql:/],
  ['CELERY_BROKER_URL', /^redis:/],
  ['MONGO_URI', /^mongodb:/],
  ['API_ENDPOINT', /^http:/],
  ['SMTP_PORT', /^\d+$/],
  ['FROM_EMAIL', /@/],
])('a dummy of %s passes its validator', (name, shape) => {
  expect(dummyValue(name, false)).toMatch(shape);
});
