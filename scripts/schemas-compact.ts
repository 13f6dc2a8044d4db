/** How a field may look in a compact schema: scalars by one letter, `@Name` another definition, `*` anything. */
export type Shape =
  | string
  | { readonly e: readonly string[] }
  | { readonly a: Shape }
  | { readonly m: Shape }
  | { readonly u: readonly Shape[] };

export interface Definition {
  f: Record<string, Shape>;
  /** Required names. */
  r?: string[];
  /** Names that the format knows and this platform refuses. */
  x?: string[];
  /** Names of any spelling beside those listed: `x-`, a prefix. */
  p?: string;
}

export interface CompactSchema {
  kinds: Record<string, string>;
  defs: Record<string, Definition>;
}

/** A node of OpenAPI v3, of a Google discovery document or of JSON Schema: what the three have in common. */
export interface Source {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Source>>;
  readonly patternProperties?: Readonly<Record<string, Source>>;
  readonly additionalProperties?: Source | boolean;
  readonly unevaluatedProperties?: boolean;
  readonly items?: Source;
  readonly required?: readonly string[];
  readonly allOf?: readonly Source[];
  readonly oneOf?: readonly Source[];
  readonly anyOf?: readonly Source[];
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

export interface Rules {
  /** Where `$ref` leads. */
  readonly find: (ref: string) => Source | undefined;
  /** Definitions that are a scalar whatever they say, by the last part of their name. */
  readonly scalars: Readonly<Record<string, string>>;
  /** A field that is left open to keep the file small: `SecretStoreProvider.aws`. */
  readonly leaveOpen: (owner: string, field: string) => boolean;
  /** A field that the platform refuses though its description lists it. */
  readonly refused: (field: Source) => boolean;
  /** JSON Schema: names that are not listed are allowed unless an object says no. */
  readonly openByDefault?: boolean;
}

const SCALARS: Readonly<Record<string, string>> = { string: 's', integer: 'i', number: 'n', boolean: 'b', null: '0' };
const nameOf = (ref: string): string => ref.slice(Math.max(ref.lastIndexOf('/'), ref.lastIndexOf('.')) + 1);
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Collects definitions, names and types only; equal inlined objects become one. */
export class Compactor {
  readonly defs: Record<string, Definition> = {};
  readonly #byContent = new Map<string, string>();

  constructor(private readonly rules: Rules) {}

  /** The shape of a node; `owner` names inlined objects. */
  shape(node: Source, owner: string): Shape {
    if (node.$ref !== undefined) return this.reference(node.$ref);
    if (node.allOf?.length === 1 && node.allOf[0] !== undefined) return this.shape(node.allOf[0], owner);
    if (node['x-kubernetes-int-or-string'] === true || node.format === 'int-or-string') return 'q';
    const choices = node.oneOf ?? node.anyOf;
    if (choices !== undefined && node.properties === undefined) return this.union(choices, owner);
    if (Array.isArray(node.type)) return this.union(node.type.map((type) => ({ ...node, type })) as Source[], owner);
    if (node.enum?.every((one) => typeof one === 'string') && node.enum.length > 0)
      return { e: [...new Set(node.enum as string[])].filter((one) => one !== '').sort() };
    if (node.type === 'array') return { a: node.items === undefined ? '*' : this.shape(node.items, owner) };
    if (typeof node.type === 'string' && node.type !== 'object') return SCALARS[node.type] ?? '*';
    return this.object(node, owner);
  }

  private union(choices: readonly Source[], owner: string): Shape {
    const shapes = choices.map((choice) => this.shape(choice, owner));
    if (shapes.includes('*')) return '*';
    const distinct = [...new Map(shapes.map((shape) => [JSON.stringify(shape), shape])).values()];
    return distinct.length === 1 && distinct[0] !== undefined ? distinct[0] : { u: distinct };
  }

  private object(node: Source, owner: string): Shape {
    if (node['x-kubernetes-preserve-unknown-fields'] === true) return '*';
    const patterns = Object.entries(node.patternProperties ?? {}).filter(([pattern]) => !pattern.startsWith('^x-'));
    if (node.properties === undefined && patterns.length === 0) {
      if (typeof node.additionalProperties === 'object') return { m: this.shape(node.additionalProperties, owner) };
      return '*';
    }
    if (node.properties === undefined && patterns[0] !== undefined) return { m: this.shape(patterns[0][1], owner) };
    const definition = this.define(node, owner);
    const content = JSON.stringify(definition);
    const known = this.#byContent.get(content);
    if (known !== undefined) return `@${known}`;
    const name = this.free(owner);
    this.#byContent.set(content, name);
    this.defs[name] = definition;
    return `@${name}`;
  }

  private free(owner: string): string {
    if (this.defs[owner] === undefined) return owner;
    let number = 2;
    while (this.defs[`${owner}${number}`] !== undefined) number += 1;
    return `${owner}${number}`;
  }

  /** The node with what it takes over by `allOf`; its own words come last. */
  private whole(node: Source): Source {
    const parts = (node.allOf ?? []).map((part) => this.whole(this.rules.find(part.$ref ?? '') ?? part));
    if (parts.length === 0) return node;
    const all = [...parts, node];
    return {
      ...node,
      properties: Object.assign({}, ...all.map((part) => part.properties)),
      patternProperties: Object.assign({}, ...all.map((part) => part.patternProperties)),
      required: all.flatMap((part) => part.required ?? []),
    };
  }

  private define(source: Source, owner: string): Definition {
    const node = this.whole(source);
    const definition: Definition = { f: {} };
    for (const [field, value] of Object.entries(node.properties ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (this.rules.refused(value)) definition.x = [...(definition.x ?? []), field];
      else if (this.rules.leaveOpen(owner, field)) definition.f[field] = '*';
      else definition.f[field] = this.shape(value, capital(field));
    }
    if (node.required !== undefined && node.required.length > 0) definition.r = [...node.required].sort();
    if (Object.keys(node.patternProperties ?? {}).includes('^x-')) definition.p = 'x-';
    const closed = [node.additionalProperties, node.unevaluatedProperties].includes(false);
    if (this.rules.openByDefault === true && !closed) definition.p = '';
    return definition;
  }

  /** The shape of a named definition, which is read at most once. */
  reference(ref: string): Shape {
    const name = nameOf(ref);
    const scalar = this.rules.scalars[name];
    if (scalar !== undefined) return scalar;
    if (this.#byContent.get(`ref ${ref}`) !== undefined) return `@${name}`;
    const target = this.rules.find(ref);
    if (target === undefined) return '*';
    const plain = [target.properties, target.patternProperties, target.allOf].every((part) => part === undefined);
    if (plain || target.oneOf !== undefined) return this.shape(target, name);
    this.#byContent.set(`ref ${ref}`, name);
    this.defs[name] = { f: {} };
    this.defs[name] = this.define(target, name);
    return `@${name}`;
  }
}
