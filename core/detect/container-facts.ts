import { LAUNCHER } from '../launcher.js';
import type { Candidate, Evidence, Fact, Facts } from './facts.js';
import type { Folder } from './folder.js';
import { type Build, findBuilds } from './launch/builds.js';
import { readDockerfile } from './launch/dockerfile.js';
import { lineText } from './launch/paths.js';
import { type Asked, readProbes } from './launch/probes.js';
import { probePath } from './node/container-commands.js';

/**
 * What only the project's own container files say: the user of the image, and the health path where the code shows
 * none. `own`: the facts of the code, which know better than a probe that nobody may have tried.
 */
export function containerFacts(folder: Folder, own: Facts): Facts {
  const { builds } = findBuilds(folder);
  const user = userOf(folder, builds);
  const ownImage = ownImageOf(folder);
  const isServer = own.app !== undefined || own.serves?.value === 'server';
  const asked = isServer ? [...imageChecks(folder, builds), ...readProbes(folder, builds)] : [];
  const health = own.healthPath ? undefined : pathFact(asked, 'health');
  const ready = own.readyPath ? undefined : pathFact(asked, 'ready');
  return {
    ...(health && own.readyPath?.value !== health.value ? { healthPath: health } : {}),
    ...(ready ? { readyPath: ready } : {}),
    ...(user ? { user } : {}),
    ...(ownImage ? { ownImage } : {}),
  };
}

/** The Dockerfile that `docker build` takes here: it stays, and nothing that another would install is in its image. */
function ownImageOf(folder: Folder): Fact<string> | undefined {
  const file = 'Dockerfile';
  const final = readDockerfile(folder.read(file) ?? '').at(-1);
  if (!final) return undefined;
  const starts = [final.entrypoint, final.command].filter((start) => start !== undefined);
  if (starts.some(({ words, text }) => LAUNCHER.test(words?.join(' ') ?? text ?? ''))) return undefined;
  const line = starts.at(-1)?.line ?? final.imageLine;
  const evidence: Evidence = { file, line, rule: 'dockerfile-own', text: lineText(folder.read(file), line) };
  return { value: final.workdir, confidence: 'certain', evidence: [evidence], others: [] };
}

function imageChecks(folder: Folder, builds: readonly Build[]): readonly Asked[] {
  return builds.flatMap(({ file, final: { health } }): readonly Asked[] => {
    const path = probePath(health?.text ?? '');
    if (!health || path === undefined) return [];
    const { line } = health;
    const evidence = { file, line, rule: 'dockerfile-healthcheck', text: lineText(folder.read(file), line) };
    return [{ kind: 'health', path, evidence }];
  });
}

function pathFact(asked: readonly Asked[], kind: Asked['kind']): Fact<string> | undefined {
  const claims = asked.filter((one) => one.kind === kind);
  const [best] = claims;
  if (!best) return undefined;
  const others: Candidate<string>[] = [];
  for (const { path, evidence } of claims) {
    if (path === best.path || others.some(({ value }) => value === path)) continue;
    others.push({ value: path, evidence: [evidence], reason: `outranked by ${best.evidence.file}` });
  }
  const evidence = claims.filter(({ path }) => path === best.path).map((one) => one.evidence);
  return { value: best.path, confidence: 'likely', evidence: evidence.slice(0, 3), others };
}

/** A number, or a name that the Dockerfile itself gives a number to (`useradd --uid 1001 app`); root is no answer. */
function userOf(folder: Folder, builds: readonly Build[]): Fact<number> | undefined {
  for (const { file, final } of builds) {
    const named = final.user?.value.split(':')[0] ?? '';
    const number = /^\d+$/.test(named) ? Number(named) : numberOf(named, final.runs);
    if (!final.user || number === undefined || number < 1 || number > 2 ** 31) continue;
    const { line } = final.user;
    const evidence: Evidence = { file, line, rule: 'dockerfile-user', text: lineText(folder.read(file), line) };
    return { value: number, confidence: 'certain', evidence: [evidence], others: [] };
  }
  return undefined;
}

function numberOf(name: string, runs: Build['final']['runs']): number | undefined {
  if (name === '') return undefined;
  for (const { text } of runs) {
    for (const command of text.split(/&&|;|\|\||\n(?<!\\\n)/)) {
      const words = command.replace(/\\\n/g, ' ').trim().split(/\s+/);
      if (!words.some((word) => /(?:^|\/)(?:useradd|adduser)$/.test(word)) || !words.includes(name)) continue;
      const at = words.findIndex((word) => /^(?:-u|--uid)(?:=|$)/.test(word));
      const value = words[at]?.split('=')[1] ?? words[at + 1] ?? '';
      if (at >= 0 && /^\d+$/.test(value)) return Number(value);
    }
  }
  return undefined;
}
