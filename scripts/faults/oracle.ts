import { readScripts } from '../readback/commands.js';
import type { Fields } from '../readback/container.js';
import { readBack } from '../readback/read.js';
import { Decoder } from './decoder.js';
import type { Fault, Grown } from './make.js';

/** What the oracle says of a fault before any rule has seen it. */
export interface Meaning {
  readonly changed: boolean;
  /** The field that differs with both values, or who refuses the file. */
  readonly why: string;
}

/** Decides what a fault means by reading the model back from the tree without and with it. */
export class Oracle {
  readonly #before = new Map<string, Fields>();
  readonly #decoder = new Decoder();

  constructor(private readonly trees: readonly Grown[]) {
    for (const { files } of trees) for (const [path, text] of files) if (isYaml(path)) this.#decoder.learn(path, text);
  }

  judge(fault: Fault): Meaning {
    const tree = this.trees.find((one) => one.name === fault.tree);
    if (tree === undefined) throw new Error(`no tree ${fault.tree}`);
    const refused = isYaml(fault.path) ? this.#decoder.refuses(fault.path, fault.text) : undefined;
    if (refused !== undefined) return { changed: true, why: `refused: ${refused}` };
    const scripts = fault.path.endsWith('.sh');
    const key = `${tree.name} ${scripts}`;
    const before = this.#before.get(key) ?? read(tree.files, scripts);
    this.#before.set(key, before);
    const files = new Map(tree.files).set(fault.path, fault.text);
    try {
      return difference(before, read(files, scripts));
    } catch (error) {
      return { changed: true, why: `unreadable: ${(error as Error).message.split('\n')[0]}` };
    }
  }
}

const isYaml = (path: string): boolean => path === 'compose.yaml' || /^deploy\/(cloud-run|k8s)\/.*\.yaml$/.test(path);

function read(files: ReadonlyMap<string, string>, scripts: boolean): Fields {
  const fields = readBack(files);
  if (scripts) readScripts(files, fields);
  return fields;
}

const short = (value: string | undefined): string => (value === undefined ? 'nothing' : value.split('\n').join(' ⏎ '));

function difference(before: Fields, after: Fields): Meaning {
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(name), after.get(name)];
    if (old !== now) return { changed: true, why: `${name}: ${short(old)} → ${short(now)}` };
  }
  return { changed: false, why: 'the same model' };
}
