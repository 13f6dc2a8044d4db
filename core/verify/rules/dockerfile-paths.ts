import { edits, nearest } from '../../nearest.js';
import { type DockerfileView, history, lineOf, type Step } from '../dockerfile-view.js';
import type { Remark, Rule } from '../rule.js';

/** Folders that base images have: two of them are no slip of each other. */
const SYSTEM = new Set(
  'bin boot cache conf conf.d dev etc home html include lib lib64 libexec local log media mnt nginx opt proc root run sbin share site-packages site src srv sys tmp usr var www app apps apt'.split(
    ' ',
  ),
);

/** What lies in folders of every base image. */
const ROOTS: Readonly<Record<string, readonly string[]>> = {
  '': ['/tmp', '/opt', '/usr', '/var', '/app', '/etc'],
  '/usr': ['/usr/bin', '/usr/lib', '/usr/local', '/usr/share'],
  '/usr/local': ['/usr/local/bin', '/usr/local/lib', '/usr/local/share'],
};

interface Named {
  readonly path: string;
  readonly step: Step;
}

/** Absolute paths of an instruction: neither addresses nor options of other programs. */
const paths = (step: Step): readonly Named[] =>
  /^(?:FROM|LABEL|HEALTHCHECK)$/.test(step.keyword)
    ? []
    : [...step.text.matchAll(/(?<![\w./:}~$*\\-])\/(?:[\w.@-]+\/?)+/g)].map(([path]) => ({
        path: path.replace(/\/$/, ''),
        step,
      }));

/** Paths that differ from one of another instruction in a single letter of a single folder. */
function* slips(file: DockerfileView): Generator<Remark> {
  const all = file.steps.flatMap(paths);
  const counts = new Map<string, number>();
  for (const { path } of all) for (const folder of folders(path)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  const seen = new Set<string>();
  for (const { path, step } of all)
    for (const folder of folders(path)) {
      const name = folder.slice(folder.lastIndexOf('/') + 1);
      if (seen.has(folder) || (counts.get(folder) ?? 0) > 1 || name.length < 3 || SYSTEM.has(name) || /\d/.test(name))
        continue;
      const parent = folder.slice(0, folder.lastIndexOf('/'));
      const roots = ROOTS[parent] ?? [];
      const others = [...new Set([...counts.keys(), ...roots])].filter(
        (one) => one !== folder && one.startsWith(`${parent}/`),
      );
      const meant = others.find((one) => {
        const other = one.slice(parent.length + 1);
        if (other.includes('/') || /\d/.test(other)) return false;
        return edits(name, other) === 1 && ((counts.get(one) ?? 0) > 1 || SYSTEM.has(other));
      });
      if (meant === undefined) continue;
      seen.add(folder);
      yield {
        path: file.path,
        line: lineOf(step, folder),
        message: `${folder} is almost ${meant}, which the others name`,
        fix: `write ${meant}`,
      };
    }
}

/** `/a/b/c` is below `/a/b` and `/a`. */
const folders = (path: string): readonly string[] => {
  const parts = path.split('/').slice(1);
  return parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`);
};

/** Relative paths that begin as an absolute one of the same file does: the slash got lost. */
function* slashes(file: DockerfileView): Generator<Remark> {
  const tops = new Set(file.steps.flatMap(paths).map(({ path }) => `/${path.split('/')[1]}`));
  for (const step of file.steps) {
    if (!/^(RUN|CMD|ENTRYPOINT|ENV)$/.test(step.keyword)) continue;
    for (const match of step.text.matchAll(/(?:^|[\s"'=,:])((?:opt|app|usr|tmp|root)\/[\w./-]+)/g)) {
      const word = match[1] ?? '';
      const top = `/${word.split('/')[0]}`;
      // The source of a mount is relative to the context.
      const source = /source=$/.test(step.text.slice(0, (match.index ?? 0) + 1));
      if (source || !tops.has(top)) continue;
      yield {
        path: file.path,
        line: lineOf(step, word),
        message: `${word} is relative, and the others name ${top}`,
        fix: `write /${word}`,
      };
    }
  }
}

/** A step whose program says nowhere where it writes: a script, a build, an archive. Installers of packages do not. */
const INSTALLS =
  /^(?:[A-Z]\w*=\S+ )*(?:\(?grep|python -m venv|pip|uv|apt-get|apk|rm|echo|printf|\/opt\/[\w-]+\/bin\/\w+|\w+="\$\(|export|\{)/;
const writesAnywhere = ({ keyword, text }: Step): boolean =>
  keyword === 'RUN' &&
  text
    .replace(/^RUN\s+/, '')
    .replace(/--mount=\S+\s+/g, '')
    .split(/&&|;|\n/)
    .some((command) => !INSTALLS.test(command.trim()));

/** What COPY --from takes must have been made there: folders under /opt or /build are in no base image. */
function* taken(file: DockerfileView): Generator<Remark> {
  for (const stage of file.stages)
    for (const step of stage.steps) {
      const from = /(?:^|\s)--from=(\S+)/.exec(step.text)?.[1];
      const source = step.text.split(/\s+/).filter((word) => !word.startsWith('--'))[0] ?? '';
      const maker = file.stages.find((one) => one.name?.toLowerCase() === from?.toLowerCase());
      if (step.keyword !== 'COPY' || maker === undefined || !/^\/(opt|build|out|runtime|app)\//.test(`${source}/`))
        continue;
      const texts = history(maker).map(({ text }) => text);
      const known = folders(source).some((folder) =>
        texts.some((text) => new RegExp(`${folder.replace(/\./g, '\\.')}(?![\\w-])`).test(text)),
      );
      const near = texts.some((text) =>
        (text.match(/\/[\w./-]+/g) ?? []).some((path) => path !== source && edits(path, source) <= 2),
      );
      if (!known && (near || !maker.steps.some(writesAnywhere)))
        yield { path: file.path, line: step.line, message: `nothing in stage ${maker.name} makes ${source}` };
    }
}

/** Variables that Python, Node and their tools read: those of a Dockerfile are seldom anybody else's. */
const VARIABLES = (
  'PATH HOME PORT HOST PYTHONPATH PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE PYTHONFAULTHANDLER PYTHONHASHSEED ' +
  'PIP_NO_CACHE_DIR PIP_DISABLE_PIP_VERSION_CHECK PIP_ROOT_USER_ACTION PIP_DEFAULT_TIMEOUT PIP_INDEX_URL ' +
  'UV_COMPILE_BYTECODE UV_LINK_MODE UV_PROJECT_ENVIRONMENT UV_PYTHON_DOWNLOADS UV_PYTHON UV_NO_DEV UV_CACHE_DIR ' +
  'UV_SYSTEM_PYTHON POETRY_VIRTUALENVS_CREATE POETRY_VIRTUALENVS_IN_PROJECT POETRY_NO_INTERACTION POETRY_CACHE_DIR ' +
  'PIPENV_VENV_IN_PROJECT VIRTUAL_ENV NODE_ENV NODE_OPTIONS NPM_CONFIG_UPDATE_NOTIFIER NEXT_TELEMETRY_DISABLED ' +
  'NUXT_TELEMETRY_DISABLED ASTRO_TELEMETRY_DISABLED COREPACK_ENABLE_DOWNLOAD_PROMPT PNPM_HOME HOSTNAME LANG TZ CI'
).split(' ');

function* variables(file: DockerfileView, read: ReadonlySet<string>): Generator<Remark> {
  const set = file.steps.filter(({ keyword }) => keyword === 'ENV');
  for (const step of set)
    for (const match of step.text.matchAll(/(?:^|\s)([A-Za-z_]\w*)=/g)) {
      const name = match[1] ?? '';
      if (VARIABLES.includes(name) || read.has(name) || name.length < 4) continue;
      const meant = nearest(name, VARIABLES);
      if (meant === undefined || edits(name, meant) > 2 || (name.length < 7 && edits(name, meant) > 1)) continue;
      yield {
        path: file.path,
        line: lineOf(step, `${name}=`),
        message: `${name} is read by nothing that is known, nearest is ${meant}`,
        fix: `write ${meant}`,
      };
    }
}

/** Paths and variables that the instructions of one Dockerfile share. */
export const DOCKERFILE_PATH_RULES: readonly Rule[] = [
  {
    id: 'dockerfile-paths',
    severity: 'warning',
    about: 'instructions name one folder alike',
    source: 'Dockerfile reference, COPY and WORKDIR',
    *check(view) {
      for (const file of view.dockerfiles) {
        yield* slips(file);
        yield* slashes(file);
        yield* taken(file);
      }
    },
  },
  {
    id: 'dockerfile-variables',
    severity: 'warning',
    about: 'variables are spelt as their readers spell them',
    source: 'documentation of Python, pip, uv, Poetry, Node.js and npm',
    *check(view) {
      const read = new Set((view.facts.variables?.value ?? []).map(({ name }) => name));
      for (const file of view.dockerfiles) yield* variables(file, read);
    },
  },
];
