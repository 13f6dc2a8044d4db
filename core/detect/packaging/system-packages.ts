import type { Dependency } from '../fact-values.js';
import type { Evidence, Fact } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Build } from '../launch/builds.js';
import { baseOf, lineText } from '../launch/paths.js';
import { readCommands } from '../launch/shell.js';
import { RENAMED } from '../renamed-packages.js';
import { NOT_NEEDED, RUNTIME_OF, SYSTEM_NEEDS } from '../system-packages.js';

interface Need {
  readonly name: string;
  readonly evidence: Evidence;
  readonly isCertain: boolean;
}

/**
 * Debian packages that the service needs while it runs: what its own image installs, without tools of the build, and
 * what its dependencies are known to load. Undefined when there is none.
 */
export function findSystemPackages(
  folder: Folder,
  builds: readonly Build[],
  dependencies: Fact<readonly Dependency[]> | undefined,
  direct: ReadonlySet<string>,
  gitRequirements: boolean,
): Fact<readonly string[]> | undefined {
  const needs: Need[] = [];
  const build = builds.find((one) => /python|uv\b|debian|ubuntu|langgraph/.test(one.final.image)) ?? undefined;
  if (build && !/alpine/.test(build.final.image)) needs.push(...readImage(folder, build, gitRequirements));
  for (const file of ['Aptfile', 'packages.txt']) {
    (folder.read(file) ?? '').split('\n').forEach((content, i) => {
      const evidence = { file, line: i + 1, rule: 'apt-list', text: lineText(folder.read(file), i + 1) };
      if (/^[a-z0-9][a-z0-9.+-]+$/.test(content.trim()))
        needs.push(...toNeeds(content.trim(), evidence, gitRequirements));
    });
  }
  for (const { name } of dependencies?.value ?? []) {
    const known = Object.hasOwn(SYSTEM_NEEDS, name) ? SYSTEM_NEEDS[name] : undefined;
    const evidence = dependencies?.evidence[0];
    if (!known || !evidence || (known.whenDirect && !direct.has(name))) continue;
    for (const one of known.packages) {
      needs.push({
        name: one,
        isCertain: false,
        evidence: { ...evidence, rule: 'dependency-needs', text: `${name}: ${known.reason}`.slice(0, 120) },
      });
    }
  }
  if (needs.length === 0) return undefined;
  const names = [...new Set(needs.map((need) => need.name))].sort();
  return {
    value: names,
    confidence: needs.every((need) => need.isCertain) ? 'certain' : 'likely',
    evidence: names
      .map((name) => needs.find((need) => need.name === name)?.evidence)
      .filter((one) => one !== undefined),
    others: [],
  };
}

function readImage(folder: Folder, build: Build, gitRequirements: boolean): readonly Need[] {
  const installed = new Map<string, number>();
  for (const run of build.final.runs) {
    const environment = new Map(build.final.environment);
    for (const { words } of readCommands(run.text, environment)) {
      const bare = words[0] === 'sudo' ? words.slice(1) : words;
      if (!/^(?:apt|apt-get|aptitude)$/.test(baseOf(bare[0] ?? ''))) continue;
      const verb = bare.findIndex((word) => /^(?:install|purge|remove|autoremove)$/.test(word));
      if (verb < 0) continue;
      const names = packageNames(bare.slice(verb + 1));
      // What a layer installs to build with and takes away again is no need of the running service.
      for (const name of names) {
        if (bare[verb] === 'install') installed.set(name, run.line);
        else installed.delete(name);
      }
    }
  }
  return [...installed].flatMap(([name, line]) => {
    const at = lineOfPackage(build.text, name, line);
    const evidence = {
      file: build.file,
      line: at,
      rule: 'dockerfile-apt',
      text: lineText(folder.read(build.file), at),
    };
    return toNeeds(name, evidence, gitRequirements);
  });
}

function packageNames(words: readonly string[]): readonly string[] {
  const found: string[] = [];
  const all = words.filter((word) => !/^[`$]/.test(word)).flatMap((word) => word.split(/\s+/));
  for (let i = 0; i < all.length; i += 1) {
    const word = all[i] ?? '';
    if (word === '-o' || word === '-t' || word === '--target-release') i += 1;
    else if (/^[a-z0-9][a-z0-9.+-]+(?:[=/:].*)?$/.test(word)) found.push(word.replace(/[=/:].*$/, ''));
  }
  return found;
}

function toNeeds(name: string, evidence: Evidence, gitRequirements: boolean): readonly Need[] {
  const known = Object.hasOwn(RUNTIME_OF, name) ? RUNTIME_OF[name] : undefined;
  if (known) return known.map((one) => ({ name: one, evidence, isCertain: false }));
  const current = RENAMED.get(name) ?? name;
  if (NOT_NEEDED.test(current) || (current === 'git' && gitRequirements)) return [];
  return [{ name: current, evidence, isCertain: !current.endsWith('-dev') }];
}

function lineOfPackage(text: string, name: string, from: number): number {
  const lines = text.split('\n');
  const pattern = new RegExp(`(?:^|[\\s"'])${name.replace(/[.+]/g, '\\$&')}(?:[\\s"'=;\\\\]|$)`);
  for (let i = from - 1; i < Math.min(lines.length, from + 80); i += 1) if (pattern.test(lines[i] ?? '')) return i + 1;
  return from;
}
