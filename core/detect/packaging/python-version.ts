import { parse } from 'smol-toml';
import type { Candidate, Evidence, Fact } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Build } from '../launch/builds.js';
import { ancestors, joinPath, lineText } from '../launch/paths.js';
import { isRecord } from '../launch/yaml.js';
import { lineOfKey, type Project, table } from './pyproject.js';

interface Claim {
  readonly value: string;
  readonly evidence: Evidence;
  readonly confidence: Fact<string>['confidence'];
}

/**
 * The Python version as X.Y. What the service's image runs comes first, then files that pin one version, then the
 * lower bound of what the project accepts. A pin that the project refuses is passed over. Undefined when nothing says.
 */
export function findPythonVersion(
  folder: Folder,
  builds: readonly Build[],
  project: Project | undefined,
  place: string,
): Fact<string> | undefined {
  const claims: Claim[] = [];
  const add = (
    value: string | undefined,
    file: string,
    line: number,
    rule: string,
    confidence: Claim['confidence'],
  ): void => {
    if (value === undefined) return;
    claims.push({ value, confidence, evidence: { file, line, rule, text: lineText(folder.read(file), line) } });
  };
  for (const build of builds) {
    const { image, imageLine } = build.final;
    add(imageVersion(image), build.file, imageLine, 'dockerfile-from', 'certain');
    for (const stage of build.stages) {
      if (stage !== build.final && /python/.test(stage.image))
        add(imageVersion(stage.image), build.file, stage.imageLine, 'dockerfile-from-build', 'likely');
    }
    const named = build.final.environment.get('UV_PYTHON') ?? build.final.environment.get('PYTHON_VERSION');
    add(minor(named), build.file, imageLine, 'dockerfile-env', 'likely');
  }
  for (const at of ['.', ...ancestors(folder)]) readPins(folder, at, add);
  const bound = project?.requiresPython;
  const lower = bound ? lowerBound(bound.text) : undefined;
  const accepted = claims.filter((claim) => bound === undefined || accepts(bound.text, claim.value));
  if (project && bound) add(lower, project.file, lineOfKey(project.text, bound.key), 'requires-python', 'likely');
  readTools(folder, place, add);
  const order = [
    ...accepted,
    ...claims.filter((claim) => claim.evidence.rule === 'requires-python' || claim.evidence.rule === 'tool-setting'),
  ];
  const best = order[0];
  if (!best) return undefined;
  const rest = claims.filter((claim) => claim !== best);
  return {
    value: best.value,
    confidence: best.confidence,
    evidence: [best.evidence, ...rest.filter((claim) => claim.value === best.value).map((claim) => claim.evidence)],
    others: rest
      .filter((claim) => claim.value !== best.value)
      .map(
        (claim): Candidate<string> => ({
          value: claim.value,
          evidence: [claim.evidence],
          reason:
            accepted.includes(claim) || bound === undefined
              ? `outranked by ${best.evidence.rule}`
              : `${bound.text} refuses it`,
        }),
      ),
  };
}

type Add = (
  value: string | undefined,
  file: string,
  line: number,
  rule: string,
  confidence: Claim['confidence'],
) => void;

/** Files that pin a version for the folder in which they lie and all below. */
function readPins(folder: Folder, at: string, add: Add): void {
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
function readTools(folder: Folder, place: string, add: Add): void {
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

/** The version in an image name: `python:3.12-slim`, `…/uv:python3.12-bookworm`, `…/python-312`. */
function imageVersion(image: string): string | undefined {
  const last = image.slice(image.lastIndexOf('/') + 1);
  const [name = '', tag = ''] = last.split('@')[0]?.split(/:(.*)/s) ?? [];
  const inTag = /(?:^|[^\d.])(?:python|py)-?(3\.\d{1,2})(?:[^\d]|$)/.exec(`${name}-${tag}`)?.[1];
  if (inTag) return inTag;
  const packed = /python-?3(\d{1,2})(?:\D|$)/.exec(last)?.[1];
  if (packed && packed !== '')
    return name.includes(`python-3${packed}`) || name.includes(`python3${packed}`) ? `3.${packed}` : undefined;
  // Images that are Python's, or are tagged by its version as LangGraph's server is.
  if (/python|langgraph|pypy/.test(name)) return minor(/^v?(3\.\d{1,2})(?:[.\-_]|$)/.exec(tag)?.[1]);
  return undefined;
}

/** X.Y of a full or partial version. */
export function minor(text: string | undefined): string | undefined {
  return /(?:^|[^\d.])(3\.\d{1,2})(?:\.|[^\d]|$)/.exec(text ?? '')?.[1];
}

interface Bound {
  readonly operator: string;
  readonly minor: number;
  readonly isExact: boolean;
}

function bounds(text: string): readonly Bound[] {
  return [...text.matchAll(/(~=|===?|!=|>=?|<=?|\^|~)?\s*(\d+)(?:\.(\d+))?(\.[\d*]+)?/g)].flatMap((match) => {
    if (match[2] !== '3') return match[2] === '4' && /^<=?$/.test(match[1] ?? '') ? [] : [];
    return [
      {
        operator: match[1] ?? '==',
        minor: Number(match[3] ?? 0),
        isExact: match[4] !== undefined && match[4] !== '.*',
      },
    ];
  });
}

/** The lowest X.Y that a specifier accepts; undefined when it only says what is too new. */
export function lowerBound(text: string): string | undefined {
  const first = text.split('||')[0] ?? text;
  for (const { operator, minor: n, isExact } of bounds(first)) {
    if (['>=', '~=', '==', '===', '^', '~'].includes(operator) && /3\.\d/.test(first)) return `3.${n}`;
    if (operator === '>' && /3\.\d/.test(first)) return `3.${isExact ? n : n + 1}`;
  }
  return undefined;
}

/** Whether a specifier accepts some release of X.Y. */
export function accepts(text: string, version: string): boolean {
  const wanted = Number(version.split('.')[1] ?? 0);
  return text.split('||').some((part) =>
    bounds(part).every(({ operator, minor: n, isExact }) => {
      switch (operator) {
        case '>=':
        case '^':
          return wanted >= n;
        case '>':
          return isExact ? wanted >= n : wanted > n;
        case '<':
          return isExact ? wanted <= n : wanted < n;
        case '<=':
          return wanted <= n;
        case '!=':
          return isExact || wanted !== n;
        case '~=':
          return isExact ? wanted === n : wanted >= n;
        default:
          return wanted === n;
      }
    }),
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
