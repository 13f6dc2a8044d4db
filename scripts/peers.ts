import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { render } from '../core/render.js';
import { emitted, goldenCases } from './golden-cases.js';
import { matrixCases } from './matrix-cases.js';
import { closing, command, table, tool } from './shared.js';

// npm run peers: the field's linters and a real API server over everything that the golden cases emit; npm run matrix:
// the same over the pairwise matrix of options.
interface Finding {
  readonly tool: string;
  readonly rule: string;
  readonly severity: string;
  /** Relative to the folder that holds the cases. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
}
interface Verdict {
  readonly findings: readonly Finding[];
  readonly skipped: readonly { readonly tool: string; readonly why: string }[];
  readonly seconds: Readonly<Record<string, number>>;
  readonly files: number;
}

const root = mkdtempSync(join(tmpdir(), 'saasfactory-peers-'));
const cases: readonly { readonly name: string; readonly files: () => Promise<ReadonlyMap<string, string>> }[] =
  process.argv[2] === '--matrix'
    ? matrixCases().map(({ name, model }) => ({
        name,
        files: async () => new Map([...render(model).values()].map(({ path, text }) => [path, text])),
      }))
    : goldenCases().map((golden) => ({ name: golden.name, files: () => emitted(golden) }));
const remarks: string[] = [];
/** kube-score looks for pods in Kubernetes' own kinds alone: it calls what belongs to a Rollout without target. */
const BLIND = new Set(['horizontalpodautoscaler-has-target', 'networkpolicy-targets-pod', 'service-targets-pod']);

/**
 * Once one LimitRange or ResourceQuota is among the files, misconf asks every other object, a Service or a policy, for
 * the fields of one: it reads the kinds of its own selector as a condition on all files together.
 */
const MISREAD = new Set(['KSV-0039', 'KSV-0040']);

/** All linters in one go over all cases; undefined where they are not installed. */
async function lint(): Promise<Verdict | undefined> {
  const check = tool('peers/check');
  if (check === undefined) return undefined;
  const ran = await command([check, '--json', ...cases.map(({ name }) => name)], { cwd: root });
  try {
    const verdict = JSON.parse(ran.out) as Verdict;
    const judged = ({ tool: by, rule, file }: Finding): boolean =>
      !(by === 'misconf' && MISREAD.has(rule)) &&
      !(by === 'kube-score' && BLIND.has(rule) && existsSync(join(root, file, '../../../base/rollout.yaml')));
    return { ...verdict, findings: verdict.findings.filter(judged) };
  } catch {
    remarks.push(`linters not run: ${ran.all.trim().split('\n').at(-1)}`);
    return undefined;
  }
}

/** The API server's verdict on one case: ok, not run, or what it said. */
async function judge(name: string): Promise<string> {
  const apply = tool('cluster/apply-check');
  const overlays = join(name, 'deploy', 'k8s', 'overlays');
  if (!existsSync(join(root, overlays))) return '-';
  if (apply === undefined) return 'not run';
  const ran = await command([apply, overlays], { cwd: root });
  const last =
    ran.out
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^apply-check: /, '') ?? '';
  if (ran.code === 0) return `ok: ${last}`;
  remarks.push(ran.all.trim());
  // 1: it did not come to a judgement, for want of a server for example.
  return ran.code === 2 ? `FAILED: ${last}` : 'not run';
}

try {
  for (const { name, files } of cases) {
    for (const [path, text] of await files()) {
      const to = join(root, name, path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, text, { mode: path.endsWith('.sh') ? 0o755 : 0o644 });
    }
  }
  const verdict = await lint();
  const rows = [['case', 'linters', 'API server']];
  for (const { name } of cases) {
    const found = verdict?.findings.filter(({ file }) => file.startsWith(`${name}/`)).length ?? 0;
    const linters = verdict === undefined ? 'not run' : found === 0 ? 'ok' : `FAILED: ${found} findings`;
    rows.push([name, linters, await judge(name)]);
  }
  console.log(table(rows));
  if (verdict !== undefined) {
    console.log(
      `${Object.keys(verdict.seconds).length} linters, ${verdict.files} files, ${verdict.findings.length} findings`,
    );
    const found = verdict.findings.map((one) => [
      one.tool,
      one.rule,
      one.severity,
      `${one.file}:${one.line}`,
      one.message,
    ]);
    if (found.length > 0) console.log(table(found));
    for (const { tool: name, why } of verdict.skipped) console.log(`${name} not run: ${why}`);
  }
  if (remarks.length > 0) console.log(remarks.join('\n'));
  const cells = rows
    .slice(1)
    .flatMap((row) => row.slice(1))
    .filter((cell) => cell !== '-');
  const count = (start: string): number => cells.filter((cell) => cell.startsWith(start)).length;
  closing(count('ok'), count('FAILED'), count('not run') + (verdict?.skipped.length ?? 0));
} finally {
  rmSync(root, { recursive: true, force: true });
}
