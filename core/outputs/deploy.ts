import { posix } from 'node:path';
import type { Output } from '../output.js';
import { always, file } from './entry.js';

const script = (name: string, summary: string): Output =>
  file(`script-${name}`, `scripts/${name}.sh.ejs`, `deploy/scripts/${name}.sh`, always, 'lines', summary, {
    mode: 0o755,
  });

/** What a person deploys with, and the documents. */
export const DEPLOY_OUTPUTS: readonly Output[] = [
  script('deploy', 'deploys one build to one environment'),
  script('promote', 'takes a release forward'),
  script('rollback', 'takes a release back'),
  script('smoke', 'asks whether a release works where it is deployed'),
  file(
    'deploy-readme',
    'deploy/README.md.ejs',
    'deploy/README.md',
    always,
    'markdown',
    'how to build, deploy and take back',
  ),
  {
    ...file(
      'upgrade-workflow',
      'workflows/upgrade.yml.ejs',
      '',
      (model) => model.upgrade !== undefined,
      'yaml',
      'opens upgrades of the scaffold as pull requests',
    ),
    path: (model) => model.upgrade?.path ?? '',
  },
  {
    ...file(
      'task',
      'task/containerize.md.ejs',
      '',
      (model) => model.plan.wanted,
      'markdown',
      'the written plan, with checks to tick',
    ),
    path: (model) => posix.normalize(model.plan.path),
  },
];
