import type { Variable } from '../fact-values.js';
import type { Evidence, Facts } from '../facts.js';
import type { Evaluator } from './evaluate.js';
import type { Module, Modules } from './modules.js';
import { variablesOf } from './variables.js';
import { nestedProject, zoneOf } from './zones.js';

const TOOLS = new Set(
  'script scripts tools tool bin hack dev mock mocks fake stub stubs sandbox experiments experimental legacy old backup archive deprecated evals eval'.split(
    ' ',
  ),
);

/** Words in the name of a file that stands in for something, or shows it. */
const STAND_INS = new Set('mock mocks fake stub sandbox example demo backup copy old'.split(' '));

/** A file that no import of the service can mean: it stands in for something, or its folder's name is no package's. */
function isAside(path: string, closure: readonly Module[]): boolean {
  const parts = path.split('/');
  const file = (parts.pop() ?? '').replace('.py', '').toLowerCase();
  if (file.split(/[_-]/).some((word) => STAND_INS.has(word))) return true;
  const at = parts.findIndex((part) => !/^[A-Za-z_]\w*$/.test(part));
  const folder = parts.slice(0, at + 1).join('/');
  return at !== -1 && closure.length > 0 && !closure.some((module) => module.path.startsWith(`${folder}/`));
}

/**
 * The modules whose reads of the environment and whose drivers are the service's: all that the app imports, and
 * the rest of the folder but for tools, examples and other projects in it.
 */
export function readModules(
  modules: Modules,
  scanned: readonly Module[],
  closure: readonly Module[],
  paths: readonly string[],
): readonly Module[] {
  const chosen = new Map(closure.map((module) => [module.path, module]));
  const home = new Set(paths.map((path) => nestedProject(modules, path)));
  for (const module of scanned) {
    const { zone } = zoneOf(module.path);
    const tool = module.path.split('/').some((part) => TOOLS.has(part));
    const nested = nestedProject(modules, module.path);
    if (zone === 'shown' || tool || isAside(module.path, closure) || (nested !== undefined && !home.has(nested)))
      continue;
    chosen.set(module.path, module);
  }
  return [...chosen.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The variables that the code reads, as facts; nothing when it reads none. */
export function environmentOf(evaluator: Evaluator, modules: readonly Module[]): Pick<Facts, 'env' | 'variables'> {
  const variables = variablesOf(evaluator, modules);
  if (variables.length === 0) return {};
  const sources = new Map(modules.map((module) => [module.path, module.source]));
  const evidence: readonly Evidence[] = variables.map(({ file, line }) => ({
    file,
    line,
    rule: 'environment-read',
    text: sources.get(file)?.lineText(line) ?? '',
  }));
  return {
    env: { value: variables.map(({ name }) => name), confidence: 'certain', evidence, others: [] },
    variables: { value: variables, confidence: 'certain', evidence, others: [] },
  };
}

/**
 * Joins what clients read themselves to the variables of the code (not to `env`, which holds the names in the code),
 * and marks the names that belong to the platform.
 */
export function withVariables(
  environment: Pick<Facts, 'env' | 'variables'>,
  clients: readonly Variable[],
  captured: ReadonlySet<string>,
): Pick<Facts, 'env' | 'variables'> {
  const { variables } = environment;
  if (clients.length === 0 && captured.size === 0) return environment;
  const own = (variables?.value ?? []).map(
    (each): Variable => (captured.has(each.name) ? { ...each, captures: true } : each),
  );
  const value = [...own, ...clients].sort((a, b) => (a.name < b.name ? -1 : 1));
  const evidence = [
    ...(variables?.evidence ?? []),
    ...clients.map(({ name, file, line, library }) => ({
      file,
      line,
      rule: 'library',
      text: `${library} reads ${name}`,
    })),
  ];
  return { ...environment, variables: { value, confidence: 'certain', evidence, others: [] } };
}
