import type { Evidence } from '../facts.js';
import type { Launch } from '../launch/launch.js';
import { readServer } from '../launch/server.js';
import { boundPort } from '../launch/server-file.js';
import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { evidenceOf } from './evidence.js';
import type { Module } from './modules.js';
import { scopeOf } from './scope.js';
import { surveyOf } from './survey.js';
import type { Value } from './values.js';

/** The files in Python that commands of gunicorn and hypercorn name by `-c`, as they are written. */
export function configurations(launches: readonly Launch[]): readonly string[] {
  return launches.flatMap(({ words }) => {
    const { config = '' } = readServer(words) ?? {};
    return config.endsWith('.py') ? [config.replace(/^file:/, '')] : [];
  });
}

/** Whether a file configures a server: by its name, or because a command names it. */
export function isServerConfiguration(path: string, named: readonly string[]): boolean {
  const file = path.slice(path.lastIndexOf('/') + 1);
  if (file.includes('gunicorn') || file.includes('hypercorn')) return true;
  return named.some((name) => `/${name}`.endsWith(`/${path}`) || path.endsWith(`/${name.replace(/^\.\//, '')}`));
}

/** `bind` of a gunicorn or hypercorn configuration written in Python. */
export function bindOf(
  evaluator: Evaluator,
  module: Module,
  named: readonly string[],
): { value: number; evidence: Evidence } | undefined {
  if (!isServerConfiguration(module.path, named)) {
    for (const node of surveyOf(module).assignments) {
      const left = node.field('left');
      if (left?.type !== 'attribute' || left.field('attribute')?.text !== 'bind') continue;
      const holder = evaluator.evaluate(left.field('object'), { module });
      if (holder.kind !== 'object' || holder.of !== 'hypercorn.config.Config') continue;
      return portIn(evaluator.evaluate(node.field('right'), { module }), module, node, 'hypercorn-bind');
    }
    return undefined;
  }
  const node = scopeOf(module.root).names.get('bind')?.at(-1)?.node;
  return node === undefined ? undefined : portIn(evaluator.exported(module, 'bind'), module, node, 'gunicorn-bind');
}

function portIn(
  value: Value,
  module: Module,
  node: Syntax,
  rule: string,
): { value: number; evidence: Evidence } | undefined {
  const first = value.kind === 'list' ? value.items[0] : value;
  if (first?.kind !== 'constant' || typeof first.value !== 'string') return undefined;
  const port = boundPort(first.value);
  return port === undefined ? undefined : { value: port, evidence: evidenceOf(module, node, rule) };
}
