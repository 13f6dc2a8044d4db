import { expect, test } from '@jest/globals';
import { readRequirements } from '../../../core/detect/packaging/requirements.js';
import { selectionOf } from '../../../core/detect/packaging/selection.js';
import { memoryFolder } from '../memory-folder.js';

const imported = (...names: readonly string[]) =>
  names.map((dotted) => ({ dotted, file: 'main.py', line: 1, isOptional: false }));
const select = (list: string, modules: readonly string[], texts: readonly string[] = [], files = {}) => {
  const folder = memoryFolder({ 'requirements.txt': list, ...files });
  return selectionOf(readRequirements(folder, 'requirements.txt'), imported(...modules), texts, [list]);
};

test('what no module imports is left out, at its line', () => {
  const fact = select('fastapi==0.115.0\npandas==2.2.3\nPillow==11.0.0\n', ['fastapi', 'PIL.Image']);
  expect(fact?.value).toEqual({ imported: ['fastapi', 'pillow'], unimported: ['pandas'] });
  expect(fact?.evidence).toEqual([
    { file: 'requirements.txt', line: 2, rule: 'requirement-unimported', text: 'pandas' },
  ]);
});

test('extras and markers stay with a package, its version does not', () => {
  const fact = select('uvicorn[standard]==0.30.0 ; sys_platform != "win32"\nspacy==3.8.0\nfastapi\n', ['fastapi']);
  expect(fact?.value.imported).toEqual(['fastapi', 'uvicorn[standard] ; sys_platform != "win32"']);
});

test('a package that the code names in a text is needed, one whose name is part of a longer word is not', () => {
  const texts = ['INSTALLED_APPS = ["corsheaders"]', 'text = "enriched"'];
  const fact = select('django==5.1\ndjango-cors-headers==4.4\nrich==13.9\n', ['django'], texts);
  expect(fact?.value.unimported).toEqual(['rich']);
});

test('drivers and servers stay, companions only with what loads them', () => {
  const list = 'fastapi\nasyncpg\npyarrow\ntorch\n';
  expect(select(list, ['fastapi'])?.value.unimported).toEqual(['pyarrow', 'torch']);
  expect(select(`${list}pandas\n`, ['fastapi', 'pandas'])?.value.unimported).toEqual(['torch']);
});

test('nothing is said where all are needed, where nothing is imported, and of lines that cannot be constraints', () => {
  expect(select('fastapi==0.115.0\n', ['fastapi'])).toBeUndefined();
  expect(select('fastapi==0.115.0\npandas\n', [])).toBeUndefined();
  expect(select('fastapi\npandas\n-e ./lib\n', ['fastapi'], [], { 'lib/setup.py': '' })).toBeUndefined();
  expect(select('fastapi\npandas\ngit+https://example.com/a.git#egg=a\n', ['fastapi'])).toBeUndefined();
  expect(select('fastapi\npandas\na @ git+https://example.com/a.git\n', ['fastapi'])?.value.unimported).toEqual([
    'a',
    'pandas',
  ]);
});

test('what a needed package brings is not left out, in either form of a compiled list', () => {
  const list = `fastapi==0.115.0
    # via -r requirements.in
numpy==2.1.0 \\
    --hash=sha256:00
    # via pandas
pandas==2.2.3
    # via -r requirements.in
pydantic==2.9.0
    # via
    #   fastapi
    #   other
starlette==0.41.0         # via fastapi
tzdata-extra==1.0         # via numpy, pandas
`;
  const value = select(list, ['fastapi'])?.value;
  expect(value).toEqual({ imported: ['fastapi'], unimported: ['numpy', 'pandas', 'tzdata-extra'] });
});
