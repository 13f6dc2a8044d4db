// Renders templates/runtime or templates/nginx for the checks in this folder: render.mjs FOLDER OUT MODEL.json
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ejs from 'ejs';

const [folder, out, given] = process.argv.slice(2);
const from = join(dirname(fileURLToPath(import.meta.url)), '../../templates', folder);
const model = JSON.parse(readFileSync(given, 'utf8'));
mkdirSync(out, { recursive: true });
for (const name of readdirSync(from)) {
  if (name.endsWith('.ejs')) {
    const needs =
      name.startsWith('vite') || name.startsWith('pages') || folder === 'nginx'
        ? 'site'
        : name.includes('.mjs')
          ? 'node'
          : 'python';
    if (model.build.stack !== needs) continue;
    const text = ejs.render(
      readFileSync(join(from, name), 'utf8'),
      { model, runtime: model.runtime },
      { strict: false },
    );
    writeFileSync(join(out, name.slice(0, -4)), text);
  } else if (model.build.stack === 'python' || folder === 'nginx') {
    copyFileSync(join(from, name), join(out, name));
  }
}
