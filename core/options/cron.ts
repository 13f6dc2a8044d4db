const MONTHS = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const DAYS = 'SUN|MON|TUE|WED|THU|FRI|SAT';

/** The five fields, each with its numbers and its names. */
const FIELDS: readonly { readonly number: string; readonly names?: string }[] = [
  { number: '0?\\d|[1-5]\\d' },
  { number: '0?\\d|1\\d|2[0-3]' },
  { number: '0?[1-9]|[12]\\d|3[01]' },
  { number: '0?[1-9]|1[0-2]', names: MONTHS },
  // Sunday is 0: Kubernetes knows no 7.
  { number: '0?[0-6]', names: DAYS },
];

function field({ number, names }: (typeof FIELDS)[number]): string {
  const value = `(?:${names === undefined ? number : `${number}|${names}`})`;
  const step = '(?:/0*[1-9]\\d?)';
  const part = `(?:\\*${step}?|${value}(?:-${value}${step}?)?)`;
  return `${part}(?:,${part})*`;
}

/**
 * A schedule that Kubernetes (robfig/cron, ParseStandard) and Cloud Scheduler (its unix-cron format) both take and read
 * alike: five fields with one space between, numbers, ranges, lists, steps after `*` or a range, English names in upper
 * case. What one of them alone knows (`?`, `@daily`, `7`, `5/10`) is left out.
 */
export const CRON = new RegExp(`^${FIELDS.map(field).join(' ')}$`);

/** A range that ends before it begins, such as `FRI-MON`: both platforms refuse it, and no pattern can see it. */
export function backwards(schedule: string): string | undefined {
  const order = [[], [], [], ['', ...MONTHS.split('|')], DAYS.split('|')];
  for (const [at, text] of schedule.split(' ').entries()) {
    const rankOf = (word: string): number => (/^\d/.test(word) ? Number(word) : (order[at]?.indexOf(word) ?? 0));
    for (const part of text.split(',')) {
      const [first = '', last] = part.replace(/\/.*/, '').split('-');
      if (last !== undefined && rankOf(first) > rankOf(last)) return part;
    }
  }
  return undefined;
}

/** Whether the machine's own tables know a time zone by this name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
