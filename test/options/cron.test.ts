import { expect, test } from '@jest/globals';
import { backwards, CRON, isTimeZone } from '../../core/options/cron.js';

test.each([
  '* * * * *',
  '15 3 * * *',
  '0,30 */2 1-15 JAN,JUL MON-FRI',
  '5-55/10 0-23/4 1,15 1-12/3 0-6/2',
  '05 03 01 01 0',
])('%s is taken by both', (schedule) => {
  expect([CRON.test(schedule), backwards(schedule)]).toEqual([true, undefined]);
});

test.each([
  '* * * *',
  '* * * * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * 32 * *',
  '* * * 13 *',
  // Sunday as 7, `?`, a step after a number and descriptors: one of the two alone.
  '* * * * 7',
  '* * ? * *',
  '5/10 * * * *',
  '@daily',
  '*/0 * * * *',
  '* * * * mon',
  '* * * MON *',
  '*  * * * *',
  ' * * * * *',
  '1,,2 * * * *',
  '$(id) * * * *',
  '',
])('%s is not', (schedule) => {
  expect(CRON.test(schedule)).toBe(false);
});

test.each([
  ['30-10 * * * *', '30-10'],
  ['0 0 * * FRI-MON', 'FRI-MON'],
  ['0 0 * 1,DEC-JAN *', 'DEC-JAN'],
  ['0 0 * 03-2 *', '03-2'],
])('%s runs backwards', (schedule, part) => {
  expect([CRON.test(schedule), backwards(schedule)]).toEqual([true, part]);
});

test('time zones are those of the tz database', () => {
  expect(['Etc/UTC', 'Europe/Berlin', 'America/Argentina/Ushuaia'].map(isTimeZone)).toEqual([true, true, true]);
  expect(['Europe/Berln', 'Mars/Base', ''].map(isTimeZone)).toEqual([false, false, false]);
});
