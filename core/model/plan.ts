import type { Answers } from '../options.js';
import type { Plan } from './model.js';
import { inRepository, type Place } from './place.js';

/** Where the task document goes, who carries it out and when each of its three phases ends. */
export function planOf(answers: Answers, place: Place): Plan {
  const file = `containerize-${answers.name}.md`;
  return {
    wanted: answers.task,
    teams: answers.teams,
    weeks: answers.timeline,
    phases: phases(answers.timeline),
    path: place.aiDocs ? inRepository(place, `ai_docs/tasks/${file}`) : `docs/tasks/${file}`,
  };
}

/** Foundation, deployment, validation: thirds of the time, the earlier ones rounded down; one week holds all three. */
function phases(weeks: number): readonly [string, string, string] {
  const ends = [Math.max(1, Math.floor(weeks / 3)), Math.max(1, Math.floor((2 * weeks) / 3)), weeks] as const;
  const span = (from: number, to: number): string => (from >= to ? `week ${to}` : `weeks ${from}–${to}`);
  return [
    span(1, ends[0]),
    span(Math.min(ends[0] + 1, ends[1]), ends[1]),
    span(Math.min(ends[1] + 1, ends[2]), ends[2]),
  ];
}
