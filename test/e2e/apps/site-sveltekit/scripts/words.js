// Makes src/words.js from what the pages say, as code generators do at an install.
import { readFileSync, writeFileSync } from 'node:fs';

const words = JSON.parse(readFileSync(new URL('../src/words.json', import.meta.url), 'utf8'));
writeFileSync(new URL('../src/words.js', import.meta.url), `export default ${JSON.stringify(words)};\n`);
