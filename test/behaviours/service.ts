import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';
import { plain, type Screen } from '../../cli/screen.js';
import { runSession } from '../../cli/session.js';
import type { Values } from '../../core/answers.js';
import { ENGINE } from '../../core/engine.js';
import type { Rendered, Tree } from '../../core/output.js';
import { temporary } from '../apply/scaffold.js';

/** Changes that a later version makes to its output; absent ids are dropped. */
export type Release = (tree: Map<string, Rendered>) => void;

export interface Call {
  readonly mode?: 'container' | 'check';
  readonly version?: string;
  readonly release?: Release;
  readonly flags?: Values;
  readonly switches?: readonly string[];
  readonly conflict?: 'keep' | 'markers' | 'yours' | 'new';
  readonly restore?: readonly string[];
}

interface Entry {
  readonly exit: number;
  readonly actions: readonly { readonly id: string; readonly path: string; readonly action: string }[];
  readonly conflicts: readonly {
    readonly path: string;
    readonly at: string;
    readonly base: string;
    readonly yours: string;
    readonly new: string;
    readonly candidate: string;
  }[];
  readonly findings: readonly { readonly rule: string; readonly path: string; readonly message: string }[];
  readonly outdated: { readonly version: boolean; readonly answers: boolean; readonly drift: readonly string[] };
}

export interface Report extends Entry {
  /** What was done, by path, without what stayed as it was. */
  readonly done: Readonly<Record<string, string>>;
}

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A small FastAPI service as a user would have it, in a folder of its own. */
export function service(files: Readonly<Record<string, string>> = {}): string {
  const folder = temporary({
    'main.py':
      'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/health")\ndef health():\n    return {}\n',
    'requirements.txt': 'fastapi==0.115.0\nuvicorn==0.30.6\n',
    ...files,
  });
  made.push(folder);
  return folder;
}

/** One run of the real pipeline: state, detection, model, templates, verify, plan, apply. `release` is a later version. */
export async function generate(folder: string, call: Call = {}): Promise<Report> {
  let text = '';
  const screen: Screen = {
    out: (more) => {
      text += more;
    },
    err: () => undefined,
    terminal: false,
    interactive: false,
    width: 80,
    paint: plain,
  };
  const render: typeof ENGINE.render = async (model) => released(await ENGINE.render(model), call.release);
  await runSession({
    mode: call.mode ?? 'container',
    folders: [folder],
    flags: call.flags ?? {},
    file: {},
    switches: new Set(['yes', 'json', ...(call.switches ?? [])]) as never,
    values: new Map<string, readonly string[]>([
      ...(call.conflict === undefined ? [] : [['conflict', [call.conflict]] as const]),
      ...(call.restore === undefined ? [] : [['restore', call.restore] as const]),
    ]) as never,
    screen,
    // Findings are other tests' matter, and a made-up release need not pass the rules.
    parts: { ...ENGINE, render, verifyFiles: async () => [] },
    generator: call.version ?? '1.0.0',
  });
  const entry = (JSON.parse(text) as { readonly services: readonly Entry[] }).services[0];
  if (entry === undefined) throw new Error(`no entry: ${text}`);
  const done = entry.actions.filter(({ action }) => action !== 'unchanged');
  return { ...entry, done: Object.fromEntries(done.map(({ path, action }) => [path, action])) };
}

function released(tree: Tree, release: Release | undefined): Tree {
  const next = new Map(tree);
  release?.(next);
  return next;
}

/** Changes the text of one output by replacing a part that must be there. */
export function change(id: string, from: string, to: string): Release {
  return (tree) => {
    const rendered = tree.get(id);
    if (!rendered?.text.includes(from)) throw new Error(`${id} has no ${from}`);
    tree.set(id, { ...rendered, text: rendered.text.replace(from, to) });
  };
}

export function all(...releases: readonly Release[]): Release {
  return (tree) => {
    for (const release of releases) release(tree);
  };
}

/** Edits a file of the service as its user. */
export function edit(folder: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(folder, path), 'utf8');
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
  writeFileSync(join(folder, path), text.replace(from, to));
}

export function write(folder: string, path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
