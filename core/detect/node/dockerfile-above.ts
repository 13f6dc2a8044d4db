import { posix } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import { expand } from '../launch/dockerfile-words.js';
import { isDockerfile, type Reading } from './containers.js';
import { managerOf, nodeTag, readDockerfile } from './dockerfile.js';
import { memberKey } from './manager-claims.js';

/**
 * Dockerfiles above the folder that copy it: which Node the stages are, how they install, and, where the last one runs
 * Node and names the folder, its ports and health check. The last stage of another language serves something else.
 */
export function readDockerfilesAbove(folder: Folder, root: string, found: Reading): void {
  const own = memberKey(folder, root);
  for (const file of folder.listAt(root, 2)) {
    // What lies in the folder itself is listed without `../`.
    const text =
      file.startsWith('../') && isDockerfile(file) && !isOfSibling(folder, root, file) ? folder.read(file) : undefined;
    if (text?.includes(own) !== true) continue;
    readStages(text, file, own, found);
    readFinal(text, file, own, found);
  }
}

/** A Dockerfile that lies with another package builds that one. */
function isOfSibling(folder: Folder, root: string, file: string): boolean {
  const at = posix.dirname(file);
  return at !== root && folder.read(posix.join(at, 'package.json')) !== undefined;
}

function readStages(text: string, file: string, own: string, found: Reading): void {
  const dockerfile = DockerfileParser.parse(text);
  const lines = text.split('\n');
  const variables = new Map<string, string>();
  let version: { readonly value: string; readonly evidence: Evidence } | undefined;
  const stages = new Map<string, { readonly value: string; readonly evidence: Evidence }>();
  let copies = false;
  let whole: typeof version;
  for (const instruction of dockerfile.getInstructions()) {
    const line = instruction.getRange().start.line;
    const evidence = { file, line: line + 1, rule: 'dockerfile-above', text: (lines[line] ?? '').trim().slice(0, 120) };
    const words = instruction.getArguments().map((argument) => argument.getValue());
    const keyword = instruction.getKeyword();
    if (keyword === 'ARG') {
      const [name, value] = (words[0] ?? '').split('=');
      if (name !== undefined && value !== undefined) variables.set(name, value.replaceAll('"', ''));
    }
    if (keyword === 'FROM') {
      const [image = '', , alias] = words.filter((word) => !word.startsWith('--'));
      const value = nodeTag(expand(image, variables));
      version = value === undefined ? stages.get(expand(image, variables)) : { value, evidence };
      if (alias !== undefined && version !== undefined) stages.set(alias, version);
      copies = false;
    }
    if ((keyword === 'COPY' || keyword === 'ADD') && !copies) {
      const source = words.slice(0, -1);
      copies =
        source.some((word) => isWithin(word, own)) ||
        (own.includes('/') && source.some((word) => holdsPath(word, own)));
      if (copies && version !== undefined) found.versions.push(version);
      const isWhole = source.some((word) => word === '.' || word === './') && !evidence.text.includes('--from');
      if (isWhole) whole ??= version;
    }
    const manager = keyword === 'RUN' && copies ? managerOf(words) : undefined;
    if (manager !== undefined) found.managers.push({ value: manager, evidence });
  }
  // A stage that takes in all of the repository runs the folder with the rest of it.
  if (whole !== undefined && found.versions.length === 0) found.versions.push(whole);
}

interface Stage {
  readonly image: string;
  readonly alias: string | undefined;
  readonly base: Stage | undefined;
  /** First and last line, 0-based. */
  readonly start: number;
  end: number;
  /** It copies the folder, works in it or starts something in it. */
  names: boolean;
}

/**
 * Ports and health check of the stage that runs the folder: the one that is called like it, else the last that names
 * it, with what it takes over from the stages below. Nothing where that stage is no Node.
 */
function readFinal(text: string, file: string, own: string, found: Reading): void {
  const chains = stagesOf(text, own).map((stage) => chainOf(stage));
  const named = chains.filter((chain) => chain.some((stage) => stage.names));
  const called = named.find((chain) => chain[0]?.alias === own.split('/').at(-1));
  const chain = called ?? named.at(-1);
  const bottom = chain?.at(-1);
  if (chain === undefined || bottom === undefined || !isNode(bottom.image)) return;
  // One stage from its first FROM on; blank lines keep the numbers of the others.
  const lines = text
    .split('\n')
    .map((line, at) => (chain.some((stage) => at > stage.start && at <= stage.end) || at === bottom.start ? line : ''));
  const stage: Reading = { versions: [], ports: [], health: [], managers: [] };
  readDockerfile(lines.join('\n'), file, stage, new Map());
  found.ports.push(...stage.ports);
  found.health.push(...stage.health);
}

function stagesOf(text: string, own: string): readonly Stage[] {
  const stages: Stage[] = [];
  const variables = new Map<string, string>();
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword();
    const content = instruction.getArgumentsContent() ?? '';
    const { start, end } = instruction.getRange();
    const [name, value] = keyword === 'ARG' ? content.split('=') : [];
    if (name !== undefined && value !== undefined) variables.set(name, value.replaceAll('"', ''));
    const current = stages.at(-1);
    if (keyword === 'FROM') {
      const [first = '', , alias] = content.split(/\s+/).filter((word) => !word.startsWith('--'));
      const image = expand(first, variables);
      const base = stages.find((stage) => stage.alias === image);
      stages.push({ image, alias, base, start: start.line, end: end.line, names: false });
    } else if (current !== undefined) {
      current.end = end.line;
      const isRun = keyword === 'COPY' || keyword === 'WORKDIR' || keyword === 'CMD' || keyword === 'ENTRYPOINT';
      current.names ||= isRun && content.split(/[\s"'=:,[\]]+/).some((word) => holdsPath(word, own));
    }
  }
  return stages;
}

/** `./src/`, `/app/apps/web/.next` of the folders `src` and `apps/web`: the parts stand next to each other. */
function holdsPath(word: string, own: string): boolean {
  // `/usr/src/app` is where most images work, whatever is called `app` in the repository.
  if (word.startsWith('/') && !own.includes('/')) return false;
  return `/${word}/`.replaceAll('/./', '/').includes(`/${own}/`);
}

/** A stage and those that it goes on from, itself first. */
function chainOf(stage: Stage): readonly Stage[] {
  const chain: Stage[] = [];
  for (let one: Stage | undefined = stage; one !== undefined && !chain.includes(one); one = one.base) chain.push(one);
  return chain;
}

function isNode(image: string): boolean {
  const name = (image.split('@')[0] ?? '').split('/').at(-1)?.split(':')[0] ?? '';
  return name === 'node' || name.startsWith('nodejs') || name === 'bun';
}

/** `frontend`, `./frontend/`, `/frontend/package.json` of the folder `frontend`. */
function isWithin(word: string, own: string): boolean {
  const plain = word.startsWith('./') ? word.slice(2) : word.startsWith('/') ? word.slice(1) : word;
  return plain === own || plain.startsWith(`${own}/`);
}
