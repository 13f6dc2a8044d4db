import { environment, execForm, last } from '../dockerfile-view.js';
import { mainContainer } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, items, type Node, number, text } from '../yaml-node.js';
import { workloads } from './pod-security.js';

const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });

/** How long the image's server lets requests finish, where the wrapper, its command or its environment says so. */
export function serverSeconds(view: View): number | undefined {
  const wrapper = /^GRACE_SECONDS = (\d+)/m.exec(view.files.get('deploy/runtime/settings.py') ?? '')?.[1];
  if (wrapper !== undefined) return Number(wrapper);
  const final = view.dockerfiles.find((file) => !file.path.includes('/'))?.final;
  if (final === undefined) return undefined;
  const words = ['ENTRYPOINT', 'CMD'].flatMap((keyword) => {
    const step = last(final, keyword);
    return step === undefined ? [] : (execForm(step) ?? step.text.split(/\s+/));
  });
  for (const [index, word] of words.entries()) {
    const match = /^--(?:timeout-graceful-shutdown|graceful-timeout)(?:=(\d+))?$/.exec(word);
    const value = Number(match?.[1] ?? words[index + 1]);
    if (match !== null && Number.isInteger(value)) return value;
  }
  const variable = environment(final).get('GRACEFUL_TIMEOUT')?.value;
  return variable !== undefined && /^\d+$/.test(variable) ? Number(variable) : undefined;
}

function* drain(view: View): Generator<Remark> {
  const server = serverSeconds(view);
  for (const { work } of workloads(view.units)) {
    const node = at(work.spec, 'terminationGracePeriodSeconds');
    const grace = number(node) ?? 30;
    if (!work.serves) continue;
    for (const container of work.containers) {
      const hook = at(container.node, 'lifecycle', 'preStop');
      const words = items(at(hook, 'exec', 'command')).map((word) => text(word));
      const shell = /\bsleep\s+(\d+)/.exec(words.join(' '))?.[1];
      const sleep = number(at(hook, 'sleep', 'seconds')) ?? (shell === undefined ? undefined : Number(shell));
      if (sleep === undefined) continue;
      const needed = sleep + (container === mainContainer(work) ? (server ?? 0) : 0);
      if (needed < grace) continue;
      const parts =
        server === undefined ? `${sleep} s of preStop` : `${sleep} s of preStop and ${server} s of the server`;
      yield {
        ...place(node ?? hook ?? container.node),
        message: `${grace} s of grace end before ${parts}: requests in flight are killed`,
        fix: `set terminationGracePeriodSeconds above ${needed}`,
      };
    }
  }
}

/** The end of a pod. */
export const POD_DRAIN_RULES: readonly Rule[] = [
  {
    id: 'k8s-drain',
    severity: 'error',
    about: 'preStop and the server’s own drain end before the grace period',
    source: 'Kubernetes documentation, termination of pods',
    check: drain,
  },
];
