import { edits } from '../../nearest.js';
import { lineOf } from '../dockerfile-view.js';
import type { Rule } from '../rule.js';

/** What the RUN of a service begins with. */
const COMMANDS = (
  'apt-get apk awk bun bunx cargo cat chmod chown corepack cp curl dpkg echo find gem git go grep gunzip gzip install ' +
  'ldconfig make mkdir mv node npm npx pdm pip pip3 pipenv pnpm poetry printf python python3 rm sed sh tar tee test touch ' +
  'true uv uvx wget xargs yarn addgroup adduser groupadd useradd usermod export set cd if for while mktemp sort ln ls head tail'
).split(' ');

/** The first word of each command of a RUN in shell form. */
const commands = (text: string): readonly string[] =>
  text
    .replace(/^(--\S+\s+)+/, '')
    .split(/\s*(?:&&|\|\||;|\|)\s*/)
    .map((part) => /^\(?\s*(?:[A-Z_]+=\S+\s+)*([a-z][\w-]*)\b(?![=./])/.exec(part)?.[1] ?? '');

const sorted = (word: string): string => [...word].sort().join('');

/** Two letters that changed places, or one that was typed twice: any other neighbour may be a program of its own. */
const isSlip = (word: string, meant: string): boolean =>
  edits(word, meant) === 1 &&
  (sorted(word) === sorted(meant) || word.replace(/(.)\1/g, '$1') === meant.replace(/(.)\1/g, '$1'));

/** Commands of RUN. */
export const DOCKERFILE_COMMAND_RULES: readonly Rule[] = [
  {
    id: 'dockerfile-commands',
    severity: 'warning',
    about: 'RUN begins with a command that is there',
    source: 'packages of Debian and Alpine',
    *check(view) {
      for (const file of view.dockerfiles)
        for (const step of file.steps) {
          if (step.keyword !== 'RUN' || step.text.includes('<<') || step.text.startsWith('[')) continue;
          for (const name of commands(step.text)) {
            if (name.length < 3 || COMMANDS.includes(name)) continue;
            const meant = COMMANDS.find((one) => one.length > 2 && isSlip(name, one));
            // A program that another instruction brings may have any name.
            if (meant === undefined || file.steps.some((one) => one !== step && one.text.includes(`/${name}`)))
              continue;
            yield {
              path: file.path,
              line: lineOf(step, name),
              message: `there is no command ${name}, nearest is ${meant}`,
              fix: `write ${meant}`,
            };
          }
        }
    },
  },
];
