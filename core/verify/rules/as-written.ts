import type { Remark, Rule } from '../rule.js';
import type { Difference } from '../written/difference.js';
import { lineDifferences } from '../written/lines.js';
import { documentValues } from '../written/values.js';
import { readYaml } from '../yaml-file.js';

/** Programs of which only what they are told of the service is the model's. */
const PROGRAM = /^deploy\/(scripts\/[\w-]+\.sh|runtime\/settings\.py)$/;
const CONSTANT = /^[A-Za-z_]\w*(: [^=]+)? ?=/;
/** Text without comments and blocks, each line a statement. */
const LINES = /(^|\/)((Dockerfile|Containerfile)(\.dockerignore)?|\.dockerignore|\.env\.example|[\w-]+\.conf)$/;
/** More changes than this in one file: it is a person's own now, and its lines are not told one by one. */
const MOST = 12;
/** Characters of a value in a message. */
const WIDE = 60;

function differences(path: string, was: string, is: string): readonly Difference[] {
  if (PROGRAM.test(path)) return [...lineDifferences(was, is, (text) => CONSTANT.test(text))];
  if (LINES.test(path)) return [...lineDifferences(was, is)];
  if (!/\.ya?ml$/.test(path)) return [];
  const now = readYaml(path, is);
  // What does not parse is told by its own rule.
  return now.findings.length > 0 ? [] : [...documentValues(readYaml(path, was).documents, now.documents)];
}

const short = (text: string): string => {
  const [first = ''] = text.split('\n');
  return first.length > WIDE || first !== text ? `${first.slice(0, WIDE - 1)}…` : first;
};

/** Of two long lines the words from where they part. */
function parted(was: string, is: string): readonly [string, string] {
  const [before, after] = [was.split(' '), is.split(' ')];
  const at = before.findIndex((word, index) => word !== after[index]);
  if (Math.max(was.length, is.length) <= WIDE || at < 1) return [short(was), short(is)];
  return [short(`… ${before.slice(at).join(' ')}`), short(`… ${after.slice(at).join(' ')}`)];
}

function message({ name, was, is }: Difference): string {
  if (is === undefined) return `${name === undefined ? '' : `${name}: `}${short(was)} was written here, and is gone`;
  const [before, after] = parted(was, is);
  return name === undefined
    ? `${after} stands where ${before} was written`
    : `${name} is ${after}, and was written as ${before}`;
}

function* file(path: string, was: string, is: string): Generator<Remark> {
  const all = differences(path, was, is);
  if (all.length > MOST) yield { path, message: `${all.length} values are not as they were written` };
  else for (const one of all) yield { path, line: one.line, message: message(one) };
}

/** Files beside what the model wrote: a person may change it, and only that person knows whether it was meant. */
export const AS_WRITTEN: Rule = {
  id: 'as-written',
  severity: 'note',
  about: 'values that the model determines stand as it wrote them',
  source: 'design: one model, many renderings',
  fix: 'set it back, if the change is not meant',
  *check({ files, written }) {
    for (const [path, was] of written) {
      const is = files.get(path);
      // A file that was deleted is a decision, and what misses it says so.
      if (is !== undefined && is !== was) yield* file(path, was, is);
    }
  },
};
