import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { found } from './found.js';

const SOURCE = `import os
import uvicorn
from fastapi import APIRouter, FastAPI
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    port: int = 8083
    database_url: str = "postgresql://u@db/x"

settings = Settings()
router = APIRouter(prefix="/api")

@router.get("/health")
async def health(): return {"é": f"{os.environ['NAME']}"}

def create_app():
    app = FastAPI()
    app.include_router(router)
    return app

app = create_app()
if __name__ == "__main__":
    uvicorn.run("main:app", port=settings.port)
`;

describe('detection never throws', () => {
  test('on a source cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(SOURCE.length), async (at) => {
        expect((await found({ 'main.py': SOURCE.slice(0, at) })).apps.length).toBeLessThan(3);
      }),
      { numRuns: 60 },
    );
  });

  test('on a source with pieces replaced', async () => {
    const piece = fc.constantFrom(
      '\t',
      '\uFEFF',
      '\r\n',
      '\uFFFD',
      '\0',
      '(',
      ')',
      '"""',
      ':',
      'self',
      'lambda: ',
      '*',
      '@',
      '\\',
      '🦊',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(SOURCE.length), fc.nat(9), piece), { maxLength: 5 }), async (cuts) => {
        let text = SOURCE;
        for (const [at, length, put] of cuts) text = text.slice(0, at) + put + text.slice(at + length);
        const { facts } = await found({ 'main.py': text });
        expect(JSON.stringify(facts)).toBeDefined();
      }),
      { numRuns: 100 },
    );
  });

  const hostile: readonly [string, Record<string, string>][] = [
    ['deep parentheses', { 'main.py': `${SOURCE}x = ${'('.repeat(5000)}1${')'.repeat(5000)}\n` }],
    ['deep calls', { 'main.py': `${SOURCE}x = ${'f('.repeat(3000)}1${')'.repeat(3000)}\n` }],
    ['a long chain', { 'main.py': `${SOURCE}x = a${'.b()'.repeat(3000)}\n` }],
    ['a long sum', { 'main.py': `${SOURCE}x = 1${' + 1'.repeat(5000)}\n` }],
    [
      'deep blocks',
      {
        'main.py': `${SOURCE}${Array.from({ length: 90 }, (_, i) => `${' '.repeat(i)}if x:\n`).join('')}${' '.repeat(90)}pass\n`,
      },
    ],
    ['functions that call each other', { 'main.py': `${SOURCE}def f(): return g()\ndef g(): return f()\ny = f()\n` }],
    [
      'modules that import each other',
      {
        'main.py': `from a import *\n${SOURCE}`,
        'a.py': 'from b import *\n',
        'b.py': 'from a import *\nfrom main import app\n',
      },
    ],
    ['a class that is its own base', { 'main.py': `${SOURCE}class A(A): pass\nz = A().x\n` }],
    [
      'names of object prototypes',
      {
        'main.py': `${SOURCE}constructor = toString()\n__proto__ = constructor.hasOwnProperty("x")\n`,
        'constructor.py': '',
        'toString.py': 'from constructor import __proto__\n',
      },
    ],
    [
      'a name that doubles',
      {
        'main.py': `${SOURCE}a0 = "x"\n${Array.from({ length: 60 }, (_, i) => `a${i + 1} = a${i} + a${i}\n`).join('')}`,
      },
    ],
    ['an f-string of itself', { 'main.py': `${SOURCE}b = f"{b}{b}"\nb = f"{b}{b}"\n` }],
  ];
  test.each(hostile)('on %s', async (_name, files) => {
    const { facts } = await found(files);
    expect(facts.app?.value ?? 'main:app').toBe('main:app');
  });

  test('the order of the files does not matter', async () => {
    const files: Record<string, string> = { 'main.py': SOURCE, 'b/app.py': SOURCE, 'a/app.py': SOURCE, 'z.py': SOURCE };
    const forward = await found(files);
    const backward = await found(Object.fromEntries(Object.entries(files).reverse()));
    expect(JSON.stringify(backward)).toBe(JSON.stringify(forward));
  });
});
