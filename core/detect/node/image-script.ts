import { DockerfileParser } from 'dockerfile-ast';
import type { Fact } from '../facts.js';
import type { Folder } from '../folder.js';
import type { BuildScript } from './build-script.js';
import { splitScript } from './commands.js';
import { dockerfiles } from './containers.js';
import { buildersOf } from './frameworks.js';
import type { Manifest } from './manifest.js';

const MANAGERS = new Set(['npm', 'pnpm', 'yarn', 'bun']);

/**
 * The script that the project's own Dockerfile builds with, where it is another than the usual one: an image is built
 * without the database and the settings that a plain `build` may ask for.
 */
export function detectImageScript(folder: Folder, manifest: Manifest, build: BuildScript): Fact<string> | undefined {
  for (const file of dockerfiles(folder)) {
    const text = folder.read(file) ?? '';
    for (const instruction of DockerfileParser.parse(text).getInstructions()) {
      if (instruction.getKeyword() !== 'RUN') continue;
      for (const { name, args } of splitScript(instruction.getRawArgumentsContent() ?? '')) {
        const plain = args.filter((arg) => !arg.startsWith('-'));
        const script = plain[0] === 'run' ? plain[1] : plain[0];
        if (!MANAGERS.has(name) || script === undefined || script === build.script) continue;
        if (!buildersOf(script, manifest, folder).some((one) => one.tool === build.builder.tool)) continue;
        const line = instruction.getRange().start.line;
        const shown = (text.split('\n')[line] ?? '').trim().slice(0, 120);
        const evidence = [{ file, line: line + 1, rule: 'dockerfile-build', text: shown }];
        return { value: script, confidence: 'certain', evidence, others: [] };
      }
    }
  }
  return undefined;
}
