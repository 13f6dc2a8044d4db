import { posix } from 'node:path';
import {
  type DockerfileView,
  environment,
  execForm,
  history,
  last,
  type Stage,
  type Step,
} from '../dockerfile-view.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { overFinal } from './dockerfile.js';

const REFERENCE = 'Dockerfile reference';
const at = (file: DockerfileView, { line }: Step, message: string, fix: string): Remark => ({
  path: file.path,
  line,
  message,
  fix,
});

/** Commands that read PORT fail where nobody sets it: plain `docker run`, compose. */
function* reads(file: DockerfileView, final: Stage): Generator<Remark> {
  if (environment(final).has('PORT')) return;
  for (const keyword of ['HEALTHCHECK', 'CMD', 'ENTRYPOINT']) {
    const step = last(final, keyword);
    if (
      step !== undefined &&
      /environ\s*\[\s*\\?["']PORT|\$PORT\b|\$\{PORT\}|process\.env\.PORT\b(?!\s*(\|\||\?\?))/.test(step.text)
    )
      yield at(file, step, `${keyword} reads PORT, which the image does not set`, 'add ENV PORT=8080');
  }
}

/** What the image starts or searches below /opt must have been brought there: such folders exist in no base image. */
function* brought(file: DockerfileView, final: Stage): Generator<Remark> {
  const steps = history(final);
  // Of COPY, where it goes and not where it comes from.
  const made = steps
    .filter(({ keyword }) => /^(COPY|ADD|RUN|VOLUME|WORKDIR)$/.test(keyword))
    .map(({ keyword, text }) =>
      /^(COPY|ADD)$/.test(keyword) && !text.includes('[') ? (text.split(/\s+/).at(-1) ?? '') : text,
    );
  const seen = new Set<string>();
  for (const step of steps) {
    const named = [...step.text.matchAll(/(?<![\w.-])\/opt\/[\w.-]+/g)].map((match) => match[0]);
    if (!/^(CMD|ENTRYPOINT|HEALTHCHECK|ENV)$/.test(step.keyword)) continue;
    for (const folder of named) {
      // `COPY … /opt/` and variables may stand for it.
      if (seen.has(folder) || made.some((text) => text.includes(folder) || /(^|\s)\/opt\/?(\s|$)|\$/.test(text)))
        continue;
      seen.add(folder);
      yield at(file, step, `${step.keyword} names ${folder}, which nothing brings into this stage`, 'add COPY --from');
    }
  }
}

/** A program of the service's own must lie where some instruction puts files. */
function* programs(file: DockerfileView, final: Stage): Generator<Remark> {
  const steps = history(final);
  const places: string[] = [];
  let workdir = '/';
  for (const { keyword, text } of steps) {
    if (keyword === 'WORKDIR') workdir = posix.resolve(workdir, text);
    if (keyword === 'RUN' || keyword === 'WORKDIR') places.push(...text.split(/[\s"',=]+/));
    if (!/^(COPY|ADD|VOLUME)$/.test(keyword)) continue;
    const target =
      text
        .split(/[\s"',[\]]+/)
        .filter(Boolean)
        .at(-1) ?? '';
    // Where a variable leads cannot be seen.
    if (target.includes('$')) return;
    places.push(posix.resolve(workdir, target));
  }
  // What a base image of somebody else's holds cannot be seen.
  if (!/(^|\/)(python|node|debian|ubuntu|nginx-unprivileged|nginx|cc-debian\d+)[:@]/.test(root(final).image)) return;
  for (const keyword of ['ENTRYPOINT', 'CMD', 'HEALTHCHECK']) {
    const step = last(final, keyword);
    for (const [program] of step?.text.matchAll(
      /(?<![\w.:}-])\/(?!(?:usr|bin|sbin|etc|lib|docker-entrypoint)\b)[\w./-]+\.(?:py|mjs|js|sh)\b/g,
    ) ?? []) {
      if (
        step === undefined ||
        places.some(
          (place) => place !== '' && (program === place || program.startsWith(`${place.replace(/\/$/, '')}/`)),
        )
      )
        continue;
      yield at(file, step, `${keyword} starts ${program}, which nothing brings into this stage`, 'add COPY');
    }
  }
}

/** A program of the scaffold's own that is started where it does not lie. */
function* misplaced({ files }: View, file: DockerfileView, final: Stage): Generator<Remark> {
  const own = [...files.keys()].filter((path) => path.startsWith('deploy/'));
  for (const keyword of ['ENTRYPOINT', 'CMD', 'HEALTHCHECK']) {
    const step = last(final, keyword);
    for (const [program] of step?.text.matchAll(/(?<![\w.-])\/[\w./-]*\/deploy\/[\w./-]+\.(?:py|mjs|sh)\b/g) ?? []) {
      const meant = own.find((path) => posix.basename(path) === posix.basename(program));
      if (step === undefined || meant === undefined || own.some((path) => program.endsWith(`/${path}`))) continue;
      const fix = `write ${program.slice(0, program.indexOf('/deploy/') + 1)}${meant}`;
      yield at(file, step, `${keyword} starts ${program}, and ${meant} is what is there`, fix);
    }
  }
}

/** The launcher's own packages lie beside it; where they are pinned, the image brings them. */
function* packages({ files }: View, file: DockerfileView, final: Stage): Generator<Remark> {
  const start = last(final, 'CMD') ?? last(final, 'ENTRYPOINT');
  if (!files.has('deploy/runtime/requirements.txt') || start?.text.includes('deploy/runtime/serve.py') !== true) return;
  if (history(final).some(({ text }) => text.includes('deploy/runtime/packages'))) return;
  yield at(
    file,
    start,
    'deploy/runtime/serve.py needs deploy/runtime/packages, which nothing brings into this stage',
    'add COPY --from=build /opt/runtime /app/deploy/runtime/packages',
  );
}

const root = (stage: Stage): Stage => (stage.parent === undefined ? stage : root(stage.parent));

/** Relative places depend on a WORKDIR; without one they are below /. */
function* places(file: DockerfileView, final: Stage): Generator<Remark> {
  if (last(final, 'WORKDIR') !== undefined) return;
  for (const step of history(final)) {
    const words = step.text.split(/\s+/);
    const target = step.keyword === 'COPY' && !step.text.startsWith('[') ? (words.at(-1) ?? '') : '/';
    const starts = execForm(step) ?? [];
    const module = step.keyword === 'CMD' && /^python[\d.]*$/.test(starts[0] ?? '') && starts[1] === '-m';
    const script =
      /^(CMD|ENTRYPOINT)$/.test(step.keyword) &&
      starts.slice(1).some((word) => /^[\w-]+\/?[\w/-]*\.(py|m?js)$/.test(word));
    if (!/^["']?[/$]/.test(target)) yield at(file, step, `COPY to ${target} without WORKDIR`, 'add WORKDIR /app');
    else if (module || script)
      yield at(file, step, `${step.keyword} starts from / for want of a WORKDIR`, 'add WORKDIR /app');
  }
}

/** Folders that every base image has and a process may call its home. */
const HOMES = /^\/(tmp|root|home|nonexistent|app|var|usr|opt|srv|run|dev\/shm)(\/|$)/;

function* homes(file: DockerfileView, final: Stage): Generator<Remark> {
  const home = environment(final).get('HOME');
  if (home === undefined || /^[$"]/.test(home.value)) return;
  const place = { path: file.path, line: home.line };
  const makes = history(final).some(
    (step) => /^(RUN|COPY|ADD|WORKDIR|VOLUME)$/.test(step.keyword) && step.text.includes(home.value),
  );
  if (!home.value.startsWith('/'))
    yield { ...place, message: `HOME=${home.value} is not absolute`, fix: `write /${home.value}` };
  else if (!HOMES.test(home.value) && !makes)
    yield { ...place, message: `HOME=${home.value} is a folder that nothing makes`, fix: 'write /tmp' };
}

/** A server that says its port in PORT says it in EXPOSE too, for those who read the image. */
function* silent(file: DockerfileView, final: Stage): Generator<Remark> {
  const port = environment(final).get('PORT');
  if (port === undefined || last(final, 'EXPOSE') !== undefined) return;
  yield {
    path: file.path,
    line: port.line,
    message: `PORT is ${port.value}, and no EXPOSE says so`,
    fix: `add EXPOSE ${port.value}`,
    severity: 'note',
  };
}

/** What the commands of an image read and where they run. */
export const DOCKERFILE_ENVIRONMENT_RULES: readonly Rule[] = [
  overFinal(
    {
      id: 'dockerfile-environment',
      severity: 'warning',
      about: 'the image sets what its commands read, and where they run',
      source: `${REFERENCE}, ENV and WORKDIR`,
    },
    function* (file, final, view) {
      yield* reads(file, final);
      yield* brought(file, final);
      yield* programs(file, final);
      yield* misplaced(view, file, final);
      yield* packages(view, file, final);
      yield* places(file, final);
      yield* homes(file, final);
      yield* silent(file, final);
    },
  ),
];
