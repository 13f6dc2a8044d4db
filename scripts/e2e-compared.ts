import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './shared.js';

/** How somebody else would package the app: writes a Dockerfile; undefined says why it could not be made. */
interface Other {
  readonly name: string;
  readonly write: (folder: string) => Promise<string | undefined>;
}
interface Case {
  readonly app: string;
  readonly others: readonly Other[];
}

const written = (name: string, ...lines: readonly string[]): Other => ({
  name,
  write: async (folder) => {
    writeFileSync(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`);
    return undefined;
  },
});

/** What the Fly.io generator writes for a Node app; it is fetched from the registry. */
const fly: Other = {
  name: '@flydotio/dockerfile',
  write: async (folder) => {
    const ran = await command(['npx', '--yes', '@flydotio/dockerfile', '--force', '--skip'], { cwd: folder });
    if (!readdirSync(folder).includes('Dockerfile'))
      return `it wrote no Dockerfile: ${ran.all.trim().split('\n').at(-1)}`;
    const path = join(folder, 'Dockerfile');
    // The line names a frontend image, which this engine cannot pull; the built-in one reads the same syntax.
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^# syntax.*\n/, ''));
    return undefined;
  },
};

const PYTHON = ['FROM python:3.12-slim-trixie', 'WORKDIR /app', 'COPY . .'];
const NODE = ['FROM node:22-trixie-slim', 'WORKDIR /app', 'COPY . .', 'RUN npm install', 'RUN npm run build'];

export const COMPARED: readonly Case[] = [
  {
    app: 'backend',
    others: [
      written(
        'tutorial',
        ...PYTHON,
        'RUN pip install -r requirements.txt',
        'ENV PYTHONPATH=/app/src',
        'CMD ["uvicorn", "orders.api:app", "--host", "0.0.0.0", "--port", "8093"]',
      ),
    ],
  },
  {
    app: 'agent-served',
    others: [
      written(
        'tutorial',
        ...PYTHON,
        'RUN pip install -r requirements.txt',
        'CMD ["uvicorn", "concierge.main:app", "--host", "0.0.0.0", "--port", "8000"]',
      ),
    ],
  },
  {
    app: 'frontend',
    others: [written('tutorial', ...NODE, 'CMD ["npx", "serve", "dist"]'), fly],
  },
  { app: 'server-next', others: [written('tutorial', ...NODE, 'CMD ["npm", "start"]'), fly] },
  { app: 'server-sveltekit', others: [written('tutorial', ...NODE, 'CMD ["node", "build"]'), fly] },
];
