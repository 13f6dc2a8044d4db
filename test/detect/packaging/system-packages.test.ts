import { expect, test } from '@jest/globals';
import type { Dependency } from '../../../core/detect/fact-values.js';
import type { Fact } from '../../../core/detect/facts.js';
import { findBuilds } from '../../../core/detect/launch/builds.js';
import { findSystemPackages } from '../../../core/detect/packaging/system-packages.js';
import { memoryFolder } from '../memory-folder.js';

function packages(dockerfile: string, names: readonly string[] = [], direct: readonly string[] = names) {
  const folder = memoryFolder({ Dockerfile: dockerfile });
  const evidence = [{ file: 'uv.lock', line: 1, rule: 'lock-file', text: '' }];
  const fact: Fact<readonly Dependency[]> = {
    value: names.map((name) => ({ name })),
    confidence: 'certain',
    evidence,
    others: [],
  };
  return findSystemPackages(folder, findBuilds(folder).builds, fact, new Set(direct), false)?.value;
}

test('run-time packages of the final stage, without tools, versions and what is purged again', () => {
  expect(
    packages(
      'FROM python:3.12 AS build\nRUN apt-get install -y tesseract-ocr\nFROM python:3.12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends \\\n  libpq5=15.1 curl build-essential libgl1-mesa-glx \\\n  && rm -rf /x\nRUN DEPS="libxml2-dev gcc"; apt-get install -y $DEPS && apt-get purge -y $DEPS\n',
    ),
  ).toEqual(['libgl1', 'libpq5']);
});

test('names of older releases are those of trixie', () => {
  const old = 'libgdk-pixbuf2.0-0 libavcodec59 libtesseract4 liblept5 constructor';
  expect(packages(`FROM python:3.10-slim-bullseye\nRUN apt-get install -y ${old}\n`)).toEqual([
    'constructor',
    'libavcodec61',
    'libgdk-pixbuf-2.0-0',
    'libleptonica6',
    'libtesseract5',
  ]);
});

test('headers stand for the library that they belong to', () => {
  expect(packages('FROM python:3.12\nRUN apt install -y libpq-dev default-libmysqlclient-dev\n')).toEqual([
    'libmariadb3',
    'libpq5',
  ]);
});

test('an Alpine image says nothing about Debian', () => {
  expect(packages('FROM python:3.12-alpine\nRUN apk add postgresql-libs\n')).toBeUndefined();
});

test('dependencies whose wheels bring no library', () => {
  expect(packages('FROM python:3.12\n', ['psycopg2', 'opencv-python', 'fastapi'])).toEqual([
    'libgl1',
    'libglib2.0-0',
    'libpq5',
  ]);
  expect(packages('FROM python:3.12\n', ['psycopg2-binary', 'opencv-python-headless'])).toBeUndefined();
});

test('a program is needed by who asks for it, not by what merely depends on it', () => {
  expect(packages('FROM python:3.12\n', ['gitpython'], [])).toBeUndefined();
  expect(packages('FROM python:3.12\n', ['gitpython'])).toEqual(['git']);
});
