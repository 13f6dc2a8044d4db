import { edits, nearest } from '../../nearest.js';
import { lineOf } from '../dockerfile-view.js';
import { regionMeant } from '../regions.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';

const REGISTRY = 'docker.pkg.dev';

/** What is almost Artifact Registry: `us-central1-docker.pkg.dev/…`. */
function* host(name: string): Generator<{ readonly message: string; readonly fix: string }> {
  const match = /^([a-z0-9-]+?)-([a-z]+\.[a-z]+\.[a-z]+)$/.exec(name);
  const [, region = '', rest = ''] = match ?? [];
  if (match === null) return;
  if (rest !== REGISTRY) {
    if (nearest(rest, [REGISTRY]) !== undefined)
      yield { message: `${name} is no registry of Google's`, fix: `write ${region}-${REGISTRY}` };
    return;
  }
  const meant = regionMeant(region);
  if (meant !== undefined) yield { message: `there is no region ${region}`, fix: `write ${meant}` };
}

/** Registries that everybody pulls from. */
const HOSTS = [
  'docker.io',
  'ghcr.io',
  'gcr.io',
  'quay.io',
  'cgr.dev',
  'dhi.io',
  'mcr.microsoft.com',
  'public.ecr.aws',
  'registry.k8s.io',
  'registry.gitlab.com',
];
/** Words of which tags of base images are made. */
const WORDS = [
  'slim',
  'alpine',
  'trixie',
  'bookworm',
  'bullseye',
  'noble',
  'jammy',
  'nonroot',
  'debug',
  'perl',
  'otel',
];

/** An image that a build starts from or takes files from. */
function* base(reference: string): Generator<{ readonly message: string; readonly fix: string }> {
  const name = reference.includes('/') ? (reference.split('/')[0] ?? '') : '';
  const known = name.includes('.') && !HOSTS.includes(name) ? nearest(name, HOSTS) : undefined;
  if (known !== undefined && edits(name, known) === 1)
    yield { message: `${name} is almost ${known}`, fix: `write ${known}` };
  const tag = /:([\w.-]+)$/.exec(reference)?.[1] ?? '';
  for (const word of tag.split(/[-.]/)) {
    const meant = WORDS.includes(word) || /\d/.test(word) || word.length < 4 ? undefined : nearest(word, WORDS);
    if (meant !== undefined) yield { message: `${tag}: ${word} is almost ${meant}`, fix: `write ${meant}` };
  }
}

/** Places of a line that hold a region, a registry or both. */
function* line(text: string): Generator<{ readonly message: string; readonly fix: string }> {
  const image = /(?:image|newName|repository|source)[:=]\s*["']?([\w.-]+\.[\w.-]+)\//.exec(text)?.[1];
  if (image !== undefined) {
    yield* host(image);
    // Of what follows the registry, project and repository are both needed.
    const parts = /docker\.pkg\.dev\/([^@:\s"']+)/.exec(text)?.[1]?.split('/');
    if (parts !== undefined && parts.length < 3)
      yield {
        message: `an image of Artifact Registry is PROJECT/REPOSITORY/NAME, not ${parts.join('/')}`,
        fix: 'add the part that is missing',
      };
  }
  const region =
    /\/location:\s*["']?([a-z][\w-]+)/.exec(text)?.[1] ??
    /^\s*region=([a-z][\w-]+)$/.exec(text)?.[1] ??
    /cloudsql-instances:\s*["']?[\w-]+:([\w-]+):/.exec(text)?.[1];
  const meant = region === undefined ? undefined : regionMeant(region);
  if (meant !== undefined) yield { message: `there is no region ${region}`, fix: `write ${meant}` };
}

function* all(view: View): Generator<Remark> {
  for (const [path, source] of view.files) {
    if (!/\.(ya?ml|sh)$/.test(path)) continue;
    for (const [index, text] of source.split('\n').entries())
      if (!/^\s*#/.test(text)) for (const one of line(text)) yield { path, line: index + 1, ...one };
  }
}

/** Where images and services lie at Google. */
export const REGISTRY_RULES: readonly Rule[] = [
  {
    id: 'region-exists',
    severity: 'warning',
    about: 'regions and registries are spelt as Google spells them',
    source: 'Google Cloud documentation, locations; Artifact Registry, repository names',
    *check(view) {
      yield* all(view);
      for (const file of view.dockerfiles)
        for (const step of file.steps)
          for (const [, from = ''] of step.text.matchAll(
            step.keyword === 'FROM' ? /^(?:--\S+ )*(\S+)/g : /--(?:from=|mount=\S*from=)([^\s,]+)/g,
          ))
            for (const one of base(from)) yield { path: file.path, line: lineOf(step, from), ...one };
    },
  },
];
