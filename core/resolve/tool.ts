import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { Failure } from '../errors.js';

export interface ToolInput {
  /** Its name and extension choose the highlighting. */
  readonly path: string;
  readonly base: Uint8Array;
  readonly yours: Uint8Array;
  readonly new: Uint8Array;
  /** What the tool starts from. */
  readonly merged: Uint8Array;
}

/** Tools that git knows by name are run by its own script library (git-mergetool--lib), made for such use. */
const KNOWN = 'TOOL_MODE=merge; . "$(git --exec-path)/git-mergetool--lib"; run_merge_tool "$SAASFACTORY_TOOL" true';

/**
 * Runs git's configured merge tool over copies of the three sides and gives what it left in the merged file.
 * Throws Failure where none is configured, it ends with an error, or it changed nothing.
 */
export function runTool(input: ToolInput): Uint8Array {
  const tool = config('merge.tool') ?? config('merge.guitool');
  if (tool === undefined) throw refuse('no merge tool is configured', 'git config --global merge.tool vimdiff');
  const own = config(`mergetool.${tool}.cmd`);
  const folder = mkdtempSync(join(tmpdir(), 'saasfactory-resolve-'));
  try {
    const extension = extname(input.path);
    const stem = basename(input.path, extension);
    const file = (side: string, bytes: Uint8Array): string => {
      const path = join(folder, `${stem}.${side}${extension}`);
      writeFileSync(path, bytes);
      return path;
    };
    const merged = file('merged', input.merged);
    const sides = { BASE: file('base', input.base), LOCAL: file('yours', input.yours), REMOTE: file('new', input.new) };
    const backup = join(folder, `${stem}.backup${extension}`);
    copyFileSync(merged, backup);
    // As an alias a command line runs in git's own shell, on Windows too.
    const alias = `alias.saasfactory-tool=!${own === undefined ? KNOWN : 'eval "$SAASFACTORY_TOOL_COMMAND"'}`;
    const ended = spawnSync('git', ['-c', alias, 'saasfactory-tool'], {
      stdio: [process.stdin.isTTY ? 'inherit' : 'ignore', 2, 2],
      env: {
        ...process.env,
        ...sides,
        MERGED: merged,
        BACKUP: backup,
        SAASFACTORY_TOOL: tool,
        SAASFACTORY_TOOL_COMMAND: own ?? '',
      },
    });
    const result = readFileSync(merged);
    const trusted = own === undefined || config(`mergetool.${tool}.trustexitcode`) === 'true';
    if (ended.error || (trusted && ended.status !== 0)) {
      throw refuse(`the merge tool ${tool} ended with ${ended.status ?? ended.error?.message}`, 'run it again');
    }
    if (result.equals(input.merged) && !trusted) throw refuse(`the merge tool ${tool} changed nothing`, 'run it again');
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function config(name: string): string | undefined {
  const { status, stdout } = spawnSync('git', ['config', '--get', name], { encoding: 'utf8' });
  const value = status === 0 ? stdout.replace(/\n$/, '') : '';
  return value === '' ? undefined : value;
}

function refuse(why: string, next: string): Failure {
  const hint = `${next}, or use --yours, --new or --edited`;
  return new Failure(`--tool: ${why}: ${hint}. Nothing was written.`, { code: 'merge-tool', file: '--tool', hint });
}
