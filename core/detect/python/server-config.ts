import type { Evidence } from '../facts.js';
import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { evidenceOf } from './evidence.js';
import type { Module } from './modules.js';
import { scopeOf } from './scope.js';
import { surveyOf } from './survey.js';
import type { Value } from './values.js';

/** `bind` of a gunicorn or hypercorn configuration written in Python. */
export function bindOf(evaluator: Evaluator, module: Module): { value: number; evidence: Evidence } | undefined {
  const file = module.path.split('/').pop() ?? '';
  if (!file.includes('gunicorn') && !file.includes('hypercorn')) {
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
  const port = Number(first.value.slice(first.value.lastIndexOf(':') + 1));
  return first.value.includes(':') && Number.isInteger(port)
    ? { value: port, evidence: evidenceOf(module, node, rule) }
    : undefined;
}
