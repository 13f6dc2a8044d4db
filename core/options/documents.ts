import type { Option } from '../option.js';
import { propose } from '../proposals.js';

/** What is written beside the deployment files. Part of the option table. */
export const DOCUMENTS = [
  {
    name: 'compose',
    kind: 'switch',
    group: 'documents',
    message: 'Write compose.yaml?',
    about: 'compose.yaml and .env.example',
    values: 'on, off',
    otherwise: 'on',
    propose: propose.fixed(true),
  },
  {
    name: 'task',
    kind: 'switch',
    group: 'documents',
    message: 'Write the task document?',
    about: 'the task document',
    values: 'on, off',
    otherwise: 'on',
    propose: propose.fixed(true),
  },
  {
    name: 'teams',
    kind: 'set',
    group: 'documents',
    message: 'Teams of the task document',
    about: 'teams that the task document plans for',
    values: 'a comma list of devops, backend, frontend, ops',
    otherwise: 'from the service',
    choices: [
      { value: 'devops', label: 'devops' },
      { value: 'backend', label: 'backend' },
      { value: 'frontend', label: 'frontend' },
      { value: 'ops', label: 'ops' },
    ],
    propose: propose.teams,
  },
  {
    name: 'timeline',
    kind: 'integer',
    group: 'documents',
    message: 'Weeks of the task document',
    about: 'weeks that the task document plans',
    values: 'weeks from 1 to 52',
    otherwise: '3',
    minimum: 1,
    maximum: 52,
    propose: propose.fixed(3),
  },
] as const satisfies readonly Option[];
