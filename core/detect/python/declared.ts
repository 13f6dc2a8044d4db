import { parse } from 'smol-toml';
import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';

export interface Declared {
  /** Normalised as PEP 503 has it. */
  readonly name: string;
  readonly evidence: Evidence;
}

/** Names of the packages that the service's own manifests ask for; only names, for facts that a package proves. */
export function declaredNames(folder: Folder): readonly Declared[] {
  const found: Declared[] = [];
  for (const file of folder.list()) {
    const parts = file.split('/');
    const base = parts.pop() ?? '';
    const inRequirements = parts.length === 1 && parts[0] === 'requirements' && base.endsWith('.txt');
    const isRequirements =
      parts.length === 0 && base.includes('requirements') && (base.endsWith('.txt') || base.endsWith('.in'));
    if (isDevelopment(base)) continue;
    if (inRequirements || isRequirements) found.push(...requirements(folder, file));
    if (parts.length === 0 && (base === 'pyproject.toml' || base === 'Pipfile')) found.push(...tomlNames(folder, file));
  }
  return found;
}

function isDevelopment(base: string): boolean {
  return ['dev', 'test', 'lint', 'docs'].some((word) => base.includes(word));
}

function requirements(folder: Folder, file: string): readonly Declared[] {
  return (folder.read(file) ?? '').split('\n').flatMap((line, index) => {
    const name = packageName(line.trim());
    return name === undefined ? [] : [{ name, evidence: at(file, index + 1, line) }];
  });
}

/** Names in the tables where pyproject.toml and Pipfile keep run-time dependencies. */
function tomlNames(folder: Folder, file: string): readonly Declared[] {
  const text = folder.read(file) ?? '';
  const names: string[] = [];
  try {
    const document: unknown = parse(text);
    const project = table(table(document).project);
    for (const each of list(project.dependencies)) names.push(packageName(each) ?? '');
    for (const extra of Object.values(table(project['optional-dependencies'])))
      for (const each of list(extra)) names.push(packageName(each) ?? '');
    names.push(
      ...Object.keys(table(table(table(table(document).tool).poetry).dependencies)),
      ...Object.keys(table(table(document).packages)),
    );
  } catch {
    return [];
  }
  const lines = text.split('\n');
  return names.map(normal).map((name) => {
    const index = lines.findIndex((line) => normal(line.toLowerCase()).includes(name));
    return { name, evidence: at(file, index + 1, lines[index] ?? '') };
  });
}

function table(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

/** The name at the beginning of a requirement; undefined for options, comments and addresses. */
function packageName(line: string): string | undefined {
  let end = 0;
  while (end < line.length && isNameCharacter(line.charCodeAt(end))) end += 1;
  return end === 0 || line.startsWith('-') ? undefined : normal(line.slice(0, end));
}

function isNameCharacter(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 45 ||
    code === 46 ||
    code === 95
  );
}

function normal(name: string): string {
  return name.toLowerCase().replaceAll('_', '-').replaceAll('.', '-');
}

function at(file: string, line: number, text: string): Evidence {
  return { file, line: Math.max(1, line), rule: 'declared-package', text: text.trim().slice(0, 120) };
}
