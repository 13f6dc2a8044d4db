import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Model } from '../../../core/model/model.js';
import { render } from '../../../core/render.js';
import { unknownWords } from './table.js';

/** A program that writes down how it was called and answers what the case says. */
const RECORDER = `#!/bin/sh
line=$(basename "$0")
for word in "$@"; do line="$line	$word"; done
printf '%s\\n' "$line" >>"$RECORD"
case $* in
  *port-forward*) echo 'Forwarding from 127.0.0.1:40001 -> 8080'; sleep 5 ;;
esac
cd "$ANSWERS"
for file in *; do
  [ -f "$file" ] || continue
  case $line in
    *"$(head -n 1 "$file")"*) tail -n +3 "$file"; exit "$(sed -n 2p "$file")" ;;
  esac
done
`;

/** What a call that contains these words gets. */
export interface Answer {
  readonly words: string;
  readonly out: string;
  readonly code?: number;
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
  /** Words of each call, the program first. */
  readonly calls: readonly (readonly string[])[];
  /** A file of the service as the script left it. */
  readonly file: (path: string) => string;
}

export const DIGEST = `sha256:${'ab12'.repeat(16)}`;
const PROGRAMS = ['gcloud', 'kubectl', 'docker', 'curl', 'git', 'sleep'];

/**
 * Renders the model into a folder of its own and runs one of its scripts there, every tool replaced by a recorder. Throws
 * where a call holds what the real tool would not take.
 */
export function run(model: Model, words: readonly string[], answers: readonly Answer[] = []): Ran {
  const root = mkdtempSync(join(tmpdir(), 'saasfactory-scripts-'));
  try {
    const [service, bin, said] = ['service', 'bin', 'answers'].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ];
    for (const folder of [bin, said]) mkdirSync(folder);
    for (const { path, text, mode } of render(model).values()) {
      if (!path.startsWith('deploy/')) continue;
      mkdirSync(dirname(join(service, path)), { recursive: true });
      writeFileSync(join(service, path), text, { mode });
    }
    for (const name of PROGRAMS) {
      writeFileSync(join(bin, name), RECORDER);
      chmodSync(join(bin, name), 0o755);
    }
    answers.forEach((one, index) => {
      const text = `${one.words.replaceAll(' ', '\t')}\n${one.code ?? 0}\n${one.out === '' ? '' : `${one.out}\n`}`;
      writeFileSync(join(said, `${String(index).padStart(2, '0')}`), text);
    });
    const record = join(root, 'record');
    const ran = spawnSync('sh', [`deploy/scripts/${words[0]}.sh`, ...words.slice(1)], {
      cwd: service,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, RECORD: record, ANSWERS: said },
    });
    const lines = existsSync(record) ? readFileSync(record, 'utf8').trimEnd().split('\n') : [];
    const calls = lines.map((line) => line.split('\t'));
    const unknown = unknownWords(calls);
    if (unknown.length > 0) throw new Error(`no real tool takes ${unknown.join(', ')}`);
    const files = new Map(
      [...render(model).values()]
        .filter(({ path }) => path.startsWith('deploy/'))
        .map(({ path }) => [path, readFileSync(join(service, path), 'utf8')]),
    );
    return {
      code: ran.status,
      out: ran.stdout,
      errors: ran.stderr,
      calls,
      file: (path) => files.get(path) ?? '',
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
