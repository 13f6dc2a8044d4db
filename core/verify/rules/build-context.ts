import { nearest } from '../../nearest.js';
import { ownDockerfile } from '../claims.js';
import { builtService } from '../compose-view.js';
import { ignores } from '../dockerignore.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, text } from '../yaml-node.js';

/** Files that hold secrets on a developer's machine, and history that holds everything. */
const PRIVATE = ['.env', '.git/config'];

interface Copied {
  readonly source: string;
  readonly line: number;
}

/** What COPY takes from the build context, literal paths only. */
function copied(view: View): readonly Copied[] {
  const file = ownDockerfile(view);
  return (file?.stages ?? []).flatMap((stage) =>
    stage.steps.flatMap((step) => {
      if (step.keyword !== 'COPY' || /(^|\s)--from=/.test(step.text) || /[<[]/.test(step.text)) return [];
      const words = step.text.split(/\s+/).filter((word) => !word.startsWith('--'));
      return words.slice(0, -1).flatMap((word) => {
        const source = word.replace(/^\.?\//, '').replace(/\/$/, '');
        return source === '' || source === '.' || /[*?$]/.test(source) ? [] : [{ source, line: step.line }];
      });
    }),
  );
}

/** The build context is the service folder, as far as compose shows; elsewhere paths mean something else. */
function inPlace(view: View): boolean {
  return view.compose.every((file) => {
    const build = at(builtService(file)?.value, 'build');
    const context = text(at(build, 'context')) ?? text(build) ?? '.';
    return context === '.' || context === './';
  });
}

function* sources(view: View): Generator<Remark> {
  const file = ownDockerfile(view);
  if (file === undefined || !inPlace(view)) return;
  const ignored = ignores(view.files.get('.dockerignore') ?? '');
  const paths = [...view.files.keys()];
  const known = paths.some((path) => path.startsWith('deploy/'));
  for (const { source, line } of copied(view)) {
    const place = { path: file.path, line };
    const below = paths.filter((path) => path === source || path.startsWith(`${source}/`));
    if (ignored(source) && (below.length === 0 ? !reopened(view, source) : below.every(ignored)))
      yield {
        ...place,
        message: `COPY ${source}: .dockerignore leaves it out`,
        fix: `add !${source} to .dockerignore`,
      };
    // Of the service's own files only those below deploy/ are known here.
    else if (known && source.startsWith('deploy/') && below.length === 0) {
      const meant = nearest(source, paths);
      yield { ...place, message: `COPY ${source}: there is no such file`, ...(meant ? { fix: `write ${meant}` } : {}) };
    }
  }
}

/** A folder that is left out may have parts that are let in again. */
const reopened = (view: View, source: string): boolean =>
  (view.files.get('.dockerignore') ?? '').split(/\r?\n/).some((line) => line.startsWith('!') && line.includes(source));

export const BUILD_CONTEXT_RULES: readonly Rule[] = [
  {
    id: 'dockerignore-private',
    severity: 'warning',
    about: 'secrets and history do not enter the build context',
    source: 'Docker documentation, build context',
    *check(view) {
      for (const path of ['.dockerignore', 'Dockerfile.dockerignore']) {
        const source = view.files.get(path);
        if (source === undefined) continue;
        const ignored = ignores(source);
        for (const name of PRIVATE)
          if (!ignored(name)) {
            const shown = name.split('/')[0] ?? name;
            // Let in by name is let in on purpose: a site's build reads .env.
            if (new RegExp(`^!(\\*\\*/)?\\${shown}$`, 'm').test(source)) continue;
            yield { path, message: `${shown} enters the build context`, fix: `add ${shown}` };
          }
      }
    },
  },
  {
    id: 'dockerfile-copy-source',
    severity: 'error',
    about: 'what COPY takes is there and not ignored',
    source: 'BuildKit CopyIgnoredFile',
    check: sources,
  },
];
