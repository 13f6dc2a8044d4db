import type { Syntax } from '../parser.js';
import type { Module } from './modules.js';
import { literalText, walk } from './values.js';

/** The expressions of a module that rules look at, gathered in one pass. */
export interface Survey {
  readonly calls: readonly Syntax[];
  /** The same by the last part of what is called. */
  readonly called: ReadonlyMap<string, readonly Syntax[]>;
  readonly classes: readonly Syntax[];
  readonly functions: readonly Syntax[];
  readonly subscripts: readonly Syntax[];
  /** Decorator nodes; their definition is the parent's `definition` field. */
  readonly decorators: readonly Syntax[];
  readonly imports: readonly Syntax[];
  readonly assignments: readonly Syntax[];
}

const surveys = new WeakMap<Syntax, Survey>();

export function surveyOf(module: Module): Survey {
  let survey = surveys.get(module.root);
  if (survey === undefined) {
    survey = gather(module.root);
    surveys.set(module.root, survey);
  }
  return survey;
}

function gather(root: Syntax): Survey {
  const calls: Syntax[] = [];
  const classes: Syntax[] = [];
  const functions: Syntax[] = [];
  const subscripts: Syntax[] = [];
  const decorators: Syntax[] = [];
  const imports: Syntax[] = [];
  const assignments: Syntax[] = [];
  const lists: Readonly<Record<string, Syntax[]>> = {
    call: calls,
    class_definition: classes,
    function_definition: functions,
    subscript: subscripts,
    decorator: decorators,
    import_statement: imports,
    import_from_statement: imports,
    assignment: assignments,
  };
  for (const node of walk(root, (at) => at.type !== 'string' || at.children.some((c) => c.type === 'interpolation'))) {
    if (node.type === 'if_statement' && isTypeCheckingOnly(node)) continue;
    lists[node.type]?.push(node);
  }
  const called = new Map<string, Syntax[]>();
  for (const call of calls) {
    const name = calledName(call);
    const known = called.get(name);
    if (known === undefined) called.set(name, [call]);
    else known.push(call);
  }
  return { calls, called, classes, functions, subscripts, decorators, imports, assignments };
}

function isTypeCheckingOnly(node: Syntax): boolean {
  return node.field('condition')?.text === 'TYPE_CHECKING';
}

/** The last part of what is called: `run` of `uvicorn.run(…)`. */
export function calledName(call: Syntax): string {
  const fn = call.field('function');
  if (fn?.type === 'identifier') return fn.text;
  return fn?.type === 'attribute' ? (fn.field('attribute')?.text ?? '') : '';
}

/** The calls of a module by the last part of what is called, in source order. */
export function callsOf(module: Module, names: Iterable<string>): readonly Syntax[] {
  const { called } = surveyOf(module);
  const found: Syntax[] = [];
  for (const name of names) for (const call of called.get(name) ?? []) found.push(call);
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

export interface Import {
  readonly dotted: string;
  readonly node: Syntax;
}

const imported = new WeakMap<Syntax, readonly Import[]>();

/** Dotted names that a module imports, as written; `from a import b` gives `a` and `a.b`. */
export function importsOf(module: Module): readonly Import[] {
  let list = imported.get(module.root);
  if (list === undefined) {
    list = readImports(module);
    imported.set(module.root, list);
  }
  return list;
}

function readImports(module: Module): readonly Import[] {
  const list: Import[] = [];
  for (const node of surveyOf(module).imports) {
    const from = node.field('module_name')?.text.replaceAll(' ', '');
    if (from !== undefined) list.push({ dotted: from, node });
    for (const item of node.fields('name')) {
      const name = item.type === 'aliased_import' ? (item.field('name')?.text ?? '') : item.text;
      if (from === undefined) list.push({ dotted: name, node });
      else list.push({ dotted: from.endsWith('.') ? from + name : `${from}.${name}`, node });
    }
  }
  for (const call of callsOf(module, ['import_module'])) {
    const dotted = literalText(call.field('arguments')?.children[0] ?? call);
    if (dotted !== undefined) list.push({ dotted, node: call });
  }
  return list;
}
