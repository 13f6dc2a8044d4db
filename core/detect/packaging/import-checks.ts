import type { Remark } from '../detection.js';
import type { Dependency } from '../fact-values.js';
import type { Folder } from '../folder.js';
import { localPackages } from '../python/local-packages.js';
import type { ThirdPartyImport } from '../python/third-party.js';
import { packageOf } from './import-names.js';
import type { Managed } from './manager.js';
import { normaliseName } from './names.js';
import { readProject } from './pyproject.js';
import type { Requirements } from './requirements.js';

/** What packages of the same repository, when they are dependencies, declare themselves. */
export function localNames(folder: Folder, dependencies: readonly Dependency[]): readonly string[] {
  const wanted = new Set(dependencies.map((one) => one.name));
  const manifests = folder.listAt('.').filter((file) => file.endsWith('/pyproject.toml'));
  const places = [...localPackages(folder).map((at) => `${at}/pyproject.toml`), ...manifests];
  return [...new Set(places)].flatMap((file) => {
    const project = readProject(folder, file);
    if (project?.name === undefined || !wanted.has(normaliseName(project.name))) return [];
    return project.dependencies.flatMap((one) => [
      one.name,
      ...(one.extras ?? []).map((extra) => `${one.name}[${extra}]`),
    ]);
  });
}

/** All that could mention a package: tests too, for they are code that needs it. */
export function pythonTexts(folder: Folder): readonly string[] {
  const files = folder
    .list()
    .filter((file) => /\.(?:py|ini|cfg|sh|ya?ml)$|(?:^|\/)(?:Dockerfile|Procfile|Makefile)/.test(file));
  return files.map((file) => folder.read(file) ?? '');
}

/** What the code imports where no manifest declares anything. */
export function noManifest(imports: readonly ThirdPartyImport[]): readonly Remark[] {
  const needed = [...new Set(imports.filter((one) => !one.isOptional).map((one) => packageOf(one.dotted)))];
  const first = imports.find((one) => !one.isOptional);
  if (!first) return [];
  const named = needed.slice(0, 8).join(', ') + (needed.length > 8 ? ' …' : '');
  return [
    {
      rule: 'manifest-absent',
      severity: 'error',
      file: first.file,
      line: first.line,
      message: `no manifest declares what the code imports: ${named}`,
    },
  ];
}

/** Where each direct dependency is named. Of a compiled requirements file all count: it names no others. */
export function directDependencies(
  managed: Managed,
  requirements: Requirements | undefined,
  all: readonly Dependency[],
) {
  if (requirements) return requirements.entries;
  const project = managed.project;
  if (project?.declares) {
    return project.dependencies.map(({ name }) => ({ name, file: project.file, line: lineOfName(project.text, name) }));
  }
  const file = managed.manager.evidence[0]?.file ?? 'Pipfile';
  return all.map(({ name }) => ({ name, file, line: 1 }));
}

function lineOfName(text: string, name: string): number {
  const lines = text.split('\n');
  const line = lines.findIndex((one) => normaliseName(/^\s*["']?([A-Za-z0-9._-]+)/.exec(one)?.[1] ?? '') === name);
  return Math.max(1, line + 1);
}
