import { describe, expect, test } from '@jest/globals';
import { registriesOf } from '../../../core/detect/node/registries.js';
import { memoryFolder } from '../memory-folder.js';

const found = (files: Readonly<Record<string, string>>) => registriesOf(memoryFolder(files), Object.keys(files));

describe('registries of an install', () => {
  test.each([
    [
      '.npmrc',
      '@acme:registry=https://npm.acme.dev/\n//npm.acme.dev/:_authToken=${NPM_TOKEN}\n',
      ['npm.acme.dev'],
      ['NPM_TOKEN'],
    ],
    ['app/.npmrc', 'registry = https://user@npm.acme.dev/x/\n', ['npm.acme.dev'], []],
    [
      '.yarnrc.yml',
      'npmScopes:\n  acme:\n    npmRegistryServer: "https://npm.acme.dev"\n    npmAuthToken: "${ACME:-}"\n',
      ['npm.acme.dev'],
      ['ACME'],
    ],
    [
      'bunfig.toml',
      '[install.scopes]\nacme = { url = "https://npm.acme.dev", token = "$ACME" }\n',
      ['npm.acme.dev'],
      ['ACME'],
    ],
  ])('%s names a private one', (file, text, indexes, tokens) => {
    expect(found({ [file]: text })).toEqual({ indexes, tokens });
  });

  test.each([
    ['.npmrc', 'registry=https://registry.npmjs.org/\nsave-exact=true\n'],
    ['.npmrc', '# @acme:registry=https://npm.acme.dev/\n; //x/:_authToken=${NPM_TOKEN}\n'],
    ['.yarnrc', 'registry "https://registry.yarnpkg.com"\n'],
    ['package.json', '{ "registry": "https://npm.acme.dev", "token": "${X}" }'],
  ])('%s with %j does not', (file, text) => {
    expect(found({ [file]: text })).toEqual({ indexes: [], tokens: [] });
  });
});
