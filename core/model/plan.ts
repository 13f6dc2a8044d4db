import { posix } from 'node:path';
import type { Answers } from '../options.js';
import type { Place } from './build.js';
import type { Plan } from './model.js';

/** Where the task document goes and who carries it out. */
export function planOf(answers: Answers, place: Place): Plan {
  const file = `containerize-${answers.name}.md`;
  const up =
    place.folder === '.'
      ? ''
      : place.folder
          .split('/')
          .map(() => '..')
          .join('/');
  return {
    teams: answers.teams,
    weeks: answers.timeline,
    path: place.aiDocs ? posix.join(up, 'ai_docs/tasks', file) : `docs/tasks/${file}`,
    wanted: answers.task,
  };
}
