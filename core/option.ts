import type { Evidence, Facts, ServiceKind } from './detect/facts.js';

/** What a default may look at: the facts, the folder's own name, and the two answers that others follow from. */
export interface Situation {
  readonly facts: Facts;
  /** Last part of the service folder's path. */
  readonly folder: string;
  /** Undefined only while the service itself is being resolved. */
  readonly service: ServiceKind | undefined;
  /** Empty until it is resolved. */
  readonly name: string;
  /** Undefined until it is resolved or given. */
  readonly process?: 'web' | 'worker' | 'job';
}

/** A value that nobody gave. With evidence it was detected, without it is a default. */
export interface Proposal {
  readonly value: string | number | boolean | readonly string[];
  readonly evidence?: Evidence;
  /** Said in the report when the proposal is taken. */
  readonly note?: string;
}

export interface Choice {
  readonly value: string;
  /** As a prompt shows it. */
  readonly label: string;
}

export type Group = 'service' | 'image' | 'deployment' | 'documents';

interface Shape {
  readonly name: string;
  readonly group: Group;
  /** The question of a prompt. */
  readonly message: string;
  /** One clause for help and schema. */
  readonly about: string;
  /** What is allowed, in words; part of the refusal of a bad value and of the table in the README. */
  readonly values: string;
  /** Where the value comes from when nobody gives it, in words; column of the table in the README. */
  readonly otherwise: string;
  /** The default for a situation; undefined where there is none. */
  readonly propose: (at: Situation) => Proposal | undefined;
  /** The answer may be absent. */
  readonly optional?: true;
  /** Leaves the option out of the prompts. */
  readonly unless?: (at: Situation) => boolean;
}

/** One entry of the option table; `kind` says how a value is written and which type its answer has. */
export type Option = Shape &
  (
    | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
    | { readonly kind: 'set'; readonly choices: readonly Choice[] }
    | { readonly kind: 'switch' }
    | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number }
    | { readonly kind: 'text'; readonly pattern: RegExp; readonly longest: number; readonly example: string }
    | { readonly kind: 'list'; readonly pattern: RegExp; readonly longest: number; readonly example: string }
  );

type Chosen<O> = O extends { readonly choices: readonly { readonly value: infer V }[] } ? V : never;

/** Type of one option's answer, from its entry. */
export type ValueOf<O extends Option> = O['kind'] extends 'choice'
  ? Chosen<O>
  : O['kind'] extends 'set'
    ? readonly Chosen<O>[]
    : O['kind'] extends 'list'
      ? readonly string[]
      : O['kind'] extends 'switch'
        ? boolean
        : O['kind'] extends 'integer'
          ? number
          : string;

/** Type of all answers, from a table of entries. */
export type AnswersOf<O extends Option> = {
  readonly [E in O as E extends { readonly optional: true } ? never : E['name']]: ValueOf<E>;
} & {
  readonly [E in O as E extends { readonly optional: true } ? E['name'] : never]?: ValueOf<E>;
};
