import { type DockerfileView, history, last, lineOf, type Stage } from '../dockerfile-view.js';
import type { Remark, Rule } from '../rule.js';

const placeOf = (stage: Stage, text: string): number => {
  const step = history(stage).find((one) => one.text.includes(text));
  return step === undefined ? stage.line : lineOf(step, text);
};

/** A web server's image without the configuration that lies beside it. */
function* configuration(file: DockerfileView, final: Stage, own: readonly string[]): Generator<Remark> {
  const copied = history(final)
    .filter(({ keyword }) => /^(COPY|ADD)$/.test(keyword))
    .map(({ text }) => text);
  const starts = last(final, 'ENTRYPOINT')?.text.includes('site.sh') === true;
  if (!/nginx/.test(final.image) && !starts) return;
  const taken = own.filter((path) => {
    const parts = path.split('/');
    return copied.some(
      (text) =>
        !/--from=/.test(text) &&
        (text.startsWith('. ') || parts.some((_, at) => text.split(/\s+/).includes(parts.slice(0, at + 1).join('/')))),
    );
  });
  for (const path of own) {
    if (!taken.includes(path))
      yield {
        path: file.path,
        line: final.line,
        message: `${path} is taken into no stage that runs`,
        fix: `add COPY ${path}`,
        // A person's own image may have a configuration of its own.
        ...(starts || taken.length > 0 ? {} : { severity: 'note' as const }),
      };
  }
  const page = copied
    .find((text) => /--from=\S+ \S+ \/usr\/\S*html/.test(text))
    ?.split(/\s+/)
    .at(-1);
  if (page !== undefined && !page.startsWith('/usr/share/nginx/html') && page !== '/usr/html')
    yield {
      path: file.path,
      line: placeOf(final, page),
      message: `${page}: nginx's image has its pages in /usr/share/nginx/html`,
    };
}

/** The image of a web server. */
export const DOCKERFILE_SERVER_RULES: readonly Rule[] = [
  {
    id: 'dockerfile-server',
    severity: 'warning',
    about: 'a web server gets its configuration and its pages',
    source: 'nginx, official image',
    *check(view) {
      const own = [...view.files.keys()].filter((path) => /^deploy\/nginx\//.test(path));
      for (const file of view.dockerfiles) if (file.final !== undefined) yield* configuration(file, file.final, own);
    },
  },
];
