import { nearest } from '../../nearest.js';
import { type DockerfileView, type Stage, type Step, settings } from '../dockerfile-view.js';
import type { Remark, Rule } from '../rule.js';
import { isSecretName } from '../secret-names.js';

/** Why an image reference moves under the builder's feet; undefined when it is fixed or cannot be known. */
function moving(image: string): string | undefined {
  if (image === 'scratch' || image.includes('$') || image.includes('@')) return undefined;
  const name = image.slice(image.lastIndexOf('/') + 1);
  if (!name.includes(':')) return `${image} has no tag`;
  return name.endsWith(':latest') ? `${image} changes from day to day` : undefined;
}

interface Source {
  readonly name: string;
  readonly step: Step;
  readonly stage: number;
}

/** Where COPY --from and RUN --mount take files from. */
function sources(file: DockerfileView): readonly Source[] {
  return file.stages.flatMap((stage, index) =>
    stage.steps.flatMap((step) => {
      if (!/^(COPY|ADD|RUN)$/.test(step.keyword)) return [];
      const found = [...step.text.matchAll(/(?:^|\s)--(?:from=|mount=\S*?\bfrom=)([^\s,]+)/g)];
      return found.map((match) => ({ name: match[1] ?? '', step, stage: index }));
    }),
  );
}

const stageNames = (stages: readonly Stage[]): readonly string[] =>
  stages.flatMap((stage) => (stage.name === undefined ? [] : [stage.name]));

function* copyFrom(file: DockerfileView): Generator<Remark> {
  const all = stageNames(file.stages).map((name) => name.toLowerCase());
  for (const { name, step, stage } of sources(file)) {
    const place = { path: file.path, line: step.line };
    const earlier = stageNames(file.stages.slice(0, stage));
    const known = earlier.map((one) => one.toLowerCase());
    if (name.includes('$') || known.includes(name.toLowerCase())) continue;
    if (/^\d+$/.test(name)) {
      if (Number(name) >= stage) yield { ...place, message: `--from=${name}: there is no such earlier stage` };
    } else if (all.includes(name.toLowerCase())) {
      yield { ...place, message: `--from=${name}: that stage comes later or is this one` };
    } else if (!/[/:@.]/.test(name)) {
      const meant = nearest(name, earlier) ?? (earlier.length === 1 ? earlier[0] : undefined);
      const message = `--from=${name} names no stage${meant === undefined ? '' : `, nearest is ${meant}`}`;
      yield { ...place, message, fix: meant === undefined ? 'name a stage or an image with a tag' : `write ${meant}` };
    }
  }
}

function* bases(file: DockerfileView): Generator<Remark> {
  for (const stage of file.stages) {
    const message = stage.parent === undefined ? moving(stage.image) : undefined;
    if (message !== undefined) yield { path: file.path, line: stage.line, message };
  }
  for (const { name, step } of sources(file)) {
    const message = /[/:.]/.test(name) ? moving(name) : undefined;
    if (message !== undefined) yield { path: file.path, line: step.line, message };
  }
}

/** An image that is spelt almost like the name of an earlier stage. */
function* misspelt(file: DockerfileView): Generator<Remark> {
  for (const [index, stage] of file.stages.entries()) {
    const names = stageNames(file.stages.slice(0, index));
    const meant = /[/:@.$]/.test(stage.image) || stage.parent ? undefined : nearest(stage.image, names);
    if (meant === undefined) continue;
    const message = `FROM ${stage.image} names no stage, nearest is ${meant}`;
    yield { path: file.path, line: stage.line, message, fix: `write ${meant}` };
  }
}

function* twice(file: DockerfileView): Generator<Remark> {
  const seen = new Set<string>();
  for (const stage of file.stages) {
    const name = stage.name?.toLowerCase();
    if (name === undefined) continue;
    if (seen.has(name)) yield { path: file.path, line: stage.line, message: `two stages are called ${stage.name}` };
    seen.add(name);
  }
}

/** A stage whose files nobody takes is built for nothing, or its COPY got lost. */
function* unused(file: DockerfileView): Generator<Remark> {
  const taken = new Set(sources(file).map(({ name }) => name.toLowerCase()));
  for (const [index, stage] of file.stages.slice(0, -1).entries()) {
    const own = [stage.name?.toLowerCase() ?? '', String(index)];
    const continued = file.stages.some(({ parent }) => parent === stage);
    // A stage with a name of its own may be a target for tests.
    if (own.some((name) => taken.has(name)) || continued || /test|lint|dev|debug/.test(own[0] ?? '')) continue;
    yield { path: file.path, line: stage.line, message: `nothing is taken from stage ${stage.name ?? index}` };
  }
}

const every = (rule: Omit<Rule, 'check'>, check: (file: DockerfileView) => Iterable<Remark>): Rule => ({
  ...rule,
  *check(view) {
    for (const file of view.dockerfiles) yield* check(file);
  },
});

export const DOCKERFILE_SOURCE_RULES: readonly Rule[] = [
  every(
    {
      id: 'dockerfile-base-tag',
      severity: 'warning',
      about: 'images that a build takes have an exact tag or digest',
      source: 'hadolint DL3006, DL3007',
      fix: 'write an exact tag',
    },
    bases,
  ),
  every(
    {
      id: 'dockerfile-copy-from',
      severity: 'error',
      about: '--from and FROM name an earlier stage or an image',
      source: 'Dockerfile reference, COPY --from',
    },
    function* (file) {
      yield* copyFrom(file);
      yield* misspelt(file);
      yield* twice(file);
    },
  ),
  every(
    {
      id: 'dockerfile-unused-stage',
      severity: 'warning',
      about: 'what a stage makes is used by a later one',
      source: 'Dockerfile reference, COPY --from',
      fix: 'add COPY --from, or remove the stage',
    },
    unused,
  ),
  every(
    {
      id: 'dockerfile-add',
      severity: 'warning',
      about: 'COPY brings files in; ADD also fetches and unpacks',
      source: 'hadolint DL3020',
      fix: 'use COPY',
    },
    function* (file) {
      for (const step of file.steps)
        if (step.keyword === 'ADD' && !/--checksum=|<<|\.(tar|tgz|txz|tbz2?)(\.\w+)?\b/.test(step.text))
          yield { path: file.path, line: step.line, message: 'ADD where COPY does' };
    },
  ),
  every(
    {
      id: 'dockerfile-workdir',
      severity: 'warning',
      about: 'WORKDIR is absolute',
      source: 'BuildKit WorkdirRelativePath',
      fix: 'begin it with /',
    },
    function* (file) {
      for (const step of file.steps)
        if (step.keyword === 'WORKDIR' && !/^"?(\/|\$|[A-Za-z]:)/.test(step.text))
          yield { path: file.path, line: step.line, message: `WORKDIR ${step.text} depends on the base image` };
    },
  ),
  every(
    {
      id: 'dockerfile-secret',
      severity: 'error',
      about: 'no secret is in an image or its history',
      source: 'BuildKit SecretsUsedInArgOrEnv',
      fix: 'use RUN --mount=type=secret, or set it where the container runs',
    },
    function* (file) {
      for (const step of file.steps) {
        if (step.keyword !== 'ENV' && step.keyword !== 'ARG') continue;
        for (const [name, value] of settings(step)) {
          if (!isSecretName(name) || (step.keyword === 'ENV' && /^(\s*|\$\{?\w+\}?)$/.test(value ?? ''))) continue;
          const message = `${step.keyword} ${name} stays in the image's history`;
          yield {
            path: file.path,
            line: step.line,
            message,
            ...(value === null ? { severity: 'warning' as const } : {}),
          };
        }
      }
    },
  ),
];
