import type { Output } from '../output.js';
import { always, file } from './entry.js';

/** What builds the image and runs it on this machine. */
export const IMAGE_OUTPUTS: readonly Output[] = [
  file(
    'dockerfile',
    'docker/Dockerfile.ejs',
    'Dockerfile',
    always,
    'dockerfile',
    'multi-stage image, numeric user, no shell',
    {
      about: (model) => `two stages, ${model.build.manager}, user ${model.image.user}`,
    },
  ),
  {
    ...file('dockerignore', '.dockerignore.tmpl', '.dockerignore', always, 'set', 'what enters the build context'),
    path: (model) => (model.image.context === '.' ? '.dockerignore' : 'Dockerfile.dockerignore'),
  },
  file(
    'compose',
    'compose/compose.yaml.ejs',
    'compose.yaml',
    (model) => model.compose,
    'yaml',
    'the service with its database, or a site with its backend, on this machine',
    {
      about: (model) =>
        model.data?.local !== undefined
          ? 'with PostgreSQL 15 + pgvector'
          : model.local.backend === undefined
            ? ''
            : `with ${model.local.backend.folder}`,
    },
  ),
  file(
    'env-example',
    'compose/env.example.ejs',
    '.env.example',
    (model) => model.compose,
    'set',
    'every variable that the code reads',
  ),
];
