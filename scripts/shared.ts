import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PACKAGE_ROOT } from '../core/package-root.js';

/** Tools beside the checkout that are not part of the package; each script says what did not run without them. */
export const SHARED = resolve(process.env.SHARED ?? join(PACKAGE_ROOT, '..', 'shared'));
export const SAMPLES = resolve(process.env.SAMPLES_HOME ?? join(PACKAGE_ROOT, '..', 'samples'));

/** Path of a tool in $SHARED, when it is there. */
export function tool(name: string): string | undefined {
  const path = join(SHARED, name);
  return existsSync(path) ? path : undefined;
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly all: string;
}

/** Runs a command to its end without input; never rejects. */
export function command(words: readonly string[], options: { cwd?: string; echo?: boolean } = {}): Promise<Ended> {
  const [program = '', ...args] = words;
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let all = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      all += text;
      if (options.echo) process.stdout.write(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      all += text;
      if (options.echo) process.stderr.write(text);
    });
    child.on('error', (error) => done({ code: 127, out, all: `${all}${error.message}` }));
    child.on('close', (code) => done({ code: code ?? 1, out, all }));
  });
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The line that a runner ends with, and its exit code. */
export function closing(passed: number, failed: number, notRun: number): void {
  console.log(`${passed} passed, ${failed} failed${notRun > 0 ? `, ${notRun} not run` : ''}`);
  process.exitCode = failed > 0 ? 1 : 0;
}
