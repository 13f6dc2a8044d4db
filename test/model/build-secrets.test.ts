import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { buildModel } from '../../core/model/build.js';
import { render } from '../../core/render.js';
import { backend, fact, frontend } from './example.js';

const dockerfile = (model: ReturnType<typeof buildModel>): string => render(model).get('dockerfile')?.text ?? '';
const python = (answers = {}, install = {}): string =>
  dockerfile(
    backend(answers, { install: fact({ files: ['requirements.txt'], lock: 'requirements.txt', ...install }) }),
  );
const site = (install: object, answers = {}): string =>
  dockerfile(frontend(answers, { install: fact({ files: ['package.json'], lock: 'package-lock.json', ...install }) }));
/** Steps of the build that fetch something. */
const runs = (text: string): readonly string[] => {
  const build = text.slice(0, text.indexOf(' AS runtime'));
  return (build.match(/^RUN (?:.*\\\n)*.*$/gm) ?? []).filter((step) => !step.includes('finish_packages.py'));
};

describe('secrets of a build', () => {
  test('none where only public indexes are asked', () => {
    for (const text of [python(), python({}, { indexes: ['download.pytorch.org'] }), site({})])
      expect(text).not.toMatch(/type=secret|RUN .*export|CA_CERTS/);
  });

  test('credentials of a private index reach every step and may be absent', () => {
    const steps = runs(python({}, { indexes: ['pypi.example.com'] }));
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) expect(step).toContain('--mount=type=secret,id=netrc,target=/root/.netrc \\');
    expect(runs(site({ indexes: ['npm.example.com'] }))[0]).toContain('type=secret,id=npmrc,target=/root/.npmrc');
    const berry = site(
      { indexes: ['npm.example.com'], flavour: 'berry', lock: 'yarn.lock' },
      { 'package-manager': 'yarn' },
    );
    expect(berry).toContain('type=secret,id=yarnrc,target=/root/.yarnrc.yml');
  });

  test('a token of the settings is in the environment of each command and of no layer', () => {
    const text = site({ tokens: ['NPM_TOKEN'], indexes: ['npm.example.com'] });
    for (const step of runs(text)) {
      expect(step).toContain('--mount=type=secret,id=NPM_TOKEN,required');
      expect(step).toContain('NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN)" && export NPM_TOKEN \\\n && ');
    }
    expect(text).not.toMatch(/(?:ARG|ENV) NPM_TOKEN|id=npmrc/);
    expect(text).toContain('# Credentials of npm.example.com: docker build --secret id=NPM_TOKEN,env=NPM_TOKEN');
  });

  test('--ca-bundle leads every tool of the build stage to the certificates, and none of the final one', () => {
    for (const text of [python({ 'ca-bundle': true }), site({}, { 'ca-bundle': true })]) {
      expect(text).toMatch(/ENV CURL_CA_BUNDLE=\/run\/secrets\/ca \\\n(?: .*\n)*? +SSL_CERT_FILE=\/run\/secrets\/ca$/m);
      for (const step of runs(text)) expect(step).toContain('--mount=type=secret,id=ca,required');
      expect(text.slice(text.indexOf(' AS runtime'))).not.toContain('/run/secrets');
    }
  });

  test('compose.yaml and the README hand them to the build, and neither names one where there is none', () => {
    const model = frontend(
      { 'ca-bundle': true },
      {
        install: fact({
          files: ['package.json'],
          lock: 'package-lock.json',
          tokens: ['NPM_TOKEN'],
          indexes: ['npm.example.com'],
        }),
      },
    );
    const compose = parse(render(model).get('compose')?.text ?? '');
    expect(compose.services.app.build.secrets).toEqual(['NPM_TOKEN', 'ca']);
    expect(compose.secrets).toEqual({
      NPM_TOKEN: { environment: 'NPM_TOKEN' },
      ca: { file: `\${CA_BUNDLE:-/etc/ssl/certs/ca-certificates.crt}` },
    });
    expect(render(model).get('deploy-readme')?.text).toContain(
      ' --secret id=NPM_TOKEN,env=NPM_TOKEN --secret id=ca,src=',
    );
    const plain = render(frontend());
    expect(parse(plain.get('compose')?.text ?? '')).not.toHaveProperty('secrets');
    expect(plain.get('deploy-readme')?.text).not.toContain('--secret');
  });
});
