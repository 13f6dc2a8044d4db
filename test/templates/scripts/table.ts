import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../../core/package-root.js';

interface Table {
  readonly wide: readonly string[];
  readonly commands: Readonly<Record<string, readonly string[]>>;
}
/** Made by scripts/command-table.ts from the help of a real gcloud, kubectl and docker. */
const known = (tool: string): Table =>
  JSON.parse(readFileSync(join(PACKAGE_ROOT, 'test', 'data', `${tool}.json`), 'utf8')) as Table;
const TABLES: Readonly<Record<string, Table>> = {
  docker: known('docker'),
  gcloud: known('gcloud'),
  kubectl: known('kubectl'),
};

/** What the real tools would not take: an unknown command, or a flag that it does not have. */
export function unknownWords(calls: readonly (readonly string[])[]): readonly string[] {
  return calls.flatMap(([tool = '', ...words]) => {
    const table = TABLES[tool];
    if (table === undefined) return [];
    const plain = words.join(' ').replace(/^(?:--(?:context|namespace) \S+ )*/, '');
    const command = Object.keys(table.commands)
      .filter((name) => plain === name || plain.startsWith(`${name} `))
      .sort((a, b) => b.length - a.length)[0];
    if (command === undefined) return [`${tool} ${plain}: no such command`];
    const taken = new Set([...(table.commands[command] ?? []), ...table.wide]);
    const flags = words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.replace(/=.*/s, ''));
    return flags.filter((flag) => !taken.has(flag)).map((flag) => `${tool} ${command} ${flag}`);
  });
}
