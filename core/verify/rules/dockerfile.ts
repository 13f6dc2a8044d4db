import { nearest } from '../../nearest.js';
import type { DockerfileView, Stage } from '../dockerfile-view.js';
import { execForm, exposed, history, last, lineOf, type Step } from '../dockerfile-view.js';
import { runsToEnd } from '../ends.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';

const REFERENCE = 'Dockerfile reference';

const KEYWORDS = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);

const at = (file: DockerfileView, step: Step | Stage, message: string, fix?: string): Remark => ({
  path: file.path,
  line: step.line,
  message,
  ...(fix === undefined ? {} : { fix }),
});

/** A rule over each Dockerfile that has a final stage. */
export const overFinal = (
  rule: Omit<Rule, 'check'>,
  check: (file: DockerfileView, final: Stage, view: View) => Iterable<Remark>,
): Rule => ({
  ...rule,
  *check(view) {
    for (const file of view.dockerfiles) if (file.final !== undefined) yield* check(file, file.final, view);
  },
});

function* parses(file: DockerfileView): Generator<Remark> {
  for (const step of file.steps) {
    if (!KEYWORDS.has(step.keyword)) {
      const meant = nearest(step.keyword, KEYWORDS);
      const near = meant === undefined ? '' : `, nearest is ${meant}`;
      yield at(
        file,
        step,
        `${step.keyword} is no instruction${near}`,
        meant === undefined ? undefined : `write ${meant}`,
      );
    } else if (step.keyword === 'HEALTHCHECK' && !/^(NONE|CMD)\b/i.test(step.text.replace(/^(--\S+\s+)+/, ''))) {
      const [word = ''] = step.text.replace(/^(--\S+\s+)+/, '').split(/\s/);
      const message = `HEALTHCHECK is followed by NONE or CMD, not by ${word}`;
      yield { ...at(file, step, message, 'write CMD before the command'), line: lineOf(step, word) };
    } else if (step.text === '') yield at(file, step, `${step.keyword} without arguments`);
    else if (/^(COPY|ADD)$/.test(step.keyword) && !step.text.startsWith('[') && !step.text.includes('<<')) {
      const words = step.text.split(/\s+/).filter((word) => !word.startsWith('--'));
      if (words.length < 2) yield at(file, step, `${step.keyword} needs a source and a destination`);
    }
  }
  const first = file.steps.find((step) => step.keyword === 'FROM' || step.keyword !== 'ARG');
  if (first === undefined) yield { path: file.path, message: 'no FROM: nothing can be built' };
  else if (first.keyword !== 'FROM' && KEYWORDS.has(first.keyword))
    yield at(file, first, `${first.keyword} before FROM`);
}

/** Images that set a user of their own. */
const NON_ROOT_BASE = /nonroot|unprivileged|^cgr\.dev\/|chainguard|^dhi\.io\//;

function* user(file: DockerfileView, final: Stage): Generator<Remark> {
  const step = last(final, 'USER');
  if (step === undefined) {
    if (NON_ROOT_BASE.test(root(final).image) || root(final).image.includes('$')) return;
    yield at(file, final, 'no USER: the container runs as root', 'add USER 65532:65532');
    return;
  }
  const name = step.text.split(':')[0]?.trim() ?? '';
  if (name === 'root' || /^0+$/.test(name))
    yield at(file, step, 'the container runs as root', 'write USER 65532:65532');
  else if (!/^\d+$/.test(name) && !name.includes('$')) {
    const message = `USER ${name} is a name: Kubernetes cannot see that it is not root`;
    yield { ...at(file, step, message, 'write the number of the user'), severity: 'warning' };
  }
}

const root = (stage: Stage): Stage => (stage.parent === undefined ? stage : root(stage.parent));

function* command(file: DockerfileView, final: Stage): Generator<Remark> {
  const steps = ['ENTRYPOINT', 'CMD'].map((keyword) => last(final, keyword)).filter((one) => one !== undefined);
  if (steps.length === 0 && /(^|\/)(python|node|debian|ubuntu|alpine|busybox)[:@]/.test(root(final).image))
    yield at(file, final, 'no CMD: the image starts what its base starts, not the service', 'add CMD in exec form');
  for (const step of steps) {
    const words = execForm(step);
    const shell =
      words === undefined ? step.text : /^(\/bin\/)?(ba|da)?sh$/.test(words[0] ?? '') ? (words[2] ?? '') : '';
    if (words === undefined && step.text.startsWith('[')) {
      yield at(file, step, `${step.keyword} looks like the exec form and is no JSON`, 'use double quotes and commas');
    } else if (shell !== '' && words?.[1] !== undefined && !/^-\w*c/.test(words[1])) continue;
    else if (shell !== '' && !/(^|[;&|]\s*|\s)exec\s/.test(shell)) {
      yield at(file, step, `${step.keyword} starts a shell, which keeps SIGTERM from the service`, 'use the exec form');
    }
  }
}

function* healthcheck(file: DockerfileView, final: Stage, view: View): Generator<Remark> {
  const step = last(final, 'HEALTHCHECK');
  const isNone = step !== undefined && /^NONE\b/i.test(step.text);
  if (runsToEnd(view)) {
    if (step !== undefined && !isNone)
      yield at(file, step, 'HEALTHCHECK asks what runs to its end and answers nothing', 'write HEALTHCHECK NONE');
    return;
  }
  if (step === undefined) yield at(file, final, 'no HEALTHCHECK: compose cannot see that the service is up');
  else if (isNone) yield at(file, step, 'HEALTHCHECK NONE switches the check off');
  else if (!/\bCMD\b/.test(step.text)) yield at(file, step, 'HEALTHCHECK without CMD');
  const host = /https?:\/\/([\w.-]+)/.exec(step?.text ?? '')?.[1];
  if (step !== undefined && host !== undefined && !/^(127\.0\.0\.1|localhost|0\.0\.0\.0)$/.test(host))
    yield at(file, step, `HEALTHCHECK asks ${host}, not this container`, 'ask 127.0.0.1');
}

function* lists(file: DockerfileView, final: Stage): Generator<Remark> {
  for (const step of history(final)) {
    if (step.keyword !== 'RUN' || !/\bapt(-get)?\s+(-\S+\s+)*install\b/.test(step.text)) continue;
    if (/rm\s+-\w+\s+\S*\/var\/lib\/apt\/lists|target=\/var\/lib\/apt|<</.test(step.text)) continue;
    yield at(file, step, 'package lists stay in the image', 'end the RUN with rm -rf /var/lib/apt/lists/*');
  }
}

export const DOCKERFILE_RULES: readonly Rule[] = [
  {
    id: 'dockerfile-parses',
    severity: 'error',
    about: 'every instruction is known and has arguments, and FROM comes first',
    source: REFERENCE,
    *check(view) {
      for (const file of view.dockerfiles) yield* parses(file);
    },
  },
  overFinal(
    {
      id: 'dockerfile-user',
      severity: 'error',
      about: 'the final stage runs as a user with a number other than 0',
      source: 'Pod Security restricted; kubelet, runAsNonRoot',
    },
    user,
  ),
  overFinal(
    {
      id: 'dockerfile-command',
      severity: 'warning',
      about: 'the service is process 1 and receives SIGTERM',
      source: `${REFERENCE}, exec form`,
    },
    command,
  ),
  overFinal(
    {
      id: 'dockerfile-healthcheck',
      severity: 'warning',
      about: 'the final stage says how to see that it is up',
      source: REFERENCE,
      fix: 'add HEALTHCHECK CMD with the health path',
    },
    healthcheck,
  ),
  overFinal(
    {
      id: 'dockerfile-port',
      severity: 'warning',
      about: 'ports are 1024 or above, which a user other than root may open',
      source: 'capabilities(7), CAP_NET_BIND_SERVICE',
      fix: 'serve on 8080',
    },
    function* (file, final) {
      for (const { port, line } of exposed(final)) {
        if (port < 1024) yield { path: file.path, line, message: `EXPOSE ${port} needs a privilege that is dropped` };
        else if (port > 65535) yield { path: file.path, line, message: `EXPOSE ${port} is no port`, severity: 'error' };
      }
    },
  ),
  overFinal(
    {
      id: 'dockerfile-apt-lists',
      severity: 'warning',
      about: 'apt leaves no package lists in the final stage',
      source: 'hadolint DL3009',
    },
    lists,
  ),
  overFinal(
    {
      id: 'dockerfile-stages',
      severity: 'warning',
      about: 'what builds the service does not run it',
      source: 'Docker build best practices, multi-stage builds',
      fix: 'build in a first stage and copy the result into a second',
    },
    function* (file, final) {
      if (file.stages.length < 2) yield at(file, final, 'one stage: build tools and caches stay in the image');
    },
  ),
];
