import type { Model } from './model/model.js';
import type { Environment } from './model/operation.js';

/** Permanent: a path may change in a later version, an id never does. Also the name of its file under .saasfactory/base. */
export type OutputId = string;
export type MergeKind = 'yaml' | 'json' | 'dockerfile' | 'markdown' | 'set' | 'nginx' | 'lines' | 'binary';

/** One kind of emitted file; with `each`, one file for every environment, whose id ends in its name. */
export interface Output {
  readonly id: OutputId;
  /** File under templates/, or `.dockerignore.tmpl` at the package's root. */
  readonly template: string;
  /** Relative to the service folder, or to the repository when scope says so. */
  readonly path: (model: Model, environment: string) => string;
  readonly when: (model: Model) => boolean;
  /** Unix mode, 0o644 unless it is run. */
  readonly mode: 0o644 | 0o755;
  readonly merge: MergeKind;
  readonly each?: 'environment';
  /** One short remark beside the path in the report: `two stages, uv, user 65532`. */
  readonly about: (model: Model, environment?: Environment) => string;
  /** For the README's table. */
  readonly summary: string;
}

export interface Rendered {
  readonly id: OutputId;
  /** Relative to the service folder, POSIX; begins with `../` only for outputs of the repository. */
  readonly path: string;
  readonly mode: 0o644 | 0o755;
  readonly merge: MergeKind;
  readonly text: string;
  readonly about: string;
}

/** Every output of one run by id, in the order of the output table. */
export type Tree = ReadonlyMap<OutputId, Rendered>;
