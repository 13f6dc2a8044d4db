import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { withTables } from './readme-tables.js';

// npm run readme: makes the tables of README.md anew from the option and the output table.
const path = join(PACKAGE_ROOT, 'README.md');
const text = readFileSync(path, 'utf8');
const next = withTables(text);
if (next !== text) writeFileSync(path, next);
console.log(next === text ? 'README.md is up to date' : 'README.md was written');
