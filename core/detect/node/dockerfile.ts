import type { Evidence } from '../facts.js';
import { readDockerfile as readStages } from '../launch/dockerfile.js';
import type { Start } from '../launch/dockerfile-arguments.js';
import { lineText } from '../launch/paths.js';
import { digits, isDevelopment, isPort, probePath, shellWords } from './container-commands.js';
import type { Reading } from './containers.js';

/** Adds what one Dockerfile says: Node versions, the last stage's ports, health checks, how it installs. */
export function readDockerfile(text: string, file: string, found: Reading, scripts: ReadonlyMap<string, string>): void {
  const stages = readStages(text);
  const seen = new Set<string>();
  const add = (into: Reading[keyof Reading], value: string | undefined, line: number, rule: string): void => {
    const evidence: Evidence = { file, line, rule, text: lineText(text, line) };
    // A stage repeats what it takes over from the one below.
    const key = `${rule} ${line} ${value}`;
    if (value === undefined || seen.has(key)) return;
    seen.add(key);
    into.push({ value, evidence });
  };
  for (const { image, imageLine, runs, health } of stages) {
    add(found.versions, nodeTag(image), imageLine, 'dockerfile-node');
    for (const run of runs) add(found.managers, managerOf(shellWords(run.text)), run.line, 'dockerfile-install');
    if (health !== undefined) add(found.health, probePath(health.text), health.line, 'dockerfile-healthcheck');
  }
  const final = stages.at(-1);
  if (final === undefined || isDevelopment(wordsOf(final.command ?? final.entrypoint), scripts)) return;
  for (const { port, line } of final.exposes) add(found.ports, String(port), line, 'dockerfile-expose');
  const given = final.environment.get('PORT') ?? '';
  if (final.exposes.length === 0 && isPort(given)) add(found.ports, given, lineOfPort(text), 'dockerfile-env-port');
}

const wordsOf = (start: Start | undefined): readonly string[] => start?.words ?? shellWords(start?.text ?? '');

/** The last line that sets PORT. */
export function lineOfPort(text: string): number {
  return Math.max(1, text.split('\n').findLastIndex((line) => /(?:^|\s)PORT[= ]/.test(line)) + 1);
}

/** The major version of `node:22-alpine`, `cgr.dev/x/node:22.1`, `gcr.io/distroless/nodejs22-debian12`. */
export function nodeTag(image: string): string | undefined {
  const [path = '', tag = ''] = (image.split('@')[0] ?? '').split(/:(?=[^/]*$)/u);
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'node') return digits(tag);
  return name.startsWith('nodejs') ? digits(name.slice('nodejs'.length).replace('-', '')) : undefined;
}

/** The package manager whose install a RUN holds; a global install of a tool is none. */
export function managerOf(words: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    const next = words[index + 1] ?? '';
    if (word === 'npm' && (next === 'ci' || next === 'clean-install')) return 'npm';
    if (word === 'npm' && (next === 'install' || next === 'i') && !words.includes('-g') && !words.includes('--global'))
      return 'npm';
    if ((word === 'pnpm' || word === 'bun') && (next === 'install' || next === 'i' || next === 'fetch')) return word;
    if (word === 'yarn' && (next === 'install' || next === '' || next.startsWith('--') || next === '&&')) return 'yarn';
  }
  return undefined;
}
