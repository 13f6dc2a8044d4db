import { describe, expect, test } from '@jest/globals';
import type { Variable } from '../../../core/detect/fact-values.js';
import { isSecretName } from '../../../core/detect/python/secrets.js';
import { found } from './found.js';

const APP = 'import os\nfrom fastapi import FastAPI\napp = FastAPI()\n';
const SETTINGS =
  'from pydantic import AliasChoices, BaseModel, Field, SecretStr\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n';

async function read(source: string, more: Record<string, string> = {}): Promise<readonly Variable[]> {
  return (await found({ 'main.py': APP + source, ...more })).facts.variables?.value ?? [];
}

describe('environment variables', () => {
  const fires: readonly [string, string, Partial<Variable>][] = [
    ['os.environ[…]', 'x = os.environ["NAME"]\n', { name: 'NAME', required: true }],
    ['os.getenv', 'x = os.getenv("NAME")\n', { name: 'NAME', required: false }],
    ['a default', 'x = os.getenv("NAME", "v")\n', { name: 'NAME', required: false, default: 'v' }],
    ['os.environ.get', 'x = os.environ.get("NAME", 3)\n', { name: 'NAME', default: '3' }],
    ['a name imported from os', 'from os import environ as e\nx = e["NAME"]\n', { name: 'NAME', required: true }],
    ['getenv imported', 'from os import getenv\nx = getenv("NAME")\n', { name: 'NAME' }],
    ['a name held by a constant', 'KEY = "NAME"\nx = os.getenv(KEY)\n', { name: 'NAME' }],
    [
      'a check that raises',
      'x = os.getenv("NAME")\nif not x:\n    raise ValueError("x")\n',
      { name: 'NAME', required: true },
    ],
    ...(
      [
        ['if os.getenv("NAME") is None:\n    raise ValueError("NAME")\n', true],
        ['if not os.getenv("NAME") or not os.getenv("OTHER"):\n    sys.exit(1)\n', true],
        ['if not (os.getenv("NAME") and os.getenv("OTHER")):\n    raise ValueError\n', true],
        ['if (x := os.getenv("NAME")) is None:\n    raise ValueError\n', true],
        ['assert os.getenv("NAME"), "NAME"\n', true],
        ['if not os.getenv("NAME") and not os.getenv("OTHER"):\n    raise ValueError\n', false],
        ['if os.getenv("NAME"):\n    raise ValueError\n', false],
        ['if os.getenv("NAME") is None:\n    print("none")\n', false],
        ['if not f(os.getenv("NAME")):\n    raise ValueError\n', false],
        ['if os.getenv("NAME") == "x":\n    raise ValueError\n', false],
      ] as const
    ).map(([text, required]): [string, string, Partial<Variable>] => [text, text, { name: 'NAME', required }]),
    ['a read in a function', 'def f():\n    return os.environ["NAME"]\n', { name: 'NAME', required: true }],
    [
      'a read behind a test',
      'if "NAME" in os.environ:\n    x = os.environ["NAME"]\n',
      { name: 'NAME', required: false },
    ],
    [
      'a read in try',
      'try:\n    x = os.environ["NAME"]\nexcept KeyError:\n    x = 1\n',
      { name: 'NAME', required: false },
    ],
    ['a field', `${SETTINGS}class S(BaseSettings):\n    name: str\n`, { name: 'NAME', required: true }],
    [
      'a field with a default',
      `${SETTINGS}class S(BaseSettings):\n    name: str = "v"\n`,
      { name: 'NAME', required: false, default: 'v' },
    ],
    [
      'a field that may be None',
      `${SETTINGS}class S(BaseSettings):\n    name: str | None = None\n`,
      { name: 'NAME', required: false },
    ],
    [
      'a prefix',
      `${SETTINGS}class S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix="app_")\n    name: str\n`,
      { name: 'APP_NAME' },
    ],
    [
      'a prefix in a dictionary',
      `${SETTINGS}class S(BaseSettings):\n    model_config = {"env_prefix": "APP_"}\n    name: str\n`,
      { name: 'APP_NAME' },
    ],
    [
      'a prefix in one of two configurations that are merged, for the fields of a plain model',
      `${SETTINGS}from pydantic import BaseModel\nBASE = SettingsConfigDict(extra="ignore")\nclass M(BaseModel):\n    name: str\nclass S(BaseSettings, M):\n    model_config = BASE | SettingsConfigDict(env_prefix="APP_")\n`,
      { name: 'APP_NAME' },
    ],
    [
      'a prefix of the left one, where the right one has none',
      `${SETTINGS}BASE = SettingsConfigDict(env_prefix="APP_")\nclass S(BaseSettings):\n    model_config = BASE | SettingsConfigDict(extra="ignore")\n    name: str\n`,
      { name: 'APP_NAME' },
    ],
    [
      'a prefix that is handed over',
      `${SETTINGS}BASE = {"env_prefix": "APP_"}\nclass S(BaseSettings):\n    model_config = SettingsConfigDict(**BASE, extra="ignore")\n    name: str\n`,
      { name: 'APP_NAME' },
    ],
    [
      'no prefix of another key that is merged in',
      `${SETTINGS}class S(BaseSettings):\n    model_config = SettingsConfigDict(extra="ignore") | {"title": "APP_"}\n    name: str\n`,
      { name: 'NAME' },
    ],
    [
      'a prefix in class Config',
      `${SETTINGS}class S(BaseSettings):\n    name: str\n    class Config:\n        env_prefix = "APP_"\n`,
      { name: 'APP_NAME' },
    ],
    [
      'an alias',
      `${SETTINGS}class S(BaseSettings):\n    x: str = Field(..., alias="NAME")\n`,
      { name: 'NAME', required: true },
    ],
    [
      'a validation alias',
      `${SETTINGS}class S(BaseSettings):\n    x: str = Field(default="v", validation_alias="NAME")\n`,
      { name: 'NAME', default: 'v' },
    ],
    [
      'choices',
      `${SETTINGS}class S(BaseSettings):\n    x: str = Field(validation_alias=AliasChoices("NAME", "OTHER"))\n`,
      { name: 'NAME' },
    ],
    [
      'env of pydantic 1',
      `${SETTINGS}class S(BaseSettings):\n    x: str = Field("v", env="NAME")\n`,
      { name: 'NAME', default: 'v' },
    ],
    ['SecretStr', `${SETTINGS}class S(BaseSettings):\n    name: SecretStr\n`, { name: 'NAME', secret: true }],
    [
      'a nested model',
      `${SETTINGS}class D(BaseModel):\n    host: str = "h"\nclass S(BaseSettings):\n    model_config = SettingsConfigDict(env_nested_delimiter="__")\n    db: D = D()\n`,
      { name: 'DB__HOST', default: 'h' },
    ],
    [
      'an inherited field',
      `${SETTINGS}class B(BaseSettings):\n    name: str\nclass S(B):\n    other: int = 1\n`,
      { name: 'NAME' },
    ],
    [
      'starlette',
      'from starlette.config import Config\nconfig = Config(".env")\nx = config("NAME", default="v")\n',
      { name: 'NAME', default: 'v' },
    ],
    [
      'starlette without a default',
      'from starlette.config import Config\nconfig = Config(".env")\nx = config("NAME", cast=str)\n',
      { name: 'NAME', required: true },
    ],
    ['decouple', 'from decouple import config\nx = config("NAME")\n', { name: 'NAME', required: true }],
    [
      'environs',
      'from environs import Env\nenv = Env()\nx = env.bool("NAME", default=False)\n',
      { name: 'NAME', required: false },
    ],
    ['django-environ', 'import environ\nenv = environ.Env()\nx = env("NAME")\n', { name: 'NAME', required: true }],
    [
      "django-environ's database",
      'import environ\nenv = environ.Env()\nx = env.db()\n',
      { name: 'DATABASE_URL', secret: true },
    ],
    [
      'dj_database_url',
      'import dj_database_url\nx = dj_database_url.config(default="sqlite:///x")\n',
      { name: 'DATABASE_URL', default: 'sqlite:///x' },
    ],
    [
      'a helper',
      'def need(name, default=None):\n    return os.getenv(name, default)\nx = need("NAME", "v")\n',
      { name: 'NAME', default: 'v' },
    ],
    [
      'a helper that raises',
      'def need(name):\n    v = os.environ.get(name)\n    if v is None:\n        raise KeyError(name)\n    return v\nx = need("NAME")\n',
      { name: 'NAME', required: true },
    ],
    [
      'a helper that adds a prefix',
      'def need(name):\n    return os.environ[f"APP_{name}"]\nx = need("NAME")\n',
      { name: 'APP_NAME', required: true },
    ],
    [
      'a loop over names',
      'values = {key: os.environ.get(key) for key in ("OTHER", "NAME")}\n',
      { name: 'NAME', required: false },
    ],
    [
      'a loop over names that must be there',
      'REQUIRED = ["NAME", "OTHER"]\nfor key in REQUIRED:\n    check(os.environ[key])\n',
      { name: 'NAME', required: true },
    ],
    [
      'a loop over defaults',
      'class C:\n    _DEFAULTS = {"NAME": "v", "B": "1"}\n    def __init__(self):\n        for k, v in self._DEFAULTS.items():\n            setattr(self, k, os.environ.get(k, v))\n',
      { name: 'NAME', default: 'v' },
    ],
    [
      'a method that is handed the name',
      'class Config:\n    def get(self, key, default=None):\n        return os.environ.get(key, default)\nconfig = Config()\nx = config.get("NAME", "v")\n',
      { name: 'NAME', default: 'v' },
    ],
    [
      'a method that reads the environment its object was given',
      'class Manager:\n    def __init__(self, environ=None):\n        self._environ = environ\n    def set(self, key, variable, required=False):\n        if variable in self._environ:\n            return self._environ[variable]\nm = Manager(os.environ)\nm.set("db.url", "NAME", required=True)\n',
      { name: 'NAME', required: true },
    ],
  ];
  test.each(fires)('%s', async (_name, source, variable) => {
    const all = await read(source);
    expect(all.find((each) => each.name === variable.name)).toMatchObject(variable);
    expect(all.find((each) => each.name === variable.name)?.line).toBeGreaterThan(3);
  });

  test('a helper of another module, named where it is called', async () => {
    const all = await read('from config import env\nx = env("NAME")\n', {
      'config.py': 'import os\ndef env(key):\n    return os.environ.get(key)\n',
    });
    expect(all).toEqual([expect.objectContaining({ name: 'NAME', file: 'main.py', line: 5 })]);
  });

  const silent: readonly [string, string][] = [
    ['a write', 'os.environ["NAME"] = "1"\n'],
    ['setdefault', 'os.environ.setdefault("NAME", "1")\n'],
    ['a deletion', 'del os.environ["NAME"]\n'],
    ['a comment', '# os.environ["NAME"]\n'],
    ['a string', 'x = \'os.environ["NAME"]\'\n'],
    [
      'a method that reads another dictionary',
      'class Store:\n    def __init__(self):\n        self.data = {}\n    def get(self, key):\n        return self.data[key]\nx = Store().get("NAME")\n',
    ],
    ['a loop that writes', 'for key in ("NAME",):\n    os.environ[key] = "1"\n'],
    ['a loop over another dictionary', 'd = {}\nfor key in ("NAME",):\n    d.get(key)\n    d[key]\n'],
    ['a loop over what is not known', 'for key in names():\n    os.environ[key]\n'],
    ['another dictionary', 'environ = {}\nx = environ.get("NAME")\n'],
    ['a model that is no settings class', `${SETTINGS}class S(BaseModel):\n    name: str\n`],
    [
      'a class variable',
      `${SETTINGS}from typing import ClassVar\nclass S(BaseSettings):\n    NAME: ClassVar[str] = "x"\n`,
    ],
    ["Flask's app.config", 'app.config.get("NAME")\n'],
  ];
  test.each(silent)('not %s', async (_name, source) => {
    expect((await read(source)).map((each) => each.name)).not.toContain('NAME');
  });

  test('not in tests and scripts', async () => {
    const all = await read('', {
      'tests/x.py': 'import os\nx = os.environ["A"]\n',
      'scripts/x.py': 'import os\nx = os.environ["B"]\n',
    });
    expect(all).toEqual([]);
  });

  test.each([
    'DB_PASSWORD',
    'OPENAI_API_KEY',
    'JWT_SECRET',
    'SENTRY_DSN',
    'DATABASE_URL',
    'REDIS_URL',
    'GITHUB_TOKEN',
    'SECRET_KEY',
    'PEPPER',
    'SECURITY_PASSWORD_SALT',
  ])('%s is secret', (name) => {
    expect(isSecretName(name)).toBe(true);
  });
  test.each(['PORT', 'MAX_TOKENS', 'API_URL', 'STRIPE_PUBLISHABLE_KEY', 'TOKEN_EXPIRE_MINUTES', 'SECRET_NAME'])(
    '%s is not',
    (name) => {
      expect(isSecretName(name)).toBe(false);
    },
  );
});

describe('an object that keeps the name of its variable', () => {
  const holder = (look: string): string =>
    `class Value:\n    def __init__(self, kind, environ=None):\n        self.environ = environ\n    def __call__(self):\n        return ${look}\n`;
  test.each(['os.environ[self.environ]', 'os.getenv(self.environ)'])('%s', async (look) => {
    const source = `${holder(look)}SCHEMA = {"secret": Value(str, environ="NAME"), "port": Value(int)}\n`;
    expect((await read(source)).map(({ name, line }) => [name, line])).toEqual([['NAME', 9]]);
  });
  test('not one that is looked up elsewhere', async () => {
    expect(await read(`${holder('STORE[self.environ]')}x = Value(str, environ="NAME")\n`)).toEqual([]);
  });
});

describe('files beside the service', () => {
  const variable = 'import os\nx = os.environ["NAME"]\n';
  const names = async (path: string, source = ''): Promise<readonly string[]> =>
    (await read(source, { [path]: variable })).map(({ name }) => name);
  test('one that stands in for something is not read', async () => {
    expect(await names('slow_mock.py')).toEqual([]);
    expect(await names('slow.py')).toEqual(['NAME']);
    expect(await names('slow_mock.py', 'import slow_mock\n')).toEqual(['NAME']);
  });
  test('nor one in a folder that no import can name', async () => {
    expect(await names('static-builds/build.py')).toEqual([]);
    expect(await names('builds/build.py')).toEqual(['NAME']);
  });
});

describe("the configuration of Sanic's app", () => {
  const names = async (source: string, make = 'Sanic("x")'): Promise<readonly (readonly [string, boolean])[]> => {
    const main = `from sanic import Sanic\napp = ${make}\n${source}`;
    const { facts } = await found({ 'main.py': main });
    return (facts.variables?.value ?? []).map(({ name, required }) => [name, required]);
  };
  test('takes variables by their prefix', async () => {
    expect(
      await names('a = app.config.REDIS_DSN\nb = app.config["DB"]\nc = app.config.get("LEVEL", "info")\n'),
    ).toEqual([
      ['SANIC_DB', true],
      ['SANIC_LEVEL', false],
      ['SANIC_REDIS_DSN', true],
    ]);
    expect(await names('a = request.app.config.REDIS_DSN\n', 'Sanic("x", env_prefix="SHOP_")')).toEqual([
      ['SHOP_REDIS_DSN', true],
    ]);
    expect(await names('a = Sanic.get_app().config.REDIS_DSN\n')).toEqual([['SANIC_REDIS_DSN', true]]);
  });
  test.each([
    ['what the code sets', 'app.config.A = 1\nb = app.config.A\n', 'Sanic("x")'],
    ['what an update sets', 'app.config.update({"A": 1})\nb = app.config.A\n', 'Sanic("x")'],
    ['what is filled from elsewhere', 'app.config.from_object(x)\nb = app.config.A\n', 'Sanic("x")'],
    ['a setting of Sanic itself', 'b = app.config.KEEP_ALIVE_TIMEOUT\n', 'Sanic("x")'],
    ['the configuration of something else', 'b = alembic.config.A\n', 'Sanic("x")'],
    ['an app that takes none', 'b = app.config.A\n', 'Sanic("x", load_env=False)'],
  ])('not %s', async (_name, source, make) => {
    expect(await names(source, make)).toEqual([]);
  });
  test('of Flask takes none by itself', async () => {
    const main = 'from flask import Flask\napp = Flask("x")\nb = app.config["A"]\n';
    expect((await found({ 'main.py': main })).facts.variables).toBeUndefined();
  });
});
