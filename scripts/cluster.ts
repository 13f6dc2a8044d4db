import { prove, STEPS } from './cluster-proof.js';
import { hasArgo, proveStaged } from './cluster-staged.js';
import { closing, command, table, tool } from './shared.js';

// npm run cluster [-- APP… ROLLOUT… RESTARTS]: the golden apps on a real node, from their emitted overlays.
const words = process.argv.slice(2);
const restarts = Number(words.find((word) => /^\d+$/.test(word)) ?? 20);
const chosen = (['rolling', 'canary', 'blue-green'] as const).filter((rollout) => words.includes(rollout));
const named = words.filter((word) => !/^(?:\d+|rolling|canary|blue-green)$/.test(word));
const apps = named.length > 0 ? named : ['backend', 'frontend', 'agent'];
const rollouts = chosen.length > 0 ? chosen : (['rolling', 'canary', 'blue-green'] as const);
/** Staged releases are shown with the lightest app where none is named. */
const cases = rollouts.flatMap((rollout) =>
  (rollout === 'rolling' || named.length > 0 ? apps : ['frontend']).map((app) => ({ app, rollout })),
);

/** What `up` prints for a shell to evaluate, taken over; what is wrong, where no cluster came up. */
async function join(): Promise<string | undefined> {
  // Where one runs already it is left alone: starting it again rewrites files that its parts watch.
  if (process.env.KUBECONFIG !== undefined && (await command(['kubectl', 'get', 'nodes'])).code === 0) return undefined;
  const up = tool('cluster/up');
  if (up === undefined) return 'nothing starts one';
  const ran = await command([up]);
  if (ran.code !== 0) return ran.all.trim().split('\n').at(-1);
  for (const [, name = '', value = ''] of ran.out.matchAll(/^export (\w+)=(.*)$/gm))
    process.env[name] = value.replace('$PATH', `${process.env.PATH}`);
  return undefined;
}

const missing = await join();
if (missing !== undefined) {
  console.log(`no cluster here: ${missing}`);
  closing(0, 0, cases.length);
} else {
  const rows = [['app', ...STEPS]];
  const problems: string[] = [];
  const argo = await hasArgo();
  let skipped = 0;
  for (const { app, rollout } of cases) {
    if (rollout !== 'rolling' && !argo) {
      console.log(`${app} ${rollout} not run: Argo Rollouts does not run in the cluster`);
      skipped += 1;
      continue;
    }
    const { cells, problem } = rollout === 'rolling' ? await prove(app, restarts) : await proveStaged(app, rollout);
    rows.push([`${app} ${rollout}`, ...STEPS.map((step) => cells[step] ?? (problem === undefined ? '-' : 'not run'))]);
    if (problem !== undefined) problems.push(`${app} ${rollout}: ${problem}`);
  }
  console.log(table(rows));
  for (const problem of problems) console.log(problem);
  closing(cases.length - skipped - problems.length, problems.length, skipped);
}
