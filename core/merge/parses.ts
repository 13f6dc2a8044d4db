import { createRequire } from 'node:module';
import type { MergeKind } from '../output.js';
import { parseNginx } from './nginx/parse.js';

const load = createRequire(import.meta.url);
const KEYWORDS = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);

/** Whether a text still is a file of its kind. Kinds without a grammar fail only on marker lines of a merge. */
export function parses(kind: MergeKind, text: string): boolean {
  if (/^(<{7}|>{7}) /m.test(text)) return false;
  if (kind === 'json') return isJson(text);
  if (kind === 'yaml') return isYaml(text);
  if (kind === 'nginx') return parseNginx(text) !== undefined;
  return kind === 'dockerfile' ? isDockerfile(text) : true;
}

function isJson(text: string): boolean {
  const { parse } = load('jsonc-parser') as typeof import('jsonc-parser');
  const errors: { error: number; offset: number; length: number }[] = [];
  parse(text, errors, { allowTrailingComma: false });
  return errors.length === 0;
}

/** Every document parses, no key and no name within a list comes twice. */
function isYaml(text: string): boolean {
  const { parseAllDocuments } = load('yaml') as typeof import('yaml');
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(documents)) return true;
  return documents.every((document) => {
    if (document.errors.length > 0) return false;
    try {
      return hasOwnNames(document.toJS({ maxAliasCount: 1000 }));
    } catch {
      return false;
    }
  });
}

/** Two containers or variables of one name are a file that parses and that no API server takes. */
function hasOwnNames(value: unknown): boolean {
  if (Array.isArray(value)) {
    const names = value.flatMap((item: unknown) => (isNamed(item) ? [item.name] : []));
    return new Set(names).size === names.length && value.every(hasOwnNames);
  }
  return typeof value !== 'object' || value === null || Object.values(value).every(hasOwnNames);
}

function isNamed(item: unknown): item is { readonly name: string } {
  return typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string';
}

/** dockerfile-ast accepts anything; what BuildKit refuses at once is looked for in its instructions. */
function isDockerfile(text: string): boolean {
  const { DockerfileParser } = load('dockerfile-ast') as typeof import('dockerfile-ast');
  const instructions = DockerfileParser.parse(text).getInstructions();
  const words = instructions.map((instruction) => instruction.getKeyword());
  if (!words.every((word) => KEYWORDS.has(word))) return false;
  if (words.find((word) => word !== 'ARG') !== 'FROM') return false;
  if (instructions.some((instruction) => instruction.getArguments().length === 0)) return false;
  const stages = DockerfileParser.parse(text)
    .getFROMs()
    .map((from) => from.getBuildStage()?.toLowerCase());
  const named = stages.filter((stage) => stage !== undefined && stage !== null);
  return new Set(named).size === named.length;
}
