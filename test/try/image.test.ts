import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Model } from '../../core/model/model.js';
import type { Engine } from '../../core/try/engine.js';
import { buildImage } from '../../core/try/image.js';
import type { Room } from '../../core/try/room.js';

const HISTORY = [
  '0\tCMD ["python" "/app/deploy/runtime/serve.py"]',
  '200\tCOPY . /app # buildkit',
  '50\tCOPY /opt/runtime /app/deploy/runtime/packages # buildkit',
  '3000\tCOPY /opt/venv /opt/venv # buildkit',
  '400\tRUN /bin/sh -c apt-get update && apt-get install --yes libpq5 # buildkit',
  '900\tRUN /bin/sh -c apt-get install --yes tzdata # the base',
  '7000\tCOPY python/ /usr/local/ # the base',
].join('\n');

test('an image’s size is told over its base, packages of the system among the dependencies', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'saasfactory-image-'));
  try {
    writeFileSync(join(folder, 'Dockerfile'), 'FROM python:3.12-slim AS build\nFROM python:3.12-slim AS runtime\n');
    const answers: Readonly<Record<string, string>> = { 'python:3.12-slim': '7900', 'room:local': '11550' };
    const run = async (words: readonly string[]) => {
      const out = words.includes('history') ? HISTORY : (answers[words.at(-1) ?? ''] ?? '65532');
      return { code: 0, out, all: out };
    };
    const engine = { command: 'docker', run } as unknown as Engine;
    const room = { name: 'room', add: () => undefined } as unknown as Room;
    const model = { image: { platform: 'linux/amd64', context: '.' }, build: { secrets: [] } } as unknown as Model;
    const built = await buildImage(engine, room, folder, model, {});
    expect(built.size).toEqual({ over: 3650, dependencies: 3450 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
