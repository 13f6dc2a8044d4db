// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources under test hold templates of their own
import { describe, expect, test } from '@jest/globals';
import { rangeOf } from '../../../core/detect/node/node-version.js';
import { manifest, value, vite } from './read.js';

const version = (files: Record<string, string>): Promise<unknown> =>
  value('nodeVersion', vite('', files), { path: 'web' });
const engines = (node: string): Record<string, string> => ({
  'package.json': manifest({ build: 'vite build' }, { vite: '6' }, { engines: { node } }),
});

describe('the Node version', () => {
  test.each([
    [{ '.nvmrc': 'v20.11.0\n' }, '20'],
    [{ '.nvmrc': '22' }, '22'],
    [{ '.nvmrc': 'lts/iron' }, '20'],
    [{ '.nvmrc': 'lts/*' }, undefined],
    [{ '.nvmrc': 'node' }, undefined],
    [{ '.node-version': '18.19.0' }, '18'],
    [{ '.tool-versions': 'python 3.12\nnodejs 20.1.0\n' }, '20'],
    [{ 'mise.toml': '[tools]\nnode = "22"\n' }, '22'],
    [{ Dockerfile: 'FROM node:22-alpine AS build\nFROM nginx:1.27\n' }, '22'],
    [{ Dockerfile: 'ARG V=20\nFROM node:${V}-slim\n' }, '20'],
    [{ Dockerfile: 'FROM node:alpine\n' }, undefined],
    [{ Dockerfile: '# FROM node:18\nFROM python:3.12\n' }, undefined],
    [{ 'Dockerfile.dev': 'FROM node:18\n' }, undefined],
    [{ '.nvmrc': '20', Dockerfile: 'FROM node:22\n' }, '20'],
    [{ ...engines('>=18'), Dockerfile: 'FROM node:22\n' }, '22'],
    [{ ...engines('20.x'), Dockerfile: 'FROM node:22\n' }, '20'],
    [engines('>=18'), '18'],
    [engines('*'), undefined],
    [{ '../.nvmrc': '20' }, '20'],
    [{ 'src/.nvmrc': '20' }, undefined],
    [{}, undefined],
  ])('%j: %s', async (files, expected) => {
    expect(await version(files as unknown as Record<string, string>)).toBe(expected);
  });
  test.each([
    ['>=20 <21', { value: '20', single: true }],
    ['>=20.0.0 <23', { value: '20', single: false }],
    ['^18.17 || ^20.3 || >=22', { value: '22', single: false }],
    ['~20.1', { value: '20', single: true }],
    ['>= 18.0.0', { value: '18', single: false }],
    ['', undefined],
  ])('range %s', (range, expected) => {
    expect(rangeOf(range)).toEqual(expected);
  });
});

describe('a Dockerfile above the folder', () => {
  const above = (text: string): Promise<unknown> => version({ '../Dockerfile': text });
  test('the stage that copies the folder', async () => {
    expect(
      await above(
        'FROM node:18 AS other\nCOPY api/ ./\nFROM node:20-alpine AS site\nCOPY web/package.json ./\nFROM python:3.12\nCOPY --from=site /x /y\n',
      ),
    ).toBe('20');
  });
  test('one that copies another folder, or everything, says nothing about this one', async () => {
    expect(await above('FROM node:20\nCOPY webapp/ ./\n')).toBeUndefined();
    expect(await above('FROM node:20\nCOPY . .\n')).toBeUndefined();
  });
});
