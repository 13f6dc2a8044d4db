import type { Dependency, Remark } from '../facts.js';
import type { ThirdPartyImport } from '../python/third-party.js';
import { packageOf, provides, withCompanions } from './import-names.js';

/**
 * Imports that no declared package brings, one remark a module: the image would die on them. Imports that may fail
 * (in a function, in a `try`) are left out, and so is everything when no manifest was found, which is said elsewhere.
 */
export function undeclaredImports(
  imports: readonly ThirdPartyImport[],
  dependencies: readonly Dependency[],
  locked: boolean,
  manifest: string,
): readonly Remark[] {
  const installed = locked ? new Set(dependencies.map((one) => one.name)) : withCompanions(dependencies);
  const missing = new Map<string, ThirdPartyImport>();
  for (const one of imports) {
    const top = one.dotted.split('.')[0] ?? one.dotted;
    if (!one.isOptional && !provides(installed, one.dotted) && !missing.has(top)) missing.set(top, one);
  }
  return [...missing].map(([top, { file, line }]) => ({
    rule: 'import-undeclared',
    file,
    line,
    message: `imports ${top}, which ${manifest} does not declare: add ${packageOf(top)}`,
  }));
}

/** How many of the imported modules a list of packages brings: which of several requirements files is the service's. */
export function coverage(imports: readonly ThirdPartyImport[], dependencies: readonly Dependency[]): number {
  const installed = withCompanions(dependencies);
  const tops = new Set(imports.map((one) => one.dotted.split('.')[0] ?? one.dotted));
  return [...tops].filter((top) => provides(installed, top)).length;
}
