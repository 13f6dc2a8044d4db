import { expect, test } from '@jest/globals';
import { found } from './found.js';

async function captured(settings: string) {
  const source = `from fastapi import FastAPI\nfrom pydantic import Field\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n${settings}\napp = FastAPI()\n`;
  const { facts, remarks } = await found({ 'main.py': source });
  const names = facts.variables?.value.filter((each) => each.captures).map((each) => each.name) ?? [];
  const own = remarks.filter((one) => one.rule === 'settings-capture-platform');
  expect(own).toHaveLength(names.length);
  return own.map((one) => `${one.severity} ${one.line}`);
}

test('a database class without a prefix takes PORT and USER for its own', async () => {
  expect(
    await captured(
      'class DatabaseSettings(BaseSettings):\n    host: str = "db"\n    port: int = 5432\n    user: str = "u"',
    ),
  ).toEqual(['warning 5', 'error 6', 'warning 7']);
});

test('a port of a database in a class of any name', async () => {
  expect(await captured('class Conf(BaseSettings):\n    port: int = 5432')).toEqual(['error 5']);
});

test.each([
  ['the port of its own server', 'class Settings(BaseSettings):\n    host: str = "0.0.0.0"\n    port: int = 8000'],
  [
    'a prefix',
    'class DbSettings(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix="DB_")\n    port: int = 5432',
  ],
  ['an alias', 'class DbSettings(BaseSettings):\n    port: int = Field(5432, alias="DB_PORT")'],
  ['no settings class', 'class DbSettings:\n    port: int = 5432'],
])('none for %s', async (_, settings) => {
  expect(await captured(settings)).toEqual([]);
});
