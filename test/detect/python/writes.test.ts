import { expect, test } from '@jest/globals';
import { found, launch } from './found.js';

const APP = 'from fastapi import FastAPI\napp = FastAPI()\n';

async function writes(source: string, more: Readonly<Record<string, string>> = {}) {
  const { facts } = await found({ 'main.py': `${source}\n${APP}`, ...more });
  return facts.writes?.value.map(({ folder, when }) => `${folder} ${when}`);
}

test.each([
  ['a log file', 'import logging\nlogging.FileHandler("logs/app.log")', 'logs import'],
  ['basicConfig', 'import logging\nlogging.basicConfig(filename="logs/a.log")', 'logs import'],
  ['a made folder', 'import os\nos.makedirs("uploads", exist_ok=True)', 'uploads import'],
  [
    'a folder below the file',
    'from pathlib import Path\nD = Path(__file__).parent / "cache"\nD.mkdir(exist_ok=True)',
    'cache import',
  ],
  ['an opened file', 'f = open("out/pid", "w")', 'out import'],
  ['an absolute folder', 'import os\nos.makedirs("/data/files")', '/data/files import'],
  ['a default of the environment', 'import os\nos.makedirs(os.getenv("D", "store"))', 'store import'],
  ['SQLite', 'from sqlalchemy import create_engine\ne = create_engine("sqlite:///./db/x.db")', 'db import'],
  ['loguru', 'from loguru import logger\nlogger.add("logs/l.log")', 'logs import'],
  [
    'a dictionary',
    'import logging.config\nlogging.config.dictConfig({"handlers": {"f": {"filename": "logs/d.log"}}})',
    'logs import',
  ],
  ['a called function', 'import os\ndef setup():\n    os.makedirs("x")\nsetup()', 'x import'],
])('%s', async (_, source, expected) => {
  expect(await writes(source)).toEqual(expected === undefined ? undefined : [expected]);
});

test.each([
  ['a function that nobody calls', 'import os\ndef f():\n    os.makedirs("x")'],
  ['a main guard', 'import os\nif __name__ == "__main__":\n    os.makedirs("x")'],
  ['a handled failure', 'import os\ntry:\n    os.makedirs("x")\nexcept OSError:\n    pass'],
  ['reading', 'f = open("x/y")\ng = open("x/z", "rb")'],
  ['a string', 's = "os.makedirs(\'x\')"'],
  ['/tmp', 'import os\nos.makedirs("/tmp/x")'],
  ['a database in memory', 'from sqlalchemy import create_engine\ne = create_engine("sqlite:///:memory:")'],
  ['an unknown path', 'import os\nos.makedirs(unknown)'],
])('none for %s', async (_, source) => {
  expect(await writes(source)).toBeUndefined();
});

test('the module that a server imports counts where it only hands the app on', async () => {
  const files = {
    'main.py': 'from pathlib import Path\nPath("logs").mkdir(exist_ok=True)\nfrom api.app import app\n',
    'api/app.py': APP,
    'other.py': 'import os\nos.makedirs("x")\nfrom api.app import app\n',
  };
  const { facts } = await found(files, [launch('uvicorn main:app', { app: 'main:app' })]);
  expect(facts.app?.value).toBe('main:app');
  expect(facts.writes?.value).toEqual([{ folder: 'logs', when: 'import' }]);
  expect((await found(files)).facts.writes).toBeUndefined();
});

test('a lifespan and a startup handler write at start', async () => {
  const { facts } = await found({
    'main.py':
      'import os\nfrom fastapi import FastAPI\nasync def life(app):\n    os.makedirs("a")\n    yield\napp = FastAPI(lifespan=life)\n@app.on_event("startup")\ndef s():\n    os.makedirs("b")\n@app.on_event("shutdown")\ndef e():\n    os.makedirs("c")\n',
  });
  expect(facts.writes?.value).toEqual([
    { folder: 'a', when: 'start' },
    { folder: 'b', when: 'start' },
  ]);
});

test('a folder that the image brings needs no making, and a file in it no mount', async () => {
  expect(await writes('import os\nos.makedirs("static")', { 'static/a.css': '' })).toBeUndefined();
  const { facts, remarks } = await found({ 'main.py': `open("static/x", "w")\n${APP}`, 'static/a.css': '' });
  expect(facts.writes?.value).toEqual([{ folder: 'static', when: 'import', occupied: true }]);
  expect(remarks.find((one) => one.rule === 'writes-at-start')?.severity).toBe('warning');
});
