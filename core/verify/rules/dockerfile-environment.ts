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
  const made = steps.filter(({ keyword }) => /^(COPY|ADD|RUN|VOLUME)$/.test(keyword)).map(({ text }) => text);
  const seen = new Set<string>();
  for (const step of steps) {
    const named = [...step.text.matchAll(/(?<![\w.-])\/opt\/[\w.-]+/g)].map((match) => match[0]);
    if (!/^(CMD|ENTRYPOINT|HEALTHCHECK|ENV)$/.test(step.keyword)) continue;
    for (const folder of named) {
      // `COPY … /opt/` and variables may stand for it.
      if (seen.has(folder) || made.some((text) => text.includes(folder) || /\s\/opt\/?(\s|$)|\$/.test(text))) continue;
      seen.add(folder);
      yield at(file, step, `${step.keyword} names ${folder}, which nothing brings into this stage`, 'add COPY --from');
    }
  }
}

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

/** What the commands of an image read and where they run. */
export const DOCKERFILE_ENVIRONMENT_RULES: readonly Rule[] = [
  overFinal(
    {
      id: 'dockerfile-environment',
      severity: 'warning',
      about: 'the image sets what its commands read, and where they run',
      source: `${REFERENCE}, ENV and WORKDIR`,
    },
    function* (file, final) {
      yield* reads(file, final);
      yield* brought(file, final);
      yield* places(file, final);
    },
  ),
];
