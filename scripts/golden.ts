import { differences, emitted, goldenCases, writeExpected } from './golden-cases.js';

// npm run golden [-- CASE…]: rewrites test/golden/*/expected. Nothing else does; read the diff before committing it.
const only = process.argv.slice(2);
for (const golden of goldenCases()) {
  if (only.length > 0 && !only.includes(golden.name)) continue;
  const files = await emitted(golden);
  const changed = differences(golden, files);
  if (changed.length > 0) writeExpected(golden, files);
  console.log(
    `${golden.name}: ${files.size} files, ${changed.length === 0 ? 'unchanged' : `${changed.length} changed`}`,
  );
}
