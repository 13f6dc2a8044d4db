import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Fields } from './container.js';

/** All that the scripts need to print what they would do. Nothing that could deploy is within their reach. */
const TOOLS = ['awk', 'cat', 'date', 'dirname', 'grep', 'mktemp', 'rm', 'sed', 'tr'];
const DIGEST = `sha256:${'a'.repeat(64)}`;
const SCRIPTS = { deploy: [DIGEST], promote: [], rollback: [], smoke: [] } as const;

/** Runs each script with --dry-run for each environment and reads the commands that it would run; adds to `fields`. */
export function readScripts(files: ReadonlyMap<string, string>, fields: Fields): void {
  const top = mkdtempSync(join(tmpdir(), 'readback-'));
  try {
    const tools = join(top, 'tools');
    mkdirSync(tools);
    for (const name of TOOLS) symlinkSync(join('/usr/bin', name), join(tools, name));
    const folder = join(top, 'service');
    for (const [path, text] of files) {
      if (path.startsWith('..')) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      const filled = text.replaceAll('your-project-id', 'acme-shop').replaceAll(`sha256:${'0'.repeat(64)}`, DIGEST);
      // The refusal to deploy to nowhere would hide all the rest.
      writeFileSync(join(folder, path), filled.replaceAll('!= acme-shop ]', '!= nowhere ]'), { mode: 0o755 });
    }
    const names = [...files.keys()].flatMap(
      (path) => /^deploy\/(?:cloud-run|k8s\/overlays)\/([^/]+)\//.exec(path)?.[1] ?? [],
    );
    for (const environment of [...new Set(names)].sort())
      for (const [name, more] of Object.entries(SCRIPTS)) {
        const args = [`deploy/scripts/${name}.sh`, '--dry-run', environment, ...more];
        const done = spawnSync('/bin/sh', args, {
          cwd: folder,
          env: { PATH: tools },
          encoding: 'utf8',
          timeout: 10_000,
        });
        fields.set(`${name} ${environment}`, `${done.status}\n${done.stdout}${done.stderr}`);
      }
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}
