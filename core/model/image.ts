import { posix } from 'node:path';
import type { Facts } from '../detect/facts.js';
import { Failure } from '../errors.js';
import type { Answers } from '../options.js';
import type { Image } from './model.js';
import type { Place } from './place.js';

/** Over 10,000, as the linters of Kubernetes want it, and the number that distroless images call nonroot. */
const USER = 65532;

/** Names, user and context of the image. Throws Failure for a context outside the repository. */
export function imageOf(answers: Answers, facts: Facts, place: Place): Image {
  const context = posix.normalize(answers.context);
  const up = context === '.' ? 0 : context.split('/').filter((part) => part === '..').length;
  const parts = place.folder === '.' ? [] : place.folder.split('/');
  if (up > parts.length || context.split('/').some((part) => part !== '..' && part !== '.')) {
    throw new Failure(`--context ${answers.context}: the folder itself or one above it, inside the repository`, {
      code: 'context-outside',
      file: '--context',
    });
  }
  const folder = up === 0 ? '.' : parts.slice(parts.length - up).join('/');
  const inContext = (path: string): string => posix.normalize(posix.join(folder, path));
  const outside = [...(facts.shared?.value ?? []), ...(facts.install?.value.files ?? [])].filter((path) =>
    path.startsWith('../'),
  );
  const includes = up === 0 ? [] : [...new Set([folder, ...outside.map(inContext)])].sort((a, b) => (a < b ? -1 : 1));
  return {
    local: `${answers.name}:local`,
    platform: 'linux/amd64',
    ...whoRuns(facts),
    context,
    dockerfile: inContext('Dockerfile'),
    folder,
    includes,
    workdir: folder === '.' ? '/app' : `/app/${folder}`,
    own: facts.ownImage !== undefined,
    labels: [['org.opencontainers.image.title', answers.name]],
  };
}

/** A hand-written Dockerfile in the place of ours says who runs; every other file has to agree with it. */
function whoRuns(facts: Facts): Pick<Image, 'user' | 'group'> {
  const user = facts.user?.evidence[0]?.file === 'Dockerfile' ? facts.user.value : USER;
  return { user, group: user };
}
