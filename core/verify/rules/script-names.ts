import { nearest } from '../../nearest.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, entry, items, text } from '../yaml-node.js';

interface Known {
  readonly name: string;
  readonly path: string;
  readonly line: number;
}

/** What scripts ask for by name: words before it, and the objects that it may be. */
const ASKED: readonly (readonly [RegExp, (view: View) => readonly Known[]])[] = [
  [/\bdeployment(?:\.apps)?\/([a-z][\w-]*)/, (view) => objects(view, 'Deployment')],
  [/\brollouts?(?:\.argoproj\.io)?\/([a-z][\w-]*)/, (view) => objects(view, 'Rollout')],
  [/\bservice\/([a-z][\w-]*)/, (view) => objects(view, 'Service')],
  [/^\s*target=([a-z][\w-]*)$/, (view) => objects(view, 'Service')],
  [/gcloud run services (?:describe|update-traffic|update) ([a-z][\w-]*)/, (view) => cloudRun(view, 'Service')],
  [/gcloud run jobs (?:execute|describe|update) ([a-z][\w-]*)/, (view) => cloudRun(view, 'Job')],
];

function objects(view: View, kind: string): readonly Known[] {
  return view.units.flatMap(({ resources }) =>
    resources.filter((one) => one.kind === kind).flatMap((one) => named(one.name, entry(one.root, 'metadata', 'name'))),
  );
}

const named = (name: string, place: { path: string; line: number } | undefined): readonly Known[] =>
  place === undefined ? [] : [{ name, path: place.path, line: place.line }];

function cloudRun(view: View, kind: string): readonly Known[] {
  return view.cloudRun
    .filter((one) => one.kind === kind)
    .flatMap((one) => named(one.name, entry(one.root, 'metadata', 'name')));
}

function* names(view: View, path: string, source: string): Generator<Remark> {
  for (const [index, line] of source.split('\n').entries()) {
    if (/^\s*#/.test(line)) continue;
    for (const [pattern, list] of ASKED) {
      const name = pattern.exec(line)?.[1];
      if (name === undefined) continue;
      const known = list(view);
      const [first] = known;
      if (first === undefined) continue;
      // A name that some environments lack is theirs to mend: there the manifest is pointed at.
      for (const other of known)
        if (
          other.name !== name &&
          (known.every((each) => each.name !== name) || nearest(other.name, [name]) !== undefined)
        ) {
          if (known.some((each) => each.name === name && each.path === other.path)) continue;
          if (objectsNamed(known, other) > 1 && known.some((each) => each.name === name)) continue;
          yield {
            path,
            line: index + 1,
            message: `${name} is asked for, and there is ${other.name} in ${other.path}:${other.line}`,
          };
          break;
        }
    }
    const port = /port-forward "?service\/\S+ :(\d+)/.exec(line)?.[1];
    if (port !== undefined) yield* forwarded(view, path, index + 1, Number(port));
  }
}

const objectsNamed = (all: readonly Known[], one: Known): number => all.filter((each) => each.name === one.name).length;

function* forwarded(view: View, path: string, line: number, port: number): Generator<Remark> {
  const ports = view.units
    .flatMap(({ resources }) => resources.filter((one) => one.kind === 'Service' && one.apiVersion === 'v1'))
    .flatMap((one) => items(at(one.root, 'spec', 'ports')))
    .flatMap((one) => at(one, 'port') ?? []);
  const wrong = ports.find((one) => text(one) !== String(port));
  if (wrong !== undefined)
    yield {
      path,
      line,
      message: `port ${port} is asked for, and the Service has ${text(wrong)} in ${wrong.path}:${wrong.line}`,
    };
}

/** Names that deploy scripts hand to gcloud and kubectl. */
export const SCRIPT_NAME_RULES: readonly Rule[] = [
  {
    id: 'scripts-names',
    severity: 'warning',
    about: 'scripts ask for what the manifests make',
    source: 'design: one model, many renderings',
    *check(view) {
      for (const [path, source] of view.files)
        if (/^deploy\/scripts\/[\w-]+\.sh$/.test(path)) yield* names(view, path, source);
    },
  },
];
