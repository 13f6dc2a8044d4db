import { expect, test } from '@jest/globals';
import { unknownWords } from './table.js';

test('a command or a flag that a tool does not have is told', () => {
  const words = [
    'docker buildx build --sboms=true .',
    'docker buildx bild .',
    'gcloud run services replace --zone a',
    'kubectl --namespace a rollout revert deployment/a',
    'kubectl --namespace a rollout undo deployment/a',
  ];
  expect(unknownWords(words.map((line) => line.split(' ')))).toEqual([
    'docker buildx build --sboms',
    'docker buildx bild .: no such command',
    'gcloud run services replace --zone',
    'kubectl rollout revert deployment/a: no such command',
  ]);
});
