import { describe, expect, test } from '@jest/globals';
import { found } from './found.js';

describe('an app that no import reaches', () => {
  const fires: readonly [string, string][] = [
    [
      'made and served in main()',
      'import uvicorn\nfrom fastapi import FastAPI\ndef main():\n    app = FastAPI()\n    uvicorn.run(app, port=8083)\n',
    ],
    [
      'made by a factory that must be given something',
      'import uvicorn\nfrom fastapi import FastAPI\ndef make(cfg):\n    return FastAPI()\nif __name__ == "__main__":\n    uvicorn.run(make(1), port=8083)\n',
    ],
  ];
  test.each(fires)('%s', async (_name, source) => {
    const { facts, remarks } = await found({ 'main.py': source });
    expect(facts.app).toBeUndefined();
    expect(facts.service?.value).toBe('backend');
    expect(facts.framework?.value).toBe('fastapi');
    expect(facts.port?.value).toBe(8083);
    expect(remarks).toEqual([expect.objectContaining({ rule: 'app-not-importable', file: 'main.py' })]);
  });

  test('not where the app is not served', async () => {
    const { facts, remarks } = await found({
      'lib.py': 'from fastapi import FastAPI\ndef make(cfg):\n    return FastAPI()\n',
    });
    expect(facts.service).toBeUndefined();
    expect(remarks).toEqual([]);
  });
});
