import { describe, expect, test } from '@jest/globals';
import { verifyFiles } from '../../core/verify/verify.js';
import { filesBelow, goldenCases } from '../../scripts/golden-cases.js';

const golden = new Map(goldenCases().map((one) => [one.name, filesBelow(one.expected)]));
const OVERLAY = 'deploy/k8s/overlays/production/kustomization.yaml';
const POLICY = 'deploy/k8s/components/public/backend-policy.yaml';
const DEPLOYMENT = 'deploy/k8s/base/deployment.yaml';
const RUN = 'deploy/cloud-run/production/service.yaml';

/** What is said of one edit by the rule, as `line severity message`. */
function said(tree: string, path: string, from: string | RegExp, to: string): readonly string[] {
  const files = golden.get(tree) ?? new Map();
  const before = files.get(path) ?? '';
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${tree} ${path} has no ${from}`);
  return verifyFiles(new Map(files).set(path, after), {}, files)
    .filter(({ rule }) => rule === 'as-written')
    .map((one) => `${one.line} ${one.severity} ${one.message}`);
}

/** The line of a text in a file as it was written. */
const line = (tree: string, path: string, text: string): number =>
  (golden.get(tree)?.get(path) ?? '').split('\n').findIndex((one) => one.includes(text)) + 1;

describe('a value that is not as it was written is a note at its line', () => {
  test.each([
    ['a number', 'frontend-hybrid', POLICY, 'timeoutSec: 60', 'timeoutSec: 30', /timeoutSec is 30, .* as 60/],
    ['inside a patch', 'backend-gke', OVERLAY, 'value: 10', 'value: 12', /value: 12 stands|value is 12/],
    [
      'a line of the image',
      'backend-gke',
      'Dockerfile',
      '--retries=3',
      '--retries=6',
      /retries=6.* stands where .*retries=3/,
    ],
    ['an example', 'backend-gke', '.env.example', 'TAX_PERCENT=19', 'TAX_PERCENT=91', /TAX_PERCENT=91 stands/],
    ['a pattern', 'backend-gke', '.dockerignore', '**/*.pem', '**/*.prm', /prm stands where .*pem/],
  ] as const)('%s', (_, tree, path, from, to, message) => {
    const found = said(tree, path, from, to);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
    expect(found[0]).toMatch(new RegExp(`^${line(tree, path, from)} note `));
  });

  test('what is gone is missed at the line above it', () => {
    const found = said('migrated-hybrid', DEPLOYMENT, / *runAsGroup: 65532\n/, '');
    expect(found).toEqual([expect.stringMatching(/^\d+ note runAsGroup: 65532 was written here, and is gone$/)]);
  });

  test('a constant of the wrapper is told, the program around it is not', () => {
    const path = 'deploy/runtime/settings.py';
    expect(said('backend-gke', path, /^BACKLOG = .*/m, 'BACKLOG = 3000')).toHaveLength(1);
    expect(said('backend-gke', path, /\n?$/, '\nprint("mine")\n')).toEqual([]);
  });
});

describe('what says the same is not told', () => {
  test.each([
    ['another unit', 'backend-gke', DEPLOYMENT, 'memory: 512Mi', 'memory: 0.5Gi'],
    ['quotes', 'frontend-hybrid', POLICY, 'kind: GCPBackendPolicy', 'kind: "GCPBackendPolicy"'],
    ['a comment', 'backend-gke', 'Dockerfile', 'EXPOSE', '# what it listens on\nEXPOSE'],
    ['the digest of a build', 'backend-hybrid', RUN, /sha256:0{64}/g, `sha256:${'ab'.repeat(32)}`],
    ['a line more', 'backend-gke', '.dockerignore', 'ai_docs\n', 'ai_docs\nnotebooks\n'],
    [
      'a variable more',
      'backend-hybrid',
      RUN,
      '          env:\n',
      '          env:\n            - name: EXTRA\n              value: "1"\n',
    ],
  ] as const)('%s', (_, tree, path, from, to) => {
    expect(said(tree, path, from, to)).toEqual([]);
  });

  test('items in another order', () => {
    const files = golden.get('backend-hybrid') ?? new Map();
    const item = /( {12}- name: TAX_PERCENT\n {14}value: .*\n)/;
    const moved = (files.get(RUN) ?? '')
      .replace(item, '')
      .replace(' env:\n', ` env:\n${item.exec(files.get(RUN) ?? '')?.[1]}`);
    expect(moved).not.toBe(files.get(RUN));
    expect(verifyFiles(new Map(files).set(RUN, moved), {}, files).filter(({ rule }) => rule === 'as-written')).toEqual(
      [],
    );
  });
});

test('where a rule says what is wrong, that it was changed is not said again', () => {
  const files = golden.get('backend-gke') ?? new Map();
  const text = (files.get(DEPLOYMENT) ?? '').replace('containerPort: 8093', 'containerPort: 8094');
  const found = verifyFiles(new Map(files).set(DEPLOYMENT, text), {}, files);
  const at = found.filter((one) => one.severity === 'error' && one.path === DEPLOYMENT).map((one) => one.line);
  expect(at).not.toEqual([]);
  expect(found.filter((one) => one.rule === 'as-written' && at.includes(one.line))).toEqual([]);
});

test('a file that is a person’s own now is told once, one that was deleted or never written not at all', () => {
  const files = golden.get('backend-gke') ?? new Map();
  const own = [...Array(20)].map((_, at) => `folder-${at}`).join('\n');
  const rewritten = verifyFiles(new Map(files).set('.dockerignore', own), {}, files);
  const told = rewritten.filter(({ rule }) => rule === 'as-written');
  expect(told).toEqual([expect.objectContaining({ path: '.dockerignore', severity: 'note' })]);
  expect(told[0]).not.toHaveProperty('line');
  const without = new Map(files);
  without.delete('.dockerignore');
  const rules = (found: readonly { readonly rule: string }[]): readonly string[] => found.map(({ rule }) => rule);
  expect(rules(verifyFiles(without, {}, files))).not.toContain('as-written');
  expect(rules(verifyFiles(new Map(files).set('.dockerignore', own), {}))).not.toContain('as-written');
});
