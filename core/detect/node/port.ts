import type { Variable } from '../fact-values.js';
import type { Candidate, Evidence, Fact } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Launch } from '../launch/launch.js';
import { commandsOf, flag } from './commands.js';
import { isPort } from './container-commands.js';
import type { Containers } from './containers.js';
import type { Evaluator } from './evaluate.js';
import { FRAMEWORK_SERVERS } from './framework-servers.js';
import { listened } from './listened-port.js';
import type { Manifest } from './manifest.js';
import type { Modules } from './modules.js';

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
    readonly variables: readonly Variable[];
    readonly serves: 'static' | 'server' | undefined;
    /** The program that a server starts with, when the project has one of its own. */
    readonly entry: string | undefined;
    /** The command that starts it. */
    readonly command: string | undefined;
    /** Where it may listen, itself first. */
    readonly files: (entry: string) => readonly string[];
  },
): Fact<number> | undefined {
  // An image above that runs Node and holds the built files of a static site is some other program's.
  const isOthers = ({ file, rule }: Evidence): boolean =>
    own.serves === 'static' && file.startsWith('../') && rule.startsWith('dockerfile');
  const claims: Claim[] = containers.ports
    .filter(({ evidence }) => !isOthers(evidence))
    .map(({ value, evidence }) => ({ value: Number(value), evidence }));
  if (own.serves === 'server') {
    claims.push(...started(manifest));
    if (own.entry !== undefined) claims.push(...listened({ folder, ...own }, own.files(own.entry)));
    claims.push(...framework(own.command, own.entry, own.variables));
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

/** A framework's own command listens on PORT as its configuration reads it, else on the framework's usual port. */
function framework(
  command: string | undefined,
  entry: string | undefined,
  variables: readonly Variable[],
): readonly Claim[] {
  const server = Object.hasOwn(FRAMEWORK_SERVERS, command ?? '') ? FRAMEWORK_SERVERS[command ?? ''] : undefined;
  if (server === undefined || entry === undefined) return [];
  const given = variables.find((variable) => variable.name === 'PORT' && isPort(variable.default ?? ''));
  const { file, line } = given ?? { file: entry, line: 1 };
  const value = given === undefined ? server.port : Number(given.default);
  return [{ value, evidence: { file, line, rule: `${command}-port`, text: `PORT, by default ${value}` } }];
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
