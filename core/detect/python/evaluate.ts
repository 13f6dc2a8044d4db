import type { Syntax } from '../parser.js';
import { callValue, frameFor, returned } from './calls.js';
import { folderValue } from './folders.js';
import type { AppClass } from './frameworks.js';
import { exportOf, isBareNone, nameValue } from './lookup.js';
import { memberOf } from './members.js';
import type { Module, Modules } from './modules.js';
import { eitherOf, subscriptOf, sumOf, textOf } from './operations.js';
import { type Constant, type Context, type Frame, type FunctionValue, UNKNOWN, type Value } from './values.js';

/** How far a chain of names and calls is followed, and how many expressions one question may cost. */
const MAX_DEPTH = 48;
const MAX_STEPS = 4000;

/** Stands for an export that is being worked out: modules import each other. */
const UNFINISHED: Value = { kind: 'unknown' };

/** Works out what an expression is without running it: names, attributes, calls of the service's own functions. */
export class Evaluator {
  private depth = 0;
  private steps = 0;
  /** How often a limit or a circle ended a question early. */
  private cuts = 0;
  private readonly exports = new Map<string, Value>();
  /** Classes of installed packages that make apps because a launch serves one of their objects. */
  served: ReadonlyMap<string, AppClass> = new Map();
  constructor(readonly modules: Modules) {}

  evaluate(node: Syntax | undefined, context: Context): Value {
    if (node === undefined) return UNKNOWN;
    if (this.depth === 0) this.steps = 0;
    this.steps += 1;
    if (this.depth >= MAX_DEPTH || this.steps > MAX_STEPS) {
      this.cuts += 1;
      return UNKNOWN;
    }
    this.depth += 1;
    try {
      return this.expression(node, context);
    } finally {
      this.depth -= 1;
    }
  }

  /** The constant that an expression is, or undefined. */
  constant(node: Syntax | undefined, context: Context): Constant | undefined {
    const value = this.evaluate(node, context);
    return value.kind === 'constant' ? value : undefined;
  }

  /** The string that an expression is, or undefined. */
  string(node: Syntax | undefined, context: Context): string | undefined {
    const value = this.constant(node, context)?.value;
    return typeof value === 'string' ? value : undefined;
  }

  /** What a module gives under a name to those who import it. */
  exported(module: Module, name: string): Value {
    const key = `${module.path}\n${name}`;
    const known = this.exports.get(key);
    if (known === UNFINISHED) this.cuts += 1;
    if (known !== undefined) return known;
    this.exports.set(key, UNFINISHED);
    const cuts = this.cuts;
    const value = exportOf(this, module, name);
    // What was cut short inside another question may be known when it is asked by itself.
    if (value.kind === 'unknown' && this.depth > 0 && this.cuts > cuts) this.exports.delete(key);
    else this.exports.set(key, value);
    return value;
  }

  /** An answer that is kept by its node, unless a limit or a circle cut it short. */
  once<T>(kept: WeakMap<Syntax, T>, node: Syntax, make: () => T): T {
    const known = kept.get(node);
    if (known !== undefined) return known;
    const cuts = this.cuts;
    const value = make();
    if (this.cuts === cuts) kept.set(node, value);
    return value;
  }

  /** What a function of the service returns when called so; without a call, with its defaults. */
  follow(fn: FunctionValue, call: Syntax | undefined, context: Context): Value {
    if (this.depth === 0) this.steps = 0;
    if (this.depth >= MAX_DEPTH) {
      this.cuts += 1;
      return UNKNOWN;
    }
    this.depth += 1;
    try {
      return returned(this, fn, frameFor(this, fn, call, context));
    } finally {
      this.depth -= 1;
    }
  }

  /** What `value.name` is. */
  member(value: Value, name: string, context: Context): Value {
    return memberOf(this, value, name, context);
  }

  /** The folder that a path expression means, relative to the service folder. */
  folder(node: Syntax, context: Context): string | undefined {
    return folderValue(this, node, context);
  }

  frameOf(fn: FunctionValue, call: Syntax | undefined, context: Context): Frame {
    return frameFor(this, fn, call, context);
  }

  private expression(node: Syntax, context: Context): Value {
    switch (node.type) {
      case 'string':
      case 'concatenated_string':
        return textOf(this, node, context);
      case 'integer': {
        const value = Number(node.text.replaceAll('_', ''));
        return Number.isNaN(value) ? UNKNOWN : { kind: 'constant', value, node, module: context.module };
      }
      case 'true':
      case 'false':
        return { kind: 'constant', value: node.type === 'true', node, module: context.module };
      case 'none':
        return { kind: 'constant', value: null, node, module: context.module };
      case 'identifier':
        return nameValue(this, node, context);
      case 'attribute':
        return memberOf(
          this,
          this.evaluate(node.field('object'), context),
          node.field('attribute')?.text ?? '',
          context,
        );
      case 'call':
        return callValue(this, node, context);
      case 'subscript':
        return subscriptOf(this, node, context);
      case 'boolean_operator':
        return eitherOf(this, node, context);
      case 'conditional_expression': {
        const first = this.evaluate(node.children[0], context);
        return first.kind === 'unknown' || isBareNone(first) ? this.evaluate(node.children[2], context) : first;
      }
      case 'parenthesized_expression':
      case 'await':
        return this.evaluate(node.children[0], context);
      case 'as_pattern':
        return this.evaluate(node.children[0], context);
      case 'named_expression':
        return this.evaluate(node.field('value'), context);
      case 'binary_operator':
        return sumOf(this, node, context);
      case 'list':
      case 'tuple':
      case 'set':
      case 'expression_list':
        return { kind: 'list', items: node.children.map((child) => this.evaluate(child, context)) };
      case 'dictionary':
        return { kind: 'dict', node, context };
    }
    return UNKNOWN;
  }
}
