import type { Model } from './model/model.js';
import type { Tree } from './outputs.js';

/** Renders every output that applies to the model. Pure but for reading the package's own templates. */
export function render(_model: Model): Tree {
  return new Map();
}
