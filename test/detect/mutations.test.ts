import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { detect } from '../../core/detect/detect.js';
import type { Folder } from '../../core/detect/folder.js';
import { memoryFolder } from './memory-folder.js';

const files: Readonly<Record<string, string>> = {
  'main.py': 'import os\nfrom fastapi import FastAPI\napp = FastAPI()\nPORT = os.getenv("PORT", "8000")\n',
  'pyproject.toml':
    '[project]\nname = "a"\nrequires-python = ">=3.12"\ndependencies = ["fastapi>=0.1"]\n[tool.uv.sources]\nx = { path = "../x" }\n',
  'requirements.txt': '-r base.txt\nuvicorn[standard]==0.30.0 ; python_version > "3"\n-e ../libs\n',
  'uv.lock': '[[package]]\nname = "fastapi"\nversion = "1"\ndependencies = [{ name = "starlette" }]\n',
  'poetry.lock': '[[package]]\nname = "flask"\nversion = "1"\n[package.dependencies]\njinja2 = "*"\n',
  Pipfile: '[packages]\nflask = "*"\n[requires]\npython_version = "3.12"\n',
  Dockerfile: `ARG V=3.12\nFROM python:\${V}\nWORKDIR /app\nCOPY . .\nRUN apt-get install -y libpq5 \\\n  # x\n  && true\nEXPOSE 8000\nCMD ["uvicorn", "main:app"]\n`,
  'compose.yaml': `services:\n  web:\n    build: .\n    command: sh -c "./start.sh \${A:-b}"\n    ports: ["8000:\${P:-8001}"]\n`,
  'start.sh': `#!/bin/sh\nexport PORT=\${PORT:-8000}\nexec gunicorn -b :$PORT main:app <<EOF\nx\nEOF\n`,
  Procfile: 'web: gunicorn main:app\n',
  'package.json': '{"scripts": {"start": "node server.js", "build": "vite build"}}',
  '.python-version': '3.12.1\n',
  'shop/__init__.py': 'from shop.factory import create_app\n',
  'shop/factory.py': 'from flask import Flask\ndef create_app():\n    return Flask(__name__)\n',
  'shop/wsgi.py': 'from shop import create_app\napplication = create_app()\n',
  'site/urls.py':
    'from django.urls import include, path\napi = [path("up/", None)]\nurlpatterns = [path("v1/", include(api))]\n',
  'lite.py':
    'from litestar import Litestar\nclass P:\n    def on_app_init(self, c):\n        c.route_handlers.extend([])\nlite = Litestar(plugins=[P()])\n',
  'tasks.py': 'from celery import Celery\ncelery = Celery("a", broker="redis://r")\n',
  'main.tf':
    'resource "google_cloud_run_v2_service" "a" {\n  template {\n    containers {\n      ports { container_port = 8090 }\n    }\n  }\n}\n',
  'k8s/a.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {containers: [{image: a, env: [{name: PORT, value: "8091"}]}]}}}\n',
};
const names = Object.keys(files);
const noise = fc.constantFrom(
  '\t',
  '\r\n',
  '\ufeff',
  '\u0000',
  '"',
  "'",
  '`',
  `\${`,
  '(',
  '[',
  '{{',
  '\\',
  '<<',
  '%',
  'é',
  '..',
  '/',
  '*',
  '=',
  ':',
  '- ',
  '\n\n',
  '0'.repeat(400),
);

test('detection never throws on mutated files, and says the same twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.double({ min: 0, max: 1, noNaN: true }),
      noise,
      fc.boolean(),
      async (name, at, text, cut) => {
        const source = files[name] ?? '';
        const place = Math.floor(at * source.length);
        const mutated = cut ? source.slice(0, place) : source.slice(0, place) + text + source.slice(place);
        const folder = () => memoryFolder({ ...files, [name]: mutated }, { path: 'services/a' });
        const found = await detect(folder());
        expect(found.remarks.filter((one) => one.rule === 'reader-failed')).toEqual([]);
        expect(JSON.stringify(await detect(folder()))).toBe(JSON.stringify(found));
      },
    ),
    { numRuns: 60, seed: 7 },
  );
});

test('the order in which a folder lists its files changes no byte', async () => {
  const folder = memoryFolder(files, { path: 'services/a' });
  const told = JSON.stringify(await detect(folder));
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(names, { minLength: names.length }), async (order) => {
      const place = (file: string): number => order.indexOf(file);
      const shuffle = (list: readonly string[]): readonly string[] => [...list].sort((a, b) => place(a) - place(b));
      const shuffled: Folder = {
        ...folder,
        list: () => shuffle(folder.list()),
        listAt: (at, depth) => shuffle(folder.listAt(at, depth)),
      };
      expect(JSON.stringify(await detect(shuffled))).toBe(told);
    }),
    { numRuns: 20, seed: 11 },
  );
});
