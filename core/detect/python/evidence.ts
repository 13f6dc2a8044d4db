import type { Evidence } from '../facts.js';
import type { Syntax } from '../parser.js';
import type { Module } from './modules.js';

/** A node of a module as evidence for a rule. */
export function evidenceOf(module: Module, node: Syntax, rule: string): Evidence {
  const { line } = node;
  return { file: module.path, line, rule, text: module.source.lineText(line) };
}
