import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { entryOf } from './operations.js';
import { scopeOf } from './scope.js';
import { type ClassValue, type Context, keyword, type Value } from './values.js';

/** A key of `model_config = SettingsConfigDict(…)` (or a dictionary) or of an inner `class Config`. */
export function configOf(evaluator: Evaluator, own: readonly ClassValue[], key: string): string | undefined {
  for (const owner of own) {
    const context: Context = { module: owner.module };
    const names = scopeOf(owner.node).names;
    const config = names.get('model_config')?.at(-1);
    if (config?.kind === 'value') {
      const found = settingOf(evaluator, config.value, context, key);
      if (found !== undefined) return found;
    }
    const inner = names.get('Config')?.at(-1);
    const binding = inner?.kind === 'class' ? scopeOf(inner.node).names.get(key)?.at(-1) : undefined;
    if (binding?.kind === 'value') return evaluator.string(binding.value, context);
  }
  return undefined;
}

/** A key of a configuration that may be merged: `BASE | SettingsConfigDict(…)`, `SettingsConfigDict(**BASE, …)`, `{**BASE, …}`. */
function settingOf(evaluator: Evaluator, node: Syntax, context: Context, key: string, depth = 0): string | undefined {
  if (depth > 4) return undefined;
  const inner = (one: Syntax | undefined, at: Context): string | undefined =>
    one === undefined ? undefined : settingOf(evaluator, one, at, key, depth + 1);
  if (node.type === 'binary_operator' && node.field('operator')?.text === '|')
    return inner(node.field('right'), context) ?? inner(node.field('left'), context);
  const value = evaluator.evaluate(node, context);
  if (value.kind !== 'object' && value.kind !== 'dict') return undefined;
  const holder = value.kind === 'object' ? value.call.field('arguments') : value.node;
  const own =
    value.kind === 'object'
      ? evaluator.string(keyword(value.call, key), value.context)
      : textOf(entryOf(evaluator, value, key));
  const merged = (holder?.children ?? []).filter((child) => child.type === 'dictionary_splat').reverse();
  return own ?? merged.map((splat) => inner(splat.children[0], value.context)).find((text) => text !== undefined);
}

function textOf(value: Value): string | undefined {
  return value.kind === 'constant' && typeof value.value === 'string' ? value.value : undefined;
}
