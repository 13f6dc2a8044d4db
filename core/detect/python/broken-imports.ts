import type { Remark } from '../detection.js';
import type { Module, Modules } from './modules.js';
import { folderOf, join, leadingDots } from './paths.js';
import type { isMainGuard } from './scope.js';
import { surveyOf } from './survey.js';

/** Modules that a build or a tool writes, and so are missing from the repository. */
const MADE = /(?:^|[._])(?:_?version|_?build|pb2|pb2_grpc|generated|gen|_git|local_settings|local)(?:$|[._])/;

/** Relative imports that no file satisfies: the service dies on them wherever it is started. */
export function brokenImports(modules: Modules, live: readonly Module[]): readonly Remark[] {
  const remarks: Remark[] = [];
  for (const module of live) {
    for (const node of surveyOf(module).imports) {
      const dotted = node.field('module_name')?.text.replaceAll(' ', '') ?? '';
      const dots = leadingDots(dotted);
      if (dots === 0 || dots === dotted.length || MADE.test(dotted) || isForgiven(node)) continue;
      const root = join(folderOf(module.path), '../'.repeat(dots - 1));
      const place = modules.canonical(join(root, dotted.slice(dots).replaceAll('.', '/')));
      if (modules.resolve(module.path, dotted) !== undefined || modules.get(`${place}.py`) !== undefined) continue;
      // A folder without `__init__.py`, a compiled module, or a file too large to read.
      const beside = modules.folder.listAt(folderOf(place), 2);
      const isThere = beside.some((file) => file.startsWith(`${place}/`) || file.startsWith(`${place}.`));
      if (isThere || modules.folder.skipped.some((file) => file.startsWith(place))) continue;
      remarks.push({
        rule: 'import-unresolved',
        severity: 'error',
        file: module.path,
        line: node.line,
        message: `imports ${dotted}, and there is no ${place}.py and no ${place}/`,
      });
    }
  }
  return remarks;
}

/** In a function, a condition or a `try` the import may never run, or may fail. */
function isForgiven(node: Parameters<typeof isMainGuard>[0]): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent)
    if (['function_definition', 'try_statement', 'if_statement'].includes(at.type)) return true;
  return false;
}
