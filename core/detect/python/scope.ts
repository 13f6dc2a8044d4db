import type { Syntax } from '../parser.js';

/** What binds a name. `guarded` is set inside `if __name__ == "__main__"`, where an import does not see it. */
export type Binding =
  | { readonly kind: 'module'; readonly dotted: string; readonly node: Syntax; readonly guarded: boolean }
  | {
      readonly kind: 'from';
      readonly dotted: string;
      readonly name: string;
      readonly node: Syntax;
      readonly guarded: boolean;
    }
  | { readonly kind: 'value'; readonly value: Syntax; readonly node: Syntax; readonly guarded: boolean }
  | { readonly kind: 'function' | 'class'; readonly node: Syntax; readonly guarded: boolean }
  /** `app, port = make()`: one of the values that an expression gives. */
  | {
      readonly kind: 'part';
      readonly value: Syntax;
      readonly index: number;
      readonly node: Syntax;
      readonly guarded: boolean;
    }
  /** A name that holds something which is not followed: a loop variable, an annotation without a value. */
  | { readonly kind: 'opaque'; readonly node: Syntax; readonly guarded: boolean };

export interface Scope {
  /** Bindings of a name in source order. */
  readonly names: ReadonlyMap<string, readonly Binding[]>;
  /** Modules of `from x import *`, as written. */
  readonly stars: readonly string[];
  /** Annotations of a class body or module: name → type expression. */
  readonly annotations: ReadonlyMap<string, Syntax>;
}

const scopes = new WeakMap<Syntax, Scope>();

/** The names that a module, function or class binds itself, nested blocks included, nested definitions not. */
export function scopeOf(owner: Syntax): Scope {
  let scope = scopes.get(owner);
  if (scope === undefined) {
    scope = collect(owner);
    scopes.set(owner, scope);
  }
  return scope;
}

/** The function, lambda, class or module in which an expression stands. */
export function ownerOf(node: Syntax): Syntax {
  let at = node;
  while (at.parent !== undefined) {
    const below = at;
    at = at.parent;
    if (at.type === 'function_definition' || at.type === 'class_definition' || at.type === 'lambda') {
      // Decorators, defaults and base classes are evaluated outside the definition.
      if (below.name === 'body') return at;
    }
  }
  return at;
}

function collect(owner: Syntax): Scope {
  const names = new Map<string, Binding[]>();
  const stars: string[] = [];
  const annotations = new Map<string, Syntax>();
  const bind = (name: string, binding: Binding): void => {
    const known = names.get(name);
    if (known === undefined) names.set(name, [binding]);
    else known.push(binding);
  };
  const body = owner.type === 'module' ? owner : owner.field('body');
  const pending: { node: Syntax; guarded: boolean }[] = body === undefined ? [] : [{ node: body, guarded: false }];
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    const { node, guarded } = step;
    switch (node.type) {
      case 'function_definition':
      case 'class_definition': {
        const name = node.field('name')?.text;
        const kind = node.type === 'function_definition' ? 'function' : 'class';
        if (name !== undefined) bind(name, { kind, node, guarded });
        continue;
      }
      case 'import_statement':
      case 'import_from_statement':
        bindImports(node, guarded, bind, stars);
        continue;
      case 'assignment':
        bindAssignment(node, guarded, bind, annotations);
        continue;
      case 'for_statement': {
        const left = node.field('left');
        if (left?.type === 'identifier') bind(left.text, { kind: 'opaque', node, guarded });
        break;
      }
      case 'with_item': {
        const pattern = node.field('value');
        const target = pattern?.field('alias')?.children[0];
        const value = pattern?.children[0];
        if (target?.type === 'identifier' && value !== undefined)
          bind(target.text, { kind: 'value', value, node, guarded });
        continue;
      }
      case 'lambda':
      case 'call':
        continue;
    }
    const inner = guarded || isMainGuard(node);
    const skipped = isTypeChecking(node) ? node.field('consequence') : undefined;
    // The stack is popped from its end: pushed in reverse, statements come out in source order.
    for (let i = node.children.length - 1; i >= 0; i -= 1) {
      const child = node.children[i];
      if (child !== undefined && child !== skipped) pending.push({ node: child, guarded: inner });
    }
  }
  return { names, stars, annotations };
}

function bindImports(
  node: Syntax,
  guarded: boolean,
  bind: (name: string, binding: Binding) => void,
  stars: string[],
): void {
  const from = node.field('module_name')?.text.replaceAll(' ', '');
  if (from !== undefined && node.children.some((child) => child.type === 'wildcard_import')) stars.push(from);
  for (const item of node.fields('name')) {
    const target = item.type === 'aliased_import' ? item.field('name')?.text : item.text;
    const alias = item.type === 'aliased_import' ? item.field('alias')?.text : undefined;
    if (target === undefined) continue;
    if (from !== undefined) bind(alias ?? target, { kind: 'from', dotted: from, name: target, node: item, guarded });
    else if (alias !== undefined) bind(alias, { kind: 'module', dotted: target, node: item, guarded });
    else {
      // `import a.b` binds `a`.
      const first = target.split('.')[0] ?? target;
      bind(first, { kind: 'module', dotted: first, node: item, guarded });
    }
  }
}

function bindAssignment(
  node: Syntax,
  guarded: boolean,
  bind: (name: string, binding: Binding) => void,
  annotations: Map<string, Syntax>,
): void {
  const left = node.field('left');
  let value = node.field('right');
  const targets = [left];
  while (value?.type === 'assignment') {
    targets.push(value.field('left'));
    value = value.field('right');
  }
  const type = node.field('type');
  if (left?.type === 'identifier' && type !== undefined) annotations.set(left.text, type);
  for (const target of targets) {
    if (target?.type === 'identifier') {
      if (value !== undefined) bind(target.text, { kind: 'value', value, node, guarded });
      else if (type === undefined) bind(target.text, { kind: 'opaque', node, guarded });
    } else if (target?.type === 'pattern_list' || target?.type === 'tuple_pattern') {
      const parts = value?.type === 'expression_list' || value?.type === 'tuple' ? value.children : [];
      target.children.forEach((name, index) => {
        if (name.type !== 'identifier') return;
        const part = parts[index];
        if (part !== undefined) bind(name.text, { kind: 'value', value: part, node, guarded });
        else if (value !== undefined && parts.length === 0)
          bind(name.text, { kind: 'part', value, index, node, guarded });
        else bind(name.text, { kind: 'opaque', node, guarded });
      });
    }
  }
}

/** `if __name__ == "__main__":` */
export function isMainGuard(node: Syntax): boolean {
  const condition = node.type === 'if_statement' ? node.field('condition') : undefined;
  return condition?.type === 'comparison_operator' && condition.children.some((child) => child.text === '__name__');
}

function isTypeChecking(node: Syntax): boolean {
  const condition = node.type === 'if_statement' ? node.field('condition') : undefined;
  return condition?.text === 'TYPE_CHECKING' || condition?.text === 'typing.TYPE_CHECKING';
}
