import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { snapshot } from '../apply/scaffold.js';
import { all, type Call, change, edit, generate, type Release, service } from './service.js';

const GKE: Call = { flags: { platform: 'gke' } };
const HPA = 'deploy/k8s/base/hpa.yaml';
const DEPLOYMENT = 'deploy/k8s/base/deployment.yaml';
const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

async function made(): Promise<string> {
  const folder = service();
  expect((await generate(folder, GKE)).exit).toBe(0);
  return folder;
}

const later = (...releases: readonly Release[]): Call => ({ ...GKE, version: '1.1.0', release: all(...releases) });

describe('behaviours of upgrade.md, section 6', () => {
  test('1 same version, same answers, no edits: zero writes, mtimes unchanged, exit 0', async () => {
    const folder = await made();
    const times = (): readonly number[] =>
      ['.', 'Dockerfile', '.saasfactory', '.saasfactory/manifest.json', HPA].map(
        (path) => statSync(join(folder, path)).mtimeMs,
      );
    const [tree, before] = [snapshot(folder), times()];
    const again = await generate(folder, GKE);
    expect([again.exit, again.done]).toEqual([0, {}]);
    expect([snapshot(folder), times()]).toEqual([tree, before]);
  });

  test('2 a run right after any upgrade is a no-op, also after one with kept conflicts', async () => {
    const folder = await made();
    edit(folder, HPA, 'maxReplicas: 3', 'maxReplicas: 25');
    edit(folder, 'Dockerfile', 'WORKDIR /app', 'WORKDIR /app\nRUN ["true"]');
    const call = later(change('k8s-hpa', 'maxReplicas: 3', 'maxReplicas: 9'), change('dockerfile', 'PORT=', 'PORT_='));
    expect((await generate(folder, call)).done).toMatchObject({ [HPA]: 'conflict', Dockerfile: 'merge' });
    const tree = snapshot(folder);
    expect((await generate(folder, call)).exit).toBe(3);
    expect(snapshot(folder)).toEqual(tree);
  });

  test('3 an untouched file of which the template changed is replaced without asking', async () => {
    const folder = await made();
    const { done, exit } = await generate(folder, later(change('k8s-hpa', 'maxReplicas: 3', 'maxReplicas: 9')));
    expect([exit, done]).toEqual([0, { [HPA]: 'update' }]);
    expect(read(folder, HPA)).toContain('maxReplicas: 9');
  });

  test.each([
    ['a byte-order mark', (text: string) => `\uFEFF${text}`],
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n').replace('maxReplicas: 3', 'maxReplicas: 25')],
    ['no final newline', (text: string) => text.trimEnd().replace('maxReplicas: 3', 'maxReplicas: 25')],
  ])('4 an edited file of which the template did not change stays byte for byte: %s', async (_name, change4) => {
    const folder = await made();
    const mine = change4(read(folder, HPA));
    writeFileSync(join(folder, HPA), mine);
    await generate(folder, later(change('dockerfile', 'STOPSIGNAL SIGTERM', 'STOPSIGNAL SIGQUIT')));
    expect(read(folder, HPA)).toBe(mine);
    expect(read(folder, 'Dockerfile')).toContain('SIGQUIT');
  });

  test('5 disjoint edits are merged, both present', async () => {
    const folder = await made();
    edit(folder, DEPLOYMENT, 'revisionHistoryLimit: 5', 'revisionHistoryLimit: 9');
    const { done } = await generate(folder, later(change('k8s-deployment', 'sizeLimit: 64Mi', 'sizeLimit: 96Mi')));
    expect(done).toEqual({ [DEPLOYMENT]: 'merge' });
    expect(read(folder, DEPLOYMENT)).toMatch(/revisionHistoryLimit: 9[\s\S]*sizeLimit: 96Mi/);
  });

  test('6 the same edit on both sides is no conflict', async () => {
    const folder = await made();
    edit(folder, HPA, 'maxReplicas: 3', 'maxReplicas: 9');
    const { exit, conflicts } = await generate(folder, later(change('k8s-hpa', 'maxReplicas: 3', 'maxReplicas: 9')));
    expect([exit, conflicts]).toEqual([0, []]);
    expect(read(folder, HPA)).toContain('maxReplicas: 9');
  });

  test('7 sibling keys merge; comments, order, quotes and blank lines are kept', async () => {
    const folder = await made();
    edit(folder, HPA, '  minReplicas: 2\n', "\n  # agreed with finance\n  minReplicas: '4' # see wiki\n");
    const { exit } = await generate(folder, later(change('k8s-hpa', 'maxReplicas: 3', 'maxReplicas: 9')));
    expect(exit).toBe(0);
    expect(read(folder, HPA)).toContain(
      "\n\n  # agreed with finance\n  minReplicas: '4' # see wiki\n  maxReplicas: 9\n",
    );
  });

  test('8 one key changed to two values: a conflict that names the path and the three sides', async () => {
    const folder = await made();
    edit(folder, DEPLOYMENT, 'imagePullPolicy: Always', 'imagePullPolicy: Never');
    const { conflicts, exit } = await generate(
      folder,
      later(change('k8s-deployment', 'imagePullPolicy: Always', 'imagePullPolicy: IfNotPresent')),
    );
    const name = /- name: (\S+)/.exec(read(folder, DEPLOYMENT))?.[1];
    expect(exit).toBe(3);
    expect(conflicts).toMatchObject([
      {
        path: DEPLOYMENT,
        at: `spec.template.spec.containers[${name}].imagePullPolicy`,
        base: 'Always',
        yours: 'Never',
        new: 'IfNotPresent',
      },
    ]);
  });

  test('9 a conflict leaves your valid bytes, its candidate beside them, markers only on request', async () => {
    const folder = await made();
    edit(folder, HPA, 'maxReplicas: 3', 'maxReplicas: 25');
    const mine = read(folder, HPA);
    const call = later(change('k8s-hpa', 'maxReplicas: 3', 'maxReplicas: 9'));
    const { conflicts } = await generate(folder, call);
    expect(read(folder, HPA)).toBe(mine);
    const candidate = read(folder, conflicts[0]?.candidate ?? '');
    expect(parseAllDocuments(candidate)[0]?.toJS()).toMatchObject({ spec: { maxReplicas: 9 } });
    await generate(folder, { ...call, conflict: 'markers' });
    expect(read(folder, HPA)).toMatch(/<<<<<<< yours[\s\S]*maxReplicas: 25[\s\S]*>>>>>>> new/);
  });

  test('10 clean parts are applied although one file conflicts: exit 3 and a list in the report', async () => {
    const folder = await made();
    edit(folder, HPA, 'maxReplicas: 3', 'maxReplicas: 25');
    const { exit, done, conflicts } = await generate(
      folder,
      later(
        change('k8s-hpa', 'maxReplicas: 3', 'maxReplicas: 9'),
        change('k8s-deployment', 'sizeLimit: 64Mi', 'sizeLimit: 96Mi'),
      ),
    );
    expect([exit, done, conflicts.length]).toEqual([3, { [HPA]: 'conflict', [DEPLOYMENT]: 'update' }, 1]);
    expect(read(folder, DEPLOYMENT)).toContain('sizeLimit: 96Mi');
    expect(existsSync(join(folder, `.saasfactory/conflicts/${HPA}`))).toBe(true);
  });
});
