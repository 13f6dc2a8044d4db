import type { Syntax } from '../parser.js';
import { folderOf, importedConstant } from './builtins.js';
import { expression } from './expression.js';
import type { Modules } from './modules.js';
import { member, Scope } from './scope.js';
import { constant, type Place, type Value } from './values.js';

/** Deeper than any configuration written by hand; also ends functions that call themselves. */
const DEEPEST = 80;

/** Values of the variables that a build may see: those of the environment files, and nothing else. */
export type Environment = (name: string) => string | undefined;

/** Works out expressions of configuration files without running them, across the files that they import. */
export class Evaluator {
  private readonly scopes = new Map<string, Scope | undefined>();
  private depth = 0;

  constructor(
    private readonly modules: Modules,
    private readonly environment: Environment,
  ) {}

  /** What a file exports under a name; `default` also finds `module.exports`. */
  exported(file: string, name: string): Value | undefined {
    const scope = this.moduleScope(file);
    const root = this.modules.get(file)?.root;
    if (scope === undefined || root === undefined) return undefined;
    const at: Place = { file, node: root };
    if (name === 'default') return scope.find('*default', at) ?? scope.find('*module', at);
    if (name === '*') {
      const get = (key: string): Value | undefined => this.exported(file, key);
      return { kind: 'record', keys: () => scope.names(), get, at };
    }
    const direct = scope.find(name, at);
    const whole = direct === undefined ? scope.find('*module', at) : undefined;
    return direct ?? (whole === undefined ? undefined : member(whole, name));
  }

  private moduleScope(file: string): Scope | undefined {
    if (this.scopes.has(file)) return this.scopes.get(file);
    this.scopes.set(file, undefined);
    const root = this.modules.get(file)?.root;
    if (root === undefined) return undefined;
    const scope = new Scope(file, (node, inner) => this.evaluate(node, inner));
    this.scopes.set(file, scope);
    const base: Place = { file, node: root };
    for (const name of ['__dirname', '__filename']) {
      scope.bind(name, () => constant(base, folderOf(this.modules.folder, name === '__dirname' ? `${file}/..` : file)));
    }
    for (const statement of root.children) this.statement(statement, scope);
    return scope;
  }

  private statement(statement: Syntax, scope: Scope): void {
    if (statement.type === 'import_statement') {
      this.imports(statement, scope);
      return;
    }
    if (statement.type === 'export_statement') {
      const value = statement.field('value');
      const declaration = statement.field('declaration');
      if (value !== undefined) scope.bind('*default', () => this.evaluate(value, scope));
      else if (declaration !== undefined) {
        scope.declare(declaration);
        const plain = declaration.type.endsWith('function_declaration');
        // `export const` and `export default function` look alike here but for the keyword.
        if (plain && statement.text.slice(7, 16).trim().startsWith('default')) {
          scope.bind('*default', () => this.evaluate(declaration, scope));
        }
      } else this.reexports(statement, scope);
      return;
    }
    const assignment = statement.type === 'expression_statement' ? statement.children[0] : undefined;
    const right = assignment?.field('right');
    if (assignment?.type === 'assignment_expression' && right !== undefined) {
      const left = assignment.field('left')?.text;
      const exported =
        left === 'module.exports'
          ? '*module'
          : left === 'exports.default'
            ? '*default'
            : left?.startsWith('exports.') === true
              ? left.slice('exports.'.length)
              : undefined;
      if (exported !== undefined) {
        scope.bind(exported, () => this.evaluate(right, scope));
        return;
      }
    }
    scope.declare(statement);
  }

  private imports(statement: Syntax, scope: Scope): void {
    const source = stringOf(statement.field('source'));
    const clause = statement.children.find((child) => child.type === 'import_clause');
    if (source === undefined || clause === undefined) return;
    const at: Place = { file: scope.file, node: statement };
    const bind = (local: string, name: string): void =>
      scope.bind(local, () => this.fromModule(scope.file, source, name, at));
    for (const part of clause.children) {
      if (part.type === 'identifier') bind(part.text, 'default');
      if (part.type === 'namespace_import') bind(part.children[0]?.text ?? '', '*');
      for (const specifier of part.type === 'named_imports' ? part.children : []) {
        const name = specifier.field('name')?.text;
        if (name !== undefined) bind(specifier.field('alias')?.text ?? name, name);
      }
    }
  }

  private reexports(statement: Syntax, scope: Scope): void {
    const source = stringOf(statement.field('source'));
    const at: Place = { file: scope.file, node: statement };
    const clause = statement.children.find((child) => child.type === 'export_clause');
    for (const specifier of clause?.children ?? []) {
      const name = specifier.field('name')?.text;
      const alias = specifier.field('alias')?.text ?? name;
      if (name === undefined || alias === undefined || (alias === name && source === undefined)) continue;
      const value = (): Value =>
        (source === undefined ? scope.find(name, at) : this.fromModule(scope.file, source, name, at)) ?? {
          kind: 'unknown',
          at,
        };
      scope.bind(alias === 'default' ? '*default' : alias, value);
    }
  }

  /** A name of another module: worked out when it is a file of the repository, else kept as an import. */
  fromModule(file: string, source: string, name: string, at: Place): Value {
    const target = this.modules.resolve(file, source);
    const plain = source.startsWith('node:') ? source.slice('node:'.length) : source;
    if (target === undefined) return importedConstant(plain, name, at) ?? { kind: 'import', module: plain, name, at };
    return this.exported(target, name) ?? { kind: 'unknown', at };
  }

  /** What a node of a file comes to where it stands: the names of the functions around it included. */
  valueAt(file: string, node: Syntax): Value | undefined {
    const module = this.moduleScope(file);
    if (module === undefined) return undefined;
    const blocks: Syntax[] = [];
    for (let outer = node.parent; outer !== undefined; outer = outer.parent)
      if (outer.type === 'statement_block') blocks.unshift(outer);
    let scope = module;
    for (const block of blocks) {
      scope = new Scope(file, (inner, within) => this.evaluate(inner, within), scope);
      for (const statement of block.children) scope.declare(statement);
    }
    return this.evaluate(node, scope);
  }

  private evaluate(node: Syntax, scope: Scope): Value {
    if (this.depth >= DEEPEST) return { kind: 'unknown', at: { file: scope.file, node } };
    this.depth += 1;
    const value = expression(node, {
      scope,
      folder: this.modules.folder,
      environment: this.environment,
      evaluate: (inner, within) => this.evaluate(inner, within ?? scope),
      nested: (file) => new Scope(file, (inner, within) => this.evaluate(inner, within), scope),
      load: (source, name, at) => this.fromModule(scope.file, source, name, at),
    });
    this.depth -= 1;
    return value;
  }
}

function stringOf(node: Syntax | undefined): string | undefined {
  return node?.type === 'string' ? node.text.slice(1, -1) : undefined;
}
