import { readCloudRun } from './cloud-run.js';
import type { Fields } from './container.js';
import { readIgnored, readImage } from './image.js';
import { readKubernetes } from './kubernetes.js';
import { readCompose, readEnvironment, readServer, readWrapper } from './local.js';

/**
 * The deployment model read back from emitted files alone, as each platform documents that it reads them: YAML with
 * js-yaml, overlays as kustomize builds them, defaults filled in, references followed, quantities in base units. It
 * shares nothing with core/verify and knows no rule. What has no effect on what runs is left out: comments, names of
 * objects that nothing refers to, labels that nothing selects, and the constants of the templates that the model does
 * not hold (weights, history limits, speed of scaling). Throws where a file cannot be read at all.
 */
export function readBack(files: ReadonlyMap<string, string>): Fields {
  const fields: Fields = new Map();
  for (const read of [readImage, readIgnored, readCompose, readEnvironment, readWrapper, readServer])
    read(files, fields);
  readCloudRun(files, fields);
  readKubernetes(files, fields);
  return fields;
}
