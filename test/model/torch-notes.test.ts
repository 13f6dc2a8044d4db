import { describe, expect, test } from '@jest/globals';
import { backend, fact } from './example.js';

const packages = (...names: readonly string[]) =>
  fact(
    names.map((text) => {
      const [name = '', version] = text.split('==');
      return version === undefined ? { name } : { name, version };
    }),
  );
const PIP = { 'package-manager': 'pip' };
const UV = { 'package-manager': 'uv' };
const list = (...indexes: readonly string[]) => fact({ files: ['requirements.txt'], indexes });
const lock = fact({ files: ['pyproject.toml', 'uv.lock'], lock: 'uv.lock' });

describe('PyTorch with libraries for GPUs', () => {
  const told: readonly [string, object, object, string][] = [
    ['a list', PIP, { install: list(), dependencies: packages('fastapi', 'torch==2.9.0') }, 'torch (requirements.txt)'],
    [
      'a package that needs it',
      PIP,
      { install: list(), dependencies: packages('sentence-transformers==3.1.1') },
      'sentence-transformers (requirements.txt)',
    ],
    [
      'a list frozen where there are no such libraries, for pip gets them by itself',
      PIP,
      { install: list(), dependencies: packages('sympy==1.14.0', 'torch==2.9.0') },
      'torch (requirements.txt)',
    ],
    [
      'a lock file that names the libraries',
      UV,
      { install: lock, dependencies: packages('nvidia-cublas-cu12==12.8.4.1', 'sympy==1.14.0', 'torch==2.9.0') },
      'torch (pyproject.toml)',
    ],
  ];
  test.each(told)('is told of %s', (_, answers, facts, cause) => {
    const notes = backend(answers, facts).notes.join('\n');
    expect(notes).toContain(`${cause} brings PyTorch with libraries for NVIDIA’s GPUs`);
    expect(notes).toContain('https://download.pytorch.org/whl/cpu');
  });

  const silent: readonly [string, object, object][] = [
    ['without it', PIP, { install: list(), dependencies: packages('fastapi') }],
    ['from its own index', PIP, { install: list('download.pytorch.org'), dependencies: packages('torch==2.9.0') }],
    ['of the version for CPUs', PIP, { install: list(), dependencies: packages('torch==2.9.0+cpu') }],
    [
      'that the lock file has without them',
      UV,
      { install: lock, dependencies: packages('sympy==1.14.0', 'torch==2.9.0') },
    ],
    [
      'that the image leaves out',
      { ...PIP, packages: 'imported' },
      {
        install: list(),
        dependencies: packages('fastapi', 'torch==2.9.0'),
        selection: fact({ imported: ['fastapi'], unimported: ['torch'] }),
      },
    ],
  ];
  test.each(silent)('is not told of one %s', (_, answers, facts) => {
    expect(backend(answers, facts).notes.join('\n')).not.toContain('NVIDIA');
  });
});
