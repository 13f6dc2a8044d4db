import type { Candidate, Evidence, Fact } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Launch } from '../launch/launch.js';
import type { Syntax } from '../parser.js';
import { commandsOf, flag } from './commands.js';
import { isPort } from './container-commands.js';
import type { Containers } from './containers.js';
import { lastName } from './environment-schemas.js';
import { constantText } from './environment-standing.js';
import type { Evaluator } from './evaluate.js';
import type { Manifest } from './manifest.js';
import type { Modules } from './modules.js';
import { isOwnSource, isToolFile, walk } from './sources.js';
import { path, type Value } from './values.js';

interface Claim {
  readonly value: number;
  readonly evidence: Evidence;
}

/** The port that the container listens on: what its files say, then the start script, then the code of a server. */
export function detectPort(
  folder: Folder,
  manifest: Manifest,
  containers: Containers,
  launches: readonly Launch[],
  own: {
    readonly modules: Modules;
    readonly evaluator: Evaluator;
    readonly serves: 'static' | 'server' | undefined;
    /** The program that a server starts with, when the project has one of its own. */
    readonly entry: string | undefined;
    /** Where it may listen, itself first. */
    readonly files: (entry: string) => readonly string[];
  },
): Fact<number> | undefined {
  const claims: Claim[] = containers.ports.map(({ value, evidence }) => ({ value: Number(value), evidence }));
  if (own.serves === 'server') {
    claims.push(...started(manifest));
    if (own.entry !== undefined) claims.push(...listened(folder, own.files(own.entry), own.modules, own.evaluator));
    for (const launch of launches) {
      const stated = launch.source === 'procfile' || launch.source === 'manifest' || launch.source === 'cloudbuild';
      if (stated && launch.port !== undefined) claims.push({ value: launch.port, evidence: launch.evidence });
    }
  }
  const best = claims[0];
  if (best === undefined) return undefined;
  const others: Candidate<number>[] = [];
  for (const claim of claims.slice(1)) {
    if (claim.value === best.value || others.some((other) => other.value === claim.value)) continue;
    others.push({ value: claim.value, evidence: [claim.evidence], reason: `outranked by ${best.evidence.file}` });
  }
  const evidence = claims.filter((claim) => claim.value === best.value).map((claim) => claim.evidence);
  return { value: best.value, confidence: 'certain', evidence: evidence.slice(0, 3), others };
}

/** `next start -p 4000`, `PORT=4000 node server.js`: the start script, never the development server's. */
function started(manifest: Manifest): readonly Claim[] {
  for (const script of ['start:prod', 'start:production', 'start']) {
    for (const command of commandsOf(script, manifest.scripts)) {
      if (command.args[0] === 'dev' || command.args[0] === 'serve') continue;
      const text = flag(command, '-p', '--port') ?? command.environment.get('PORT') ?? '';
      const port = fromShell(text);
      if (port !== undefined)
        return [{ value: port, evidence: manifest.json.evidence('start-script-port', 'scripts', script) }];
    }
  }
  return [];
}

/** `4000` and `${PORT:-4000}`. */
function fromShell(text: string): number | undefined {
  const marker = text.indexOf(':-');
  const plain = text.startsWith('${') && marker !== -1 ? text.slice(marker + 2, -1) : text;
  return isPort(plain) ? Number(plain) : undefined;
}

/** `app.listen(process.env.PORT || 3000)`, `serve({ port })`: what stands when PORT is not set. */
function listened(folder: Folder, files: readonly string[], modules: Modules, evaluator: Evaluator): readonly Claim[] {
  const claims: Claim[] = [];
  for (const file of files) {
    if (!isOwnSource(file) || isToolFile(file)) continue;
    const text = folder.read(file) ?? '';
    if (!text.includes('listen(') && !text.includes('serve(')) continue;
    const root = modules.get(file)?.root;
    for (const node of root === undefined ? [] : walk(root)) {
      const name = node.type === 'call_expression' ? lastName(node.field('function')) : undefined;
      const first = node.field('arguments')?.children[0];
      if (first === undefined || (name !== 'listen' && name !== 'serve')) continue;
      const setting = root === undefined ? undefined : settingOf(first, root);
      const value = evaluator.valueAt(file, setting ?? first);
      const port = portOf(value?.kind === 'record' ? path(value, 'port') : name === 'listen' ? value : undefined);
      if (port !== undefined)
        claims.push({
          value: port,
          evidence: { file, line: node.line, rule: 'listen', text: node.source.lineText(node.line) },
        });
    }
  }
  return claims;
}

/** `app.set('port', x)` behind `app.get('port')`. */
function settingOf(node: Syntax, root: Syntax): Syntax | undefined {
  const isCall = (one: Syntax, method: string): boolean =>
    one.type === 'call_expression' &&
    one.field('function')?.field('property')?.text === method &&
    constantText(one.field('arguments')?.children[0]) === 'port';
  if (!isCall(node, 'get')) return undefined;
  for (const one of walk(root)) if (isCall(one, 'set')) return one.field('arguments')?.children[1];
  return undefined;
}

function portOf(value: Value | undefined): number | undefined {
  if (value?.kind === 'constant' && value.value !== undefined && value.value !== null && isPort(String(value.value)))
    return Number(value.value);
  // Number(x), parseInt(x, 10) and normalizePort(x) pass the port on.
  return value?.kind === 'call' ? portOf(value.args[0]) : undefined;
}
