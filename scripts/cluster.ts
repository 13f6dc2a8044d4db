import { prove, STEPS } from './cluster-proof.js';
import { closing, command, table, tool } from './shared.js';

// npm run cluster [-- APP… RESTARTS]: the golden apps on a real node, from their emitted overlays.
const words = process.argv.slice(2);
const restarts = Number(words.find((word) => /^\d+$/.test(word)) ?? 20);
const named = words.filter((word) => !/^\d+$/.test(word));
const apps = named.length > 0 ? named : ['backend', 'frontend', 'agent'];

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
  closing(0, 0, apps.length);
} else {
  const rows = [['app', ...STEPS]];
  const problems: string[] = [];
  for (const app of apps) {
    const { cells, problem } = await prove(app, restarts);
    rows.push([app, ...STEPS.map((step) => cells[step] ?? (problem === undefined ? '-' : 'not run'))]);
    if (problem !== undefined) problems.push(`${app}: ${problem}`);
  }
  console.log(table(rows));
  for (const problem of problems) console.log(problem);
  closing(apps.length - problems.length, problems.length, 0);
}
