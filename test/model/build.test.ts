import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../core/errors.js';
import { render } from '../../core/render.js';
import { backend, fact, frontend, variable } from './example.js';

const python = (model: ReturnType<typeof backend>) => {
  if (model.build.stack !== 'python') throw new Error('not a Python image');
  return model.build;
};

describe('a Python image', () => {
  test('installs from the lock file alone, into an environment that the next stage copies', () => {
    const commands = python(backend()).install.flatMap((step) => step.commands);
    expect(commands).toEqual([
      'python -m venv --without-pip /opt/venv',
      'uv sync --locked --no-dev --no-install-project',
      'rm -f /opt/venv/.lock',
    ]);
  });

  test('of a workspace member installs that member from the folder of the lock file', () => {
    const build = python(
      backend(
        { context: '../..' },
        {
          install: fact({
            files: ['../../uv.lock', '../../pyproject.toml', 'pyproject.toml'],
            lock: '../../uv.lock',
            root: '../..',
            member: 'orders',
          }),
        },
      ),
    );
    expect(build.install[0]?.commands).toContain('uv sync --locked --no-dev --no-install-workspace --package orders');
    expect(build.install[0]?.mounts).toContain('type=bind,source=uv.lock,target=/app/uv.lock');
    expect(build.install[0]?.mounts).toContain(
      'type=bind,source=services/orders/pyproject.toml,target=/app/services/orders/pyproject.toml',
    );
  });

  test('puts every import root on the path', () => {
    expect(python(backend({}, { importRoots: fact(['.', 'src']) })).pythonPath).toEqual(['/app', '/app/src']);
  });

  test('installs a package that has no wheel with a compiler in the build stage only', () => {
    const build = python(backend({}, { dependencies: fact([{ name: 'psycopg2' }]) }));
    expect(build.buildPackages).toEqual(['g++', 'gcc', 'libc6-dev', 'libpq-dev']);
    expect(build.systemPackages).toEqual(['libpq5']);
  });
});

describe('the processor', () => {
  test('is Arm on GKE when told, down to the folder of libraries of a distroless image', () => {
    const model = backend({ architecture: 'arm64', platform: 'gke', base: 'distroless' });
    expect(model.image.platform).toBe('linux/arm64');
    expect(python(model).libraries).toBe('/usr/lib/aarch64-linux-gnu');
    expect(python(backend()).libraries).toBe('/usr/lib/x86_64-linux-gnu');
  });

  test.each(['cloud-run', 'hybrid'] as const)('is never Arm on %s', (platform) => {
    expect(() => backend({ architecture: 'arm64', platform })).toThrow(/--architecture arm64: Cloud Run/);
  });
});

describe('the wrapper', () => {
  test('adds what the app lacks and nothing that it has', () => {
    expect(backend().runtime).toMatchObject({
      ready: '/health/ready',
      metrics: '/metrics',
      packages: ['prometheus-client'],
    });
    expect(backend().runtime).not.toHaveProperty('live');
  });

  test('is absent when the app answers everything', () => {
    const model = backend({ 'ready-path': '/ready' }, { readyPath: fact('/ready'), metricsPath: fact('/metrics') });
    expect(model.runtime).toBeUndefined();
    expect(model.process.command.slice(0, 2)).toEqual(['python', '-c']);
  });

  test('brings a server where the app has none', () => {
    expect(backend({}, { dependencies: fact([{ name: 'fastapi' }]) }).runtime?.packages).toEqual([
      'uvicorn',
      'prometheus-client',
    ]);
  });
});

describe('the context', () => {
  test('above the folder keeps the layout and lists what enters', () => {
    const { image } = backend({ context: '../..' }, { shared: fact(['../../libs/money']) });
    expect(image).toMatchObject({
      folder: 'services/orders',
      workdir: '/app/services/orders',
      includes: ['libs/money', 'services/orders'],
    });
  });

  test.each(['../../..', 'sub', '/etc'])('%s is refused', (context) => {
    expect(() => backend({ context })).toThrow(Failure);
  });
});

describe('environments', () => {
  test('have their own project', () => {
    const model = backend({ project: 'development=a,production=b' });
    expect(model.environments.map((one) => one.project)).toEqual(['a', 'your-project-id', 'b']);
  });

  test('that nobody listed are refused by name', () => {
    expect(() => backend({ project: 'qa=a' })).toThrow(/qa/);
  });

  test('whose namespace would be too long are refused where there is one', () => {
    const name = 'a'.repeat(49);
    expect(() => backend({ name, environments: ['a-long-environment'] })).toThrow(/63 characters/);
    expect(() => backend({ name, environments: ['a-long-environment'], platform: 'cloud-run' })).not.toThrow();
  });

  test('keep two pods through a drain', () => {
    for (const one of backend().environments) expect(one.minReplicas).toBeGreaterThanOrEqual(2);
  });
});

describe('variables', () => {
  test('the port of the code is the scaffold’s PORT, not a second number', () => {
    const model = backend({}, { variables: fact([variable('APP_PORT', { default: '8093' })]) });
    expect(model.environment).toEqual([]);
  });

  test('a default of the developer’s machine is shown and not shipped', () => {
    const model = backend({}, { variables: fact([variable('BROKER', { default: 'http://localhost:1' })]) });
    expect(model.environment[0]).not.toHaveProperty('value');
  });
});

describe('a site', () => {
  test('builds through the configuration that makes its names run-time values', () => {
    const { build } = frontend();
    expect(build.stack === 'site' && build.build.commands[0]).toBe(
      'npm run build -- --config deploy/runtime/vite.config.mjs',
    );
    expect(build.stack === 'site' && build.runtimeNames.map((one) => one.name)).toEqual([
      'VITE_API_URL',
      'VITE_TENANT',
    ]);
  });

  test('whose script would not hand the argument to vite keeps its names at build time', () => {
    const { build } = frontend({}, { buildCommand: fact('vite build && node after.js') });
    expect(build.stack === 'site' && build.build.commands[0]).toBe('npm run build');
    expect(build.stack === 'site' && build.runtimeNames).toEqual([]);
  });

  test('says of each name that the build freezes where it is read and why', () => {
    expect(frontend().notes).toEqual([]);
    expect(frontend({}, { buildCommand: fact('vite build && node after.js') }).notes).toEqual([
      'VITE_API_URL (src/orders/settings.py:9) cannot be filled at start, for the build script does not end in vite build, so no other configuration reaches it: the image holds one value of it, the same in every environment',
      expect.stringMatching(/^VITE_TENANT /),
    ]);
    const read = fact([variable('NEXT_PUBLIC_API'), variable('NEXT_PUBLIC_SECRET', { secret: true }), variable('CI')]);
    const { notes } = frontend({}, { framework: fact('next'), buildCommand: fact('next build'), variables: read });
    expect(notes).toEqual([expect.stringMatching(/^NEXT_PUBLIC_API .* next build renders the pages while it builds/)]);
  });

  test.each([
    ['astro', 'PUBLIC_API'],
    ['sveltekit', 'PUBLIC_API'],
    ['nuxt', 'NUXT_PUBLIC_API'],
    ['cra', 'REACT_APP_API'],
    ['angular', 'NG_APP_API'],
    ['react-router', 'VITE_API'],
  ] as const)('of %s freezes %s', (framework, name) => {
    const changed = { framework: fact(framework), buildCommand: fact('x'), variables: fact([variable(name)]) };
    expect(frontend({}, changed).notes).toEqual([expect.stringMatching(new RegExp(`^${name} .* cannot be filled`))]);
  });

  test('measures web vitals only where that was asked for, and only in files of a site', () => {
    const vitals = { 'web-vitals': true };
    expect(render(frontend()).has('site-vitals')).toBe(false);
    const tree = render(frontend(vitals));
    expect(tree.get('nginx')?.text).toContain('location = /vitals {');
    expect(tree.get('dockerfile')?.text).toContain('COPY deploy/nginx/vitals.js /opt/site/vitals.js');
    expect(tree.get('vite-config')?.text).toContain('vitals.js');
    const others = { buildCommand: fact('vite build && node after.js') };
    expect(render(frontend(vitals, others)).get('site-pages')?.text).toContain('<script src="/vitals.js" defer>');
    expect(() => backend(vitals)).toThrow(/--web-vitals: the service has no pages/);
    expect(() => frontend(vitals, { serves: fact('server'), framework: fact('next') })).toThrow(/renders the pages/);
  });

  test('never hands a secret-looking name to the browser', () => {
    const { build } = frontend(
      {},
      { variables: fact([variable('VITE_API_SECRET', { secret: true }), variable('VITE_A')]) },
    );
    expect(build.stack === 'site' && build.runtimeNames.map((one) => one.name)).toEqual(['VITE_A']);
  });

  test('of unknown making is refused with the file and what to change', () => {
    expect(() => frontend({}, { serves: undefined, framework: fact('sveltekit') })).toThrow(/svelte.config.js/);
    expect(() => frontend({}, { outputDir: undefined })).toThrow(/could not be read/);
  });
});
