import type { Evidence, Fact } from '../facts.js';
import { declaredNames } from './declared.js';
import { evidenceOf } from './evidence.js';
import type { Module, Modules } from './modules.js';
import { isTest } from './paths.js';
import { importsOf } from './survey.js';
import { literalText, walk } from './values.js';
import { zoneOf } from './zones.js';

/** Names of modules that keep the data of one tenant from another. */
const MODULES = /^(?:tenant(?:s|cy|_.*)?|.*_tenan(?:t|cy)|multi_?tenan(?:t|cy)|access_control|row_level_security|rls)$/;
const PACKAGES = new Set(['django-tenants', 'django-tenant-schemas', 'django-multitenant']);

/** Modules that isolate tenants, sorted; nothing where none is named so. */
export function tenancyOf(modules: Modules): Fact<readonly string[]> | undefined {
  const files = modules.files.filter((file) => {
    const base = file.slice(file.lastIndexOf('/') + 1, -3);
    const folder = file.split('/').at(-2) ?? '';
    const names = base === '__init__' ? folder : base;
    const isRevision = file.includes('versions/') || file.includes('migrations/');
    return MODULES.test(names) && !isRevision && !isTest(file) && zoneOf(file).zone === 'service';
  });
  const evidence: Evidence[] = files.map((file) => ({
    file,
    line: 1,
    rule: 'tenant-module',
    text: (modules.text(file) ?? '').split('\n', 1)[0]?.trim().slice(0, 120) ?? '',
  }));
  for (const declared of declaredNames(modules.folder))
    if (PACKAGES.has(declared.name)) evidence.push(declared.evidence);
  if (files.length === 0) return undefined;
  return { value: files, confidence: 'likely', evidence, others: [] };
}

/** Whether the database must have the extension `vector`: the package, langchain's store, or the statement itself. */
export function pgvectorOf(modules: Modules, read: readonly Module[]): Fact<boolean> | undefined {
  const evidence: Evidence[] = [];
  for (const module of read) {
    const item = importsOf(module).find(
      ({ dotted }) =>
        dotted.split('.')[0] === 'pgvector' || dotted.endsWith('.PGVector') || dotted.endsWith('.pgvector'),
    );
    if (item !== undefined) evidence.push(evidenceOf(module, item.node, 'pgvector-import'));
    if (!(module.source.text.includes('EXTENSION') || module.source.text.includes('extension'))) continue;
    for (const node of walk(module.root)) {
      const text = node.type === 'string' ? literalText(node) : undefined;
      if (text !== undefined && isExtension(text)) evidence.push(evidenceOf(module, node, 'pgvector-extension'));
    }
  }
  for (const file of modules.folder.list()) {
    if (!file.endsWith('.sql')) continue;
    const lines = (modules.folder.read(file) ?? '').split('\n');
    const at = lines.findIndex(isExtension);
    if (at !== -1)
      evidence.push({ file, line: at + 1, rule: 'pgvector-extension', text: (lines[at] ?? '').trim().slice(0, 120) });
  }
  for (const { name, evidence: at } of declaredNames(modules.folder)) if (name === 'pgvector') evidence.push(at);
  return evidence.length === 0
    ? undefined
    : { value: true, confidence: 'certain', evidence: evidence.slice(0, 5), others: [] };
}

function isExtension(text: string): boolean {
  return /create\s+extension\s+(?:if\s+not\s+exists\s+)?"?vector"?\s*(?:;|$|with|cascade|schema)/i.test(text.trim());
}
