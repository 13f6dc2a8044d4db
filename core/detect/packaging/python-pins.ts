import { parse } from 'smol-toml';
import type { Fact } from '../facts.js';
import type { Folder } from '../folder.js';
import { joinPath } from '../launch/paths.js';
import { isRecord } from '../launch/yaml.js';
import { minor } from './image-version.js';
import { lineOfKey, table } from './pyproject.js';

/** Takes down one claim of a Python version; `value` undefined is none. */
export type Add = (
  value: string | undefined,
  file: string,
  line: number,
  rule: string,
  confidence: Fact<string>['confidence'],
) => void;

/** Files that pin a version for the folder in which they lie and all below. */
export function readPins(folder: Folder, at: string, add: Add): void {
  const path = (name: string): string => joinPath(at, name);
  const lines = (name: string): readonly string[] => (folder.read(path(name)) ?? '').split('\n');
  lines('.python-version').forEach((line, i) => {
    if (!/^\s*(?:#|$)/.test(line)) add(minor(line), path('.python-version'), i + 1, 'python-version-file', 'certain');
  });
  lines('runtime.txt').forEach((line, i) => {
    add(minor(/^\s*python-(\S+)/.exec(line)?.[1]), path('runtime.txt'), i + 1, 'runtime-txt', 'certain');
  });
  lines('.tool-versions').forEach((line, i) => {
    add(minor(/^\s*python\s+(\S+)/.exec(line)?.[1]), path('.tool-versions'), i + 1, 'tool-versions', 'certain');
  });
  for (const name of ['environment.yml', 'environment.yaml']) {
    lines(name).forEach((line, i) => {
      add(
        minor(/^\s*-\s*["']?python\s*=+\s*(\d\S*?)["']?\s*$/.exec(line)?.[1]),
        path(name),
        i + 1,
        'conda-environment',
        'likely',
      );
    });
  }
  const requires = table(toml(folder.read(path('Pipfile'))), 'requires');
  const pipfile = requires.python_full_version ?? requires.python_version;
  if (typeof pipfile === 'string') {
    add(
      minor(pipfile),
      path('Pipfile'),
      lineOfKey(folder.read(path('Pipfile')) ?? '', 'python_'),
      'pipfile-requires',
      'certain',
    );
  }
  for (const name of ['mise.toml', '.mise.toml']) {
    const python = table(toml(folder.read(path(name))), 'tools').python;
    if (typeof python === 'string')
      add(minor(python), path(name), lineOfKey(folder.read(path(name)) ?? '', 'python'), 'mise', 'certain');
  }
  for (const name of ['app.yaml', 'app.yml']) {
    lines(name).forEach((line, i) => {
      const digits = /^runtime:\s*["']?python3(\d{1,2})\b/.exec(line)?.[1];
      add(digits === undefined ? undefined : `3.${digits}`, path(name), i + 1, 'app-yaml-runtime', 'certain');
    });
  }
  const graph = json(folder.read(path('langgraph.json')));
  if (typeof graph.python_version === 'string') {
    const line = lineOfKey(folder.read(path('langgraph.json')) ?? '', '"python_version"');
    add(minor(graph.python_version), path('langgraph.json'), line, 'langgraph-python', 'certain');
  }
}

/** Linters and type checkers are set to the oldest version that must still work, so they come last. */
export function readTools(folder: Folder, place: string, add: Add): void {
  const file = joinPath(place, 'pyproject.toml');
  const text = folder.read(file);
  const tool = table(toml(text), 'tool');
  if (text === undefined) return;
  const target = table(tool, 'ruff')['target-version'];
  if (typeof target === 'string')
    add(
      /^py3(\d{1,2})$/.exec(target)?.[1]?.replace(/^/, '3.'),
      file,
      lineOfKey(text, 'target-version'),
      'tool-setting',
      'guess',
    );
  const checked = table(tool, 'mypy').python_version ?? table(tool, 'pyright').pythonVersion;
  if (typeof checked === 'string')
    add(
      minor(checked),
      file,
      lineOfKey(text, typeof table(tool, 'mypy').python_version === 'string' ? 'python_version' : 'pythonVersion'),
      'tool-setting',
      'guess',
    );
}

function toml(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : parse(text);
  } catch {
    return undefined;
  }
}

function json(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
