import { builtService } from '../compose-view.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, items, text } from '../yaml-node.js';
import { workloads } from './pod-security.js';

interface Claim {
  readonly architecture: string;
  readonly path: string;
  readonly line: number;
}

const LINUX = /^linux\/(\w+)$/;

/** For which processors the files build: stages of another one than the engine's, and the platforms of compose. */
function* built(view: View): Generator<Claim> {
  for (const file of view.dockerfiles)
    for (const step of file.steps) {
      const architecture = step.keyword === 'FROM' ? /--platform=linux\/(\w+)/.exec(step.text)?.[1] : undefined;
      if (architecture !== undefined) yield { architecture, path: file.path, line: step.line };
    }
  for (const file of view.compose) {
    const service = builtService(file)?.value;
    const only = at(service, 'platform');
    for (const node of [...items(at(service, 'build', 'platforms')), ...(only === undefined ? [] : [only])]) {
      const architecture = LINUX.exec(text(node) ?? '')?.[1];
      if (architecture !== undefined) yield { architecture, path: node.path, line: node.line };
    }
  }
}

/** Where the image runs: Cloud Run has amd64 alone, and GKE keeps pods off its Arm nodes that do not select them. */
function* deployed(view: View): Generator<Claim> {
  for (const one of view.cloudRun) yield { architecture: 'amd64', path: one.path, line: one.line };
  for (const { work } of workloads(view.units)) {
    const node = at(work.spec, 'nodeSelector', 'kubernetes.io/arch');
    const { path, line } = node ?? work.resource;
    yield { architecture: text(node) ?? 'amd64', path, line };
  }
}

function* agrees(view: View): Generator<Remark> {
  const targets = [...deployed(view)];
  for (const { architecture, path, line } of built(view)) {
    const target = targets.find((one) => one.architecture !== architecture);
    if (target !== undefined)
      yield {
        path,
        line,
        message: `an image for ${architecture}; ${target.path}:${target.line} runs ${target.architecture}`,
      };
  }
}

export const ARCHITECTURE_RULES: readonly Rule[] = [
  {
    id: 'architecture-agrees',
    severity: 'note',
    about: 'images are built for the processor that they run on',
    source: 'Cloud Run container contract; GKE, Arm workloads',
    fix: 'name the processor with --architecture, or build for the other one',
    check: agrees,
  },
];
