import { describe, expect, test } from '@jest/globals';
import { detect } from '../../../core/detect/detect.js';
import { memoryFolder } from '../memory-folder.js';
import { found, launch } from './found.js';

const APP = 'from fastapi import FastAPI\napp = FastAPI()\n';
const run = (port: string, before = ''): string =>
  `import os\nimport uvicorn\n${APP}${before}\nif __name__ == "__main__":\n    uvicorn.run(app, host="0.0.0.0", port=${port})\n`;

describe('the port', () => {
  const fires: readonly [string, Record<string, string>, number][] = [
    ['a number', { 'main.py': run('8083') }, 8083],
    ['an environment default', { 'main.py': run('int(os.getenv("PORT", "8083"))') }, 8083],
    ['os.environ.get', { 'main.py': run('int(os.environ.get("PORT", 8083))') }, 8083],
    ['or', { 'main.py': run('int(os.environ.get("PORT") or 8083)') }, 8083],
    [
      'options that are handed over by a name',
      {
        'main.py': `import uvicorn\n${APP}def config():\n    options: dict = dict(host="0.0.0.0", port=8083)\n    return uvicorn.Config(app, **options)\nuvicorn.Server(config()).run()\n`,
      },
      8083,
    ],
    [
      'options in a dictionary',
      {
        'main.py': `import uvicorn\n${APP}OPTIONS = {"host": "0.0.0.0", "port": 8083}\nif __name__ == "__main__":\n    uvicorn.run(app, **OPTIONS)\n`,
      },
      8083,
    ],
    [
      'a YAML file that the code loads',
      {
        'main.py': `import yaml\nfrom pathlib import Path\n${run('config["server"]["port"]', 'with open(Path(__file__).parent / "config.yaml") as f:\n    config = yaml.safe_load(f)\n')}`,
        'config.yaml': 'server:\n  host: 0.0.0.0\n  port: 8083\n',
      },
      8083,
    ],
    [
      'a TOML file, by a function that is given its path',
      {
        'main.py': `import tomllib\n${run('conf.get("server").get("port", 1)', 'def load(path):\n    with open(path, "rb") as f:\n        return tomllib.load(f)\nconf = load("conf/app.toml")\n')}`,
        'conf/app.toml': 'name = "x"\n[server]\nport = 8083\n',
      },
      8083,
    ],
    [
      'a JSON file that fills a class',
      {
        'main.py': `import json\nfrom pathlib import Path\n${run('settings.port', 'class Settings:\n    port: int = 1\nsettings = Settings(**json.loads(Path("app.json").read_text()))\n')}`,
        'app.json': '{\n  "port": 8083\n}\n',
      },
      8083,
    ],
    [
      'one of several values that a function gives',
      { 'main.py': run('port', 'def setup():\n    return "0.0.0.0", 8083\nhost, port = setup()\n') },
      8083,
    ],
    ['a constant', { 'main.py': run('PORT', 'PORT = 8083') }, 8083],
    [
      'a constant of another module',
      { 'main.py': `from config import PORT\n${run('PORT')}`, 'config.py': 'PORT = 8083\n' },
      8083,
    ],
    [
      'an attribute of a module',
      { 'main.py': `import config\n${run('config.PORT')}`, 'config.py': 'PORT = 8083\n' },
      8083,
    ],
    [
      'a settings object',
      {
        'main.py': `from config import settings\n${run('settings.port')}`,
        'config.py':
          'from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    port: int = 8083\nsettings = Settings()\n',
      },
      8083,
    ],
    [
      'a cached getter of settings with Field',
      {
        'main.py': `from config import get_settings\nsettings = get_settings()\n${run('settings.server_port')}`,
        'config.py':
          'from functools import lru_cache\nfrom pydantic import Field\nfrom pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    server_port: int = Field(default=8083, alias="PORT")\n@lru_cache\ndef get_settings():\n    return Settings()\n',
      },
      8083,
    ],
    [
      'nested settings',
      {
        'main.py': `from config import settings\n${run('settings.server.port')}`,
        'config.py':
          'from pydantic import BaseModel\nfrom pydantic_settings import BaseSettings\nclass Server(BaseModel):\n    port: int = 8083\nclass Settings(BaseSettings):\n    server: Server = Server()\nsettings = Settings()\n',
      },
      8083,
    ],
    [
      'a plain class of constants',
      {
        'main.py': `from config import Config\n${run('Config.PORT')}`,
        'config.py': 'import os\nclass Config:\n    PORT = int(os.getenv("PORT", 8083))\n',
      },
      8083,
    ],
    [
      'a dataclass',
      {
        'main.py': `from config import cfg\n${run('cfg.port')}`,
        'config.py':
          'from dataclasses import dataclass\n@dataclass\nclass Config:\n    port: int = 8083\ncfg = Config()\n',
      },
      8083,
    ],
    [
      'starlette config',
      {
        'main.py': run(
          'config("PORT", cast=int, default=8083)',
          'from starlette.config import Config\nconfig = Config(".env")',
        ),
      },
      8083,
    ],
    ['decouple', { 'main.py': run('config("PORT", default=8083, cast=int)', 'from decouple import config') }, 8083],
    ['environs', { 'main.py': run('env.int("PORT", 8083)', 'from environs import Env\nenv = Env()') }, 8083],
    [
      'a local helper',
      {
        'main.py': run(
          'int(env("PORT", "8083"))',
          'def env(name, default=None):\n    value = os.getenv(name, default)\n    return value',
        ),
      },
      8083,
    ],
    ['a dictionary', { 'main.py': run('CONFIG["server"]["port"]', 'CONFIG = {"server": {"port": 8083}}') }, 8083],
    [
      'argparse',
      {
        'main.py': run(
          'args.port',
          'import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument("--port", type=int, default=8083)\nargs = parser.parse_args()',
        ),
      },
      8083,
    ],
    [
      'a parameter of main',
      {
        'main.py': `import uvicorn\n${APP}def main(host: str = "0.0.0.0", port: int = 8083):\n    uvicorn.run("main:app", host=host, port=port)\n`,
      },
      8083,
    ],
    [
      'a click option',
      {
        'main.py': `import click\nimport uvicorn\n${APP}@click.command()\n@click.option("--port", default=8083)\ndef main(port):\n    uvicorn.run(app, port=port)\n`,
      },
      8083,
    ],
    [
      'uvicorn.Config',
      { 'main.py': `import uvicorn\n${APP}server = uvicorn.Server(uvicorn.Config(app, port=8083))\n` },
      8083,
    ],
    [
      'Flask',
      {
        'main.py':
          'from flask import Flask\napp = Flask(__name__)\nif __name__ == "__main__":\n    app.run(host="0.0.0.0", port=8083)\n',
      },
      8083,
    ],
    [
      "Flask's own default",
      {
        'main.py':
          'from flask import Flask\napp = Flask(__name__)\nif __name__ == "__main__":\n    app.run(debug=True)\n',
      },
      5000,
    ],
    ["uvicorn's own default", { 'main.py': `import uvicorn\n${APP}uvicorn.run(app)\n` }, 8000],
    [
      'gunicorn.conf.py',
      { 'main.py': APP, 'gunicorn.conf.py': 'import os\nbind = "0.0.0.0:" + os.getenv("PORT", "8083")\n' },
      8083,
    ],
    [
      'gunicorn bind by f-string',
      { 'main.py': APP, 'gunicorn.conf.py': 'port = 8083\nbind = f"0.0.0.0:{port}"\n' },
      8083,
    ],
    [
      'hypercorn',
      { 'main.py': `from hypercorn.config import Config\n${APP}config = Config()\nconfig.bind = ["0.0.0.0:8083"]\n` },
      8083,
    ],
    [
      'waitress',
      {
        'main.py':
          'from waitress import serve\nfrom flask import Flask\napp = Flask(__name__)\nserve(app, port=8083)\n',
      },
      8083,
    ],
    ['granian', { 'main.py': `from granian import Granian\n${APP}Granian("main:app", port=8083).serve()\n` }, 8083],
    ['reassigned', { 'main.py': run('PORT', 'PORT = 1000\nPORT = 8083') }, 8083],
  ];
  test.each(fires)('%s', async (_name, files, port) => {
    const { facts } = await found(files);
    expect(facts.port?.value).toBe(port);
    expect(facts.port?.evidence.length).toBeGreaterThan(0);
  });

  const silent: readonly [string, string][] = [
    ['no server', APP],
    ['a comment', `${APP}# uvicorn.run(app, port=8083)\n`],
    ['a string', `${APP}x = "uvicorn.run(app, port=8083)"\n`],
    ["the database's port", `import os\n${APP}DB_PORT = int(os.getenv("DB_PORT", 5432))\n`],
    ['a run of something else', `import subprocess\n${APP}subprocess.run("x", port=8083)\n`],
    ['options of another call', `import subprocess\n${APP}O = {"port": 8083}\nsubprocess.run("x", **O)\n`],
    ['an unknown port', run('find_free_port()')],
    ['a variable without a default', run('int(os.environ["PORT"])')],
  ];
  test.each(silent)('not from %s', async (_name, source) => {
    expect((await found({ 'main.py': source })).facts.port).toBeUndefined();
  });

  test('a launch that names the app outranks the code under __main__', async () => {
    const cmd = launch('uvicorn main:app --port 9000', { app: 'main:app', port: 9000 });
    const { facts } = await found({ 'main.py': run('8083') }, [cmd]);
    expect(facts.port?.value).toBe(9000);
    expect(facts.port?.others).toEqual([expect.objectContaining({ value: 8083 })]);
  });

  test('an EXPOSE does not outrank what the code serves', async () => {
    const expose = launch('', { port: 80 });
    expect((await found({ 'main.py': run('8083') }, [expose])).facts.port?.value).toBe(8083);
    expect((await found({ 'main.py': APP }, [expose])).facts.port?.value).toBe(80);
  });

  test('an EXPOSE outranks a start for this machine alone', async () => {
    const source = `import uvicorn\n${APP}if __name__ == "__main__":\n    uvicorn.run(app, host="127.0.0.1", port=8083)\n`;
    expect((await found({ 'main.py': source }, [launch('', { port: 9000 })])).facts.port?.value).toBe(9000);
    expect((await found({ 'main.py': source })).facts.port?.value).toBe(8083);
  });

  test('a launch of another process does not count', async () => {
    const other = launch('streamlit run ui.py', { port: 8501 });
    expect((await found({ 'main.py': APP }, [other])).facts.port).toBeUndefined();
  });

  test('a launch that runs the script takes its port', async () => {
    const { facts } = await found({ 'main.py': run('8083'), 'app.py': APP }, [launch('python main.py')]);
    expect(facts.app?.value).toBe('main:app');
    expect(facts.port?.value).toBe(8083);
  });

  test.each([
    ['a server without a port uses its own', 'Dockerfile', 'CMD ["gunicorn", "main:app"]', 8000],
    ['one that is given $PORT has none', 'Dockerfile', 'CMD gunicorn main:app -b 0.0.0.0:$PORT', undefined],
    ['a Procfile has its port from the platform', 'Procfile', 'web: gunicorn main:app -b 0.0.0.0:$PORT', undefined],
    ['also where the command does not say so', 'Procfile', 'web: gunicorn main:app', undefined],
    ['a server that does not ask for it has its own', 'Procfile', 'web: uvicorn main:app', 8000],
    ['a default of the shell is one', 'Procfile', 'web: gunicorn main:app -b 0.0.0.0:${PORT:-5001}', 5001],
  ])('%s', async (_, file, text, port) => {
    const folder = memoryFolder({
      'main.py': APP,
      [file]: file === 'Dockerfile' ? `FROM python:3.12\nCOPY . .\n${text}\n` : text,
    });
    const { facts } = await detect(folder);
    expect(facts.port?.value).toBe(port);
    if (port === 8000) expect(facts.port?.confidence).toBe('likely');
  });
});

describe('a configuration that the command names', () => {
  const port = async (command: string, name: string, text: string): Promise<number | undefined> => {
    const Dockerfile = `FROM python:3.12\nCOPY . .\nEXPOSE 8080\nCMD ["${command.split(' ').join('", "')}"]\n`;
    const { facts } = await detect(memoryFolder({ 'main.py': APP, Dockerfile, [name]: text }));
    return facts.port?.value;
  };
  test.each([
    ['hypercorn -c conf/web.toml main:app', 'conf/web.toml', 'workers = 1\nbind = "0.0.0.0:8093"\n', 8093],
    ['hypercorn -c conf/web.toml main:app', 'conf/web.toml', 'bind = ["0.0.0.0:8093", "[::]:8094"]\n', 8093],
    ['hypercorn --config web.toml main:app', 'web.toml', 'bind = "0.0.0.0"\n', 8000],
    ['gunicorn -c settings/web.py main:app', 'settings/web.py', 'bind = "0.0.0.0:8093"\n', 8093],
    ['gunicorn -c settings/web.py main:app', 'settings/web.py', 'bind = "0.0.0.0"\n', 8000],
    // No address, a socket of the file system, and a file that no command names.
    ['hypercorn -c web.toml main:app', 'web.toml', 'workers = 1\n', 8080],
    ['hypercorn -c web.toml main:app', 'web.toml', 'bind = "unix:/run/web.sock"\n', 8080],
    ['gunicorn main:app', 'settings/web.py', 'bind = "0.0.0.0:8093"\n', 8080],
  ])('%s: %s: %s', async (command, name, text, expected) => {
    expect(await port(command, name, text)).toBe(expected);
  });
  test('shows the line', async () => {
    const Dockerfile = 'FROM python:3.12\nCOPY . .\nCMD ["hypercorn", "-c", "web.toml", "main:app"]\n';
    const folder = memoryFolder({ 'main.py': APP, Dockerfile, 'web.toml': 'workers = 1\nbind = "[::]:8093"\n' });
    const [first] = (await detect(folder)).facts.port?.evidence ?? [];
    expect(first).toMatchObject({ file: 'web.toml', line: 2, rule: 'hypercorn-bind' });
  });
});

describe('a file that the code loads', () => {
  const served = (read: string): Record<string, string> => ({
    'main.py': `import yaml\n${run(read, 'with open("config.yaml") as f:\n    config = yaml.safe_load(f)\n')}`,
    'config.yaml': 'database:\n  port: 5432\nserver:\n  port: 8083\n',
  });
  test('shows the line of the value', async () => {
    const [first] = (await found(served('config["server"]["port"]'))).facts.port?.evidence ?? [];
    expect(first).toMatchObject({ file: 'config.yaml', line: 4, rule: 'port-constant', text: 'port: 8083' });
  });
  test.each(['config["web"]["port"]', 'config["server"]', 'config["port"]', 'other["server"]["port"]'])(
    'gives nothing for %s',
    async (read) => expect((await found(served(read))).facts.port).toBeUndefined(),
  );
  test('gives nothing when it is not there', async () => {
    const { 'main.py': main = '' } = served('config["server"]["port"]');
    expect((await found({ 'main.py': main })).facts.port).toBeUndefined();
  });
});

test('what two modules say of each other is asked again when a circle cut it short', async () => {
  const { facts } = await found({
    'main.py':
      'import uvicorn\nfrom fastapi import FastAPI\nfrom a import X\nfrom b import Y\napp = FastAPI()\nuvicorn.run(app, host=X, port=Y)\n',
    'a.py': 'X = 8123\nfrom b import Y\nX = Y\n',
    'b.py': 'from a import X\nY = X\n',
  });
  expect(facts.port?.value).toBe(8123);
});
