import { expect, test } from '@jest/globals';
import { verifyFiles } from '../../../core/verify/verify.js';
import { fact } from '../../model/example.js';

const said = (host: number, neighbours: readonly number[]): readonly string[] => {
  const compose = `name: web\nservices:\n  app:\n    build: {context: .}\n    ports:\n      - '127.0.0.1:\${HOST_PORT:-${host}}:8080'\n`;
  const api = { folder: '../api', name: 'api', kind: 'server' as const, ports: neighbours, beside: [], volumes: [] };
  return verifyFiles(new Map([['compose.yaml', compose]]), { neighbours: fact([api]) })
    .filter(({ message }) => message.includes('of this machine'))
    .map(({ severity, message }) => `${severity} ${message}`);
};

test('a port of this machine that a neighbour publishes is noted', () => {
  expect(said(8080, [8080])).toEqual(['note port 8080 of this machine is published by ../api/compose.yaml too']);
  expect(said(8080, [8000])).toEqual([]);
});

test('another number than inside is noted only where no neighbour is the reason', () => {
  expect(said(8081, [8080])).toEqual([]);
  expect(said(8081, [8000])).toEqual(['note port 8081 of this machine leads to 8080']);
});
