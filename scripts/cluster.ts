import { delimiter } from 'node:path';
import { prove, STEPS } from './cluster-proof.js';
import { closing, command, table, tool } from './shared.js';

// npm run cluster [-- APP… RESTARTS]: the golden apps on a real node, from their emitted overlays.
const words = process.argv.slice(2);
const restarts = Number(words.find((word) => /^\d+$/.test(word)) ?? 20);
const named = words.filter((word) => !/^\d+$/.test(word));
const apps = named.length > 0 ? named : ['backend', 'frontend', 'agent'];
const up = tool('cluster/up');
const ran = up === undefined ? undefined : await command([up]);
if (ran === undefined || ran.code !== 0) {
  console.log(`no cluster here${ran === undefined ? '' : `: ${ran.all.trim().split('\n').at(-1)}`}`);
  closing(0, 0, apps.length);
} else {
  // It prints what a shell would evaluate.
  for (const [, name = '', value = ''] of ran.out.matchAll(/^export (\w+)=(.*)$/gm))
    process.env[name] = value
      .replace('$PATH', `${process.env.PATH}`)
      .split(':')
      .join(name === 'PATH' ? delimiter : ':');
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
