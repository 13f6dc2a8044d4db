import { describe, expect, test } from '@jest/globals';
import { type Case, hits, judged } from '../good.js';

const path = 'Dockerfile';
const second = 'FROM python:3.12-slim-trixie AS runtime';
const CASES: readonly Case[] = [
  { rule: 'dockerfile-base-tag', path, from: second, to: 'FROM python AS runtime', on: 'FROM python AS runtime' },
  { rule: 'dockerfile-base-tag', path, from: second, to: 'FROM python:latest AS runtime', says: /day to day/ },
  {
    rule: 'dockerfile-copy-from',
    path,
    from: '--from=build',
    to: '--from=biuld',
    on: '--from=biuld',
    says: /write build/,
  },
  { rule: 'dockerfile-copy-from', path, from: '--from=build', to: '--from=3', on: '--from=3' },
  { rule: 'dockerfile-copy-from', path, from: '--from=build', to: '--from=runtime', says: /later or is this one/ },
  { rule: 'dockerfile-copy-from', path, from: second, to: 'FROM buidl AS runtime', says: /write build/ },
  { rule: 'dockerfile-copy-from', path, from: second, to: 'FROM python:3.12-slim-trixie AS build', says: /two stages/ },
  { rule: 'dockerfile-add', path, from: 'COPY src /app/src', to: 'ADD src /app/src', on: 'ADD src' },
  { rule: 'dockerfile-workdir', path, from: 'WORKDIR /app', to: 'WORKDIR app', on: 'WORKDIR app' },
  {
    rule: 'dockerfile-secret',
    path,
    from: 'PORT=8080',
    to: 'API_KEY=abc PORT=8080',
    on: 'ENV PATH',
    severity: 'error',
  },
  {
    rule: 'dockerfile-secret',
    path,
    from: 'WORKDIR /app',
    to: 'ARG NPM_TOKEN\nWORKDIR /app',
    on: 'ARG NPM_TOKEN',
    severity: 'warning',
  },
];

describe('where a Dockerfile takes things from', () => {
  test.each(CASES)('$rule: $to', (one) => {
    expect(hits(one)).not.toEqual([]);
  });

  test.each([
    ['a stage that continues another', second, 'FROM build AS runtime'],
    ['another spelling of the stage', '--from=build', '--from=BUILD'],
    ['an image with a digest', second, `FROM python@sha256:${'ab'.repeat(32)} AS runtime`],
    ['an image from an argument', second, 'ARG BASE\nFROM $BASE AS runtime'],
    ['no secret by its name', 'PORT=8080', 'MAX_TOKENS=100 SECRET_FILE=/run/x PORT=8080'],
    ['an archive', 'COPY src /app/src', 'ADD src.tar.gz /app/src'],
  ])('%s passes', (_name, from, to) => {
    expect(judged(path, from, to).filter(({ severity }) => severity !== 'note')).toEqual([]);
  });
});
