import type { Answers } from '../../../core/options.js';
import { backend } from '../../model/example.js';
import { type Answer, DIGEST, type Ran } from './stage.js';

/** What the tools answer where a release waits beside the one that serves, and all is well. */
export const READY: readonly Answer[] = [
  { words: 'revisions list', out: 'orders-3\norders-2\norders-1' },
  { words: 'services list', out: 'orders' },
  { words: 'status.conditions.type', out: 'Ready,True\nRoutesReady,True' },
  { words: 'status.traffic.percent,status.traffic.revisionName', out: '100,orders-2\n0,orders-3' },
  { words: 'status.traffic.tag,status.traffic.revisionName', out: 'canary,orders-3,0\ngreen,orders-3,0' },
  { words: 'value(status.latestCreatedRevisionName)', out: 'orders-3' },
  { words: 'value(status.url)', out: 'https://orders.example' },
  { words: 'status.traffic.tag,status.traffic.url', out: 'canary,https://canary---orders.example' },
  { words: 'images describe', out: DIGEST },
  { words: 'get replicasets', out: '2 image@sha256:22\n1 image@sha256:11' },
  { words: 'get rollout/orders', out: '2 2 Healthy' },
];
/** Each call on a line of its own. */
export const calls = (ran: Ran): readonly string[] => ran.calls.map((words) => words.join(' '));

/** A backend in a project that somebody named. */
export const model = (given: Partial<Answers>) => backend({ project: 'acme-orders', ...given });
