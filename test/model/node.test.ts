import { describe, expect, test } from '@jest/globals';
import type { Framework } from '../../core/detect/facts.js';
import { backend, fact, frontend, variable } from './example.js';

const served = (framework: Framework, facts: Parameters<typeof frontend>[1] = {}) => {
  const model = frontend({}, { serves: fact('server'), framework: fact(framework), ...facts });
  if (model.build.stack !== 'node') throw new Error('not a Node image');
  return { model, build: model.build };
};

describe('a server that renders pages', () => {
  test.each<[Framework, string, readonly string[], string]>([
    ['next', '.next', [], 'server.js'],
    ['sveltekit', 'build', ['@sveltejs/adapter-node'], 'build/index.js'],
    ['nuxt', '.output', [], '.output/server/index.mjs'],
    ['astro', 'dist', ['@astrojs/node'], 'dist/server/entry.mjs'],
    ['angular', 'dist/shop', [], 'dist/shop/server/server.mjs'],
  ])('of %s is run by node behind the launcher', (framework, output, names, entry) => {
    const { model } = served(framework, {
      outputDir: fact(output),
      dependencies: fact(names.map((name) => ({ name }))),
    });
    expect(model.process.command).toEqual(['node', '--import', '/app/deploy/runtime/serve.mjs', entry]);
    expect(model.process.stopSignal).toBe('SIGTERM');
  });

  test('of React Router is run by its own server, which is taken though nothing imports it', () => {
    const { model, build } = served('react-router', {
      outputDir: fact('build'),
      dependencies: fact([{ name: '@react-router/serve' }]),
    });
    expect(model.process.command.slice(-2)).toEqual([
      'node_modules/@react-router/serve/dist/cli.js',
      'build/server/index.js',
    ]);
    expect(build.collect.packages).toEqual(['@react-router/serve']);
  });

  test('of the project’s own keeps node’s flags and leaves files of variables behind', () => {
    const { model, build } = served('node', {
      outputDir: undefined,
      startCommand: fact(['node', '--env-file=.env', '-r', './trace.cjs', 'dist/main.js', '--quiet']),
    });
    expect(model.process.command.slice(1)).toEqual([
      ...['-r', './trace.cjs', '--import', '/app/deploy/runtime/serve.mjs'],
      ...['dist/main.js', '--quiet'],
    ]);
    expect(build.collect).toMatchObject({ kind: 'project', folders: ['dist'] });
  });

  test('is asked for health by node, at the app’s own route where it has one', () => {
    const { model } = served('next', { outputDir: fact('.next'), healthPath: fact('/health/live') });
    expect(model.http.live).toEqual({ path: '/health/live', by: 'app' });
    expect(model.http.ready.by).toBe('wrapper');
    expect(model.process.healthcheck?.[0]).toBe('node');
  });

  test('built by Next stands alone without a word in its configuration', () => {
    const { build } = served('next', { outputDir: fact('.next') });
    expect(build.build.commands[0]).toBe(
      'NEXT_PRIVATE_STANDALONE=true NEXT_PRIVATE_OUTPUT_TRACE_ROOT=/app npm run build',
    );
    expect(build.scratch).toEqual(['.next/cache']);
  });

  test('has its public names as build arguments, and the others in its environment', () => {
    const { model, build } = served('next', {
      outputDir: fact('.next'),
      variables: fact([variable('NEXT_PUBLIC_TITLE'), variable('SHOP_NAME'), variable('TOKEN', { secret: true })]),
    });
    expect(build.buildNames).toEqual(['NEXT_PUBLIC_TITLE']);
    expect(model.environment.map((one) => one.name)).toEqual(['SHOP_NAME']);
    expect(model.secrets.map((one) => one.name)).toEqual(['TOKEN']);
    expect(model.notes.join('\n')).toMatch(/NEXT_PUBLIC_TITLE: built into the pages/);
  });

  test('brings OpenSSL where Prisma still has an engine of its own', () => {
    const packages = (version: string) =>
      served('next', { outputDir: fact('.next'), dependencies: fact([{ name: '@prisma/client', version }]) }).build
        .systemPackages;
    expect([packages('6.19.0'), packages('7.3.0')]).toEqual([['openssl'], []]);
  });

  test('is built by the script that the project’s own Dockerfile uses', () => {
    const { build } = served('next', { outputDir: fact('.next'), imageScript: fact('build-docker') });
    expect(build.build.commands[0]).toMatch(/npm run build-docker$/);
  });
});

describe('what Node alone cannot run', () => {
  test('is refused with the file', () => {
    expect(() => served('node', { startCommand: fact(['bun', 'server.ts'], 'package.json', 7) })).toThrow(
      'package.json:7: bun runs the server',
    );
    expect(() => served('astro', { outputDir: fact('dist'), dependencies: fact([]) })).toThrow(/another platform/);
    expect(() => served('remix', { dependencies: fact([]) })).toThrow(/no start script/);
  });

  test('a backend without pages is refused whether or not an app is named', () => {
    expect(() => backend({}, { framework: fact('node') })).toThrow(/backends are Python here/);
  });
});
