import { describe, expect, test } from '@jest/globals';
import { found, manifest } from './read.js';

const strapi = (files: Record<string, string> = {}, start = 'strapi start'): Record<string, string> => ({
  'package.json': manifest({ start, build: 'strapi build' }, { '@strapi/strapi': '4' }),
  'config/server.js': "module.exports = ({ env }) => ({ port: env.int('PORT', 1400), keys: env.array('APP_KEYS') })",
  ...files,
});

describe('a framework that serves the project by its own command', () => {
  test('Strapi: its command, the port of its configuration, the variables it hands to that', async () => {
    const { facts } = await found(strapi());
    expect(facts.service?.value).toBe('backend');
    expect(facts.serves?.value).toBe('server');
    expect(facts.startCommand?.value).toEqual(['strapi', 'start']);
    expect(facts.port?.value).toBe(1400);
    expect(facts.env?.value).toEqual(['APP_KEYS', 'PORT']);
  });
  test('its usual port where the configuration names none', async () => {
    const { facts } = await found(strapi({ 'config/server.js': 'module.exports = {}' }));
    expect(facts.port?.value).toBe(1337);
    const medusa = {
      'package.json': manifest({ start: 'medusa start' }, { '@medusajs/medusa': '2' }),
      'medusa-config.ts': 'export default {}',
    };
    expect((await found(medusa)).facts.port?.value).toBe(9000);
  });
  test('not the command that serves while one writes, and not without its configuration', async () => {
    expect((await found(strapi({}, 'strapi develop'))).facts.service).toBeUndefined();
    const { 'config/server.js': _, ...rest } = strapi();
    expect((await found(rest)).facts.service).toBeUndefined();
  });
  test.each([
    ["const env = require('./reader'); module.exports = { a: env('NAME') }", []],
    ["module.exports = ({ strapi }) => ({ a: env('NAME') })", []],
    ["module.exports = ({ env }) => ({ a: env('NAME'), b: 'env(\"OTHER\")' })", ['NAME']],
  ])('names of a reader that the framework hands over: %s', async (source, names) => {
    const { facts } = await found(strapi({ 'config/server.js': source }));
    expect(facts.env?.value ?? []).toEqual(names);
  });
});
