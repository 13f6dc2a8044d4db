import { posix } from 'node:path';
import type { Install } from '../detect/fact-values.js';
import type { Image } from './model.js';
import { word } from './packages.js';
import { bind, CREATE_VENV, PIP, PIP_CACHE, SOURCE, UNLOCK, UV_CACHE, VENV } from './python-environment.js';
import type { BuildStep } from './stack-builds.js';

/** A requirement of the project itself in a requirements file, `-e .[api]`. */
const SELF = String.raw`^[[:space:]]*(-e|--editable)?[[:space:]=]*["']?\.\/?(\[[^]]*\])?["']?[[:space:]]*(#.*)?$`;

const isRequirements = (install: Install): boolean =>
  !/(?:pyproject\.toml|setup\.(?:py|cfg))$/.test(install.files[0] ?? '');

const rootsOf = (install: Install): readonly string[] => install.roots ?? install.files.slice(0, 1);

/** Only what a `-r` would name on the command line: includes and constraints are named by the files themselves. */
export function requirements(install: Install, image: Image, files: readonly string[]): readonly BuildStep[] {
  if (!isRequirements(install)) return pyproject(install, files);
  const named = rootsOf(install)
    .map((file) => `--requirement ${word(file)}`)
    .join(' ');
  if (install.selfPackage !== true)
    return [{ mounts: [PIP_CACHE, ...files], commands: [CREATE_VENV, `${PIP} ${named}`] }];
  // The project itself is installed by the next step: here its own line is taken out of copies of the files.
  const lists = install.files.filter((file) => /\.(?:txt|in|lock)$/.test(file)).map(word);
  const manifest = install.files.find((file) => posix.basename(file) === 'pyproject.toml');
  const commands = [
    CREATE_VENV,
    `cp --recursive /tmp/manifests/. ${SOURCE}`,
    `sed --in-place --regexp-extended '/${SELF.replaceAll("'", `'\\''`)}/d' ${lists.join(' ')}`,
    `${PIP} ${named}`,
  ];
  const extras = (install.selfExtras ?? []).map((extra) => ` --extra ${word(extra)}`).join('');
  const own = uvInstall(manifest ?? '', extras);
  return [
    {
      mounts: [
        PIP_CACHE,
        ...(manifest === undefined ? [] : [UV_CACHE]),
        ...bind(install.files, image, '/tmp/manifests'),
      ],
      commands: manifest === undefined ? commands : [...commands, ...own],
    },
  ];
}

const uvInstall = (manifest: string, more = ''): readonly string[] => [
  `uv pip install --python ${VENV}/bin/python --requirement ${word(manifest)}${more}`,
  UNLOCK,
];

/** A pyproject.toml without a lock file: its dependencies without the project, which pip cannot do and uv can. */
export function pyproject(install: Install, files: readonly string[]): readonly BuildStep[] {
  // Dependencies that only the project's own build can tell come with the project, in the next step.
  if (install.dynamic === true) return [{ mounts: [], commands: [CREATE_VENV] }];
  const manifest = install.files.find((file) => posix.basename(file) === 'pyproject.toml') ?? 'pyproject.toml';
  return [
    {
      mounts: [UV_CACHE, ...files],
      commands: [CREATE_VENV, ...uvInstall(manifest)],
    },
  ];
}

/** Some packages of a requirements file, whose versions and hashes are constraints; pip takes no extras in those. */
export function chosen(install: Install, image: Image, selected: readonly string[]): readonly BuildStep[] {
  const lists = rootsOf(install).map((file) => `--constraint ${word(file)}`);
  // A line each, so that a package more or less is a line more or less.
  const words = [`uv pip install --python ${VENV}/bin/python ${lists.join(' ')}`, ...selected.map(word)];
  const command = words.join(' \\\n      ');
  return [{ mounts: [UV_CACHE, ...bind(install.files, image, SOURCE)], commands: [CREATE_VENV, command, UNLOCK] }];
}
