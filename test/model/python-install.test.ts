import { describe, expect, test } from '@jest/globals';
import type { Install } from '../../core/detect/fact-values.js';
import type { PackageManager } from '../../core/detect/facts.js';
import { installSteps, itselfStep } from '../../core/model/python-install.js';
import { backend } from './example.js';

const { image } = backend();
const commands = (manager: PackageManager, install: Install): string =>
  installSteps(manager, install, image)
    .flatMap((step) => step.commands)
    .join('\n');

describe('pip', () => {
  test('names every root of several files and leaves includes to them', () => {
    const install = { files: ['a.txt', 'base.txt', 'b.txt'], roots: ['a.txt', 'b.txt'] };
    expect(commands('pip', install)).toMatch(/--no-compile --requirement a\.txt --requirement b\.txt$/);
  });

  test('takes the project itself out of the lists and installs it last, as a link to its source', () => {
    const install = { files: ['requirements.txt', 'pyproject.toml'], selfPackage: true, selfExtras: ['api'] };
    const text = commands('pip', install);
    expect(text).toContain('sed --in-place');
    expect(text).toContain('--requirement pyproject.toml --extra api');
    const own = itselfStep('pip', install, image);
    expect(own?.mounts).toContain('type=bind,source=.,target=/app,rw');
    expect(own?.commands[0]).toMatch(/--editable '\/app\[api\]'$/);
  });

  test('without anything to read before the build of the project installs nothing before it', () => {
    const install = { files: ['setup.py'], dynamic: true, selfPackage: true };
    expect(commands('pip', install)).toBe('python -m venv --without-pip /opt/venv');
    expect(itselfStep('pip', install, image)?.commands[0]).not.toContain('--no-deps');
  });
});

describe('lock files', () => {
  test('of Poetry are checked by name, and what has no hash is installed beside what has', () => {
    const text = commands('poetry', { files: ['pyproject.toml', 'poetry.lock'], lock: 'poetry.lock' });
    expect(text).toContain('poetry check --lock');
    expect(text).toMatch(/--no-deps --requirement \/tmp\/locked\.txt\n.*--no-deps --requirement \/tmp\/direct\.txt$/);
  });

  test('of PDM are read without PDM', () => {
    const text = commands('pdm', { files: ['pyproject.toml', 'pdm.lock'], lock: 'pdm.lock' });
    expect(text).toContain('python /app/deploy/build/pdm_lock.py . /tmp');
    expect(text).not.toMatch(/install pdm/);
  });

  test('that are not there are made by the manager', () => {
    expect(commands('pipenv', { files: ['Pipfile'] })).toContain('pipenv lock');
    expect(commands('pdm', { files: ['pyproject.toml'] })).toContain('uv pip install');
  });
});

test('uv without a lock file resolves a workspace as a whole', () => {
  const install = { files: ['../pyproject.toml', 'pyproject.toml'], member: 'api', root: '..' };
  expect(commands('uv', install)).toContain('uv sync --no-dev --no-install-workspace --package api');
  expect(commands('uv', { ...install, lock: '../uv.lock' })).toContain('uv sync --locked --no-dev');
});
