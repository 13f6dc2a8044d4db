import { DockerfileParser } from 'dockerfile-ast';
import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import { isDockerfile, type Reading } from './containers.js';
import { expand, managerOf, nodeTag } from './dockerfile.js';
import { memberKey } from './manager-claims.js';

/** Stages of Dockerfiles above the folder that copy it: which Node they are, and how they install. */
export function readDockerfilesAbove(folder: Folder, root: string, found: Reading): void {
  const own = memberKey(folder, root);
  for (const file of folder.listAt(root, 2)) {
    // What lies in the folder itself is listed without `../`.
    const text = file.startsWith('../') && isDockerfile(file) ? folder.read(file) : undefined;
    if (text?.includes(own) === true) readStages(text, file, own, found);
  }
}

function readStages(text: string, file: string, own: string, found: Reading): void {
  const dockerfile = DockerfileParser.parse(text);
  const lines = text.split('\n');
  const variables = new Map<string, string>();
  let version: { readonly value: string; readonly evidence: Evidence } | undefined;
  let copies = false;
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
      const value = nodeTag(expand(words.find((word) => !word.startsWith('--')) ?? '', variables));
      version = value === undefined ? undefined : { value, evidence };
      copies = false;
    }
    if ((keyword === 'COPY' || keyword === 'ADD') && !copies) {
      copies = words.slice(0, -1).some((word) => isWithin(word, own));
      if (copies && version !== undefined) found.versions.push(version);
    }
    const manager = keyword === 'RUN' && copies ? managerOf(words) : undefined;
    if (manager !== undefined) found.managers.push({ value: manager, evidence });
  }
}

/** `frontend`, `./frontend/`, `/frontend/package.json` of the folder `frontend`. */
function isWithin(word: string, own: string): boolean {
  const plain = word.startsWith('./') ? word.slice(2) : word.startsWith('/') ? word.slice(1) : word;
  return plain === own || plain.startsWith(`${own}/`);
}
