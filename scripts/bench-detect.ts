import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { detect } from '../core/detect/detect.js';
import { openFolder } from '../core/detect/disk.js';

/*
 * What detection costs as a service grows: generates services of 250 to 2,000 Python files, detects each in a process
 * that is warm, and prints milliseconds, milliseconds a file and bytes, and the slope from the smallest. Linear growth is a
 * slope of 1: twice the bytes, twice the time. Ends with 1 when the slope over the whole range is above 1.3.
 */

const SIZES = [250, 500, 1000, 2000];
const MOST_SLOPE = 1.3;

/** A service of so many modules: routers, models and functions that import one another, a settings class, one app. */
function generate(folder: string, files: number): number {
  let bytes = 0;
  const write = (path: string, text: string): void => {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    bytes += text.length;
  };
  write('requirements.txt', 'fastapi==0.115.0\npydantic-settings==2.5.0\nsqlalchemy==2.0.35\n');
  write(
    'shop/settings.py',
    'from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    database_url: str = "postgresql://db/shop"\n    port: int = 8080\n\n\nsettings = Settings()\n',
  );
  const modules = files - 2;
  const name = (at: number): string => `shop.area${Math.floor(at / 25)}.part${at}`;
  const routers: string[] = [];
  for (let at = 0; at < modules; at += 1) {
    if (at % 25 === 0) routers.push(`from ${name(at)} import router as r${at}`);
    write(
      `${name(at).replaceAll('.', '/')}.py`,
      source(at, at + 1 < modules && (at + 1) % 25 !== 0 ? name(at + 1) : 'shop.settings'),
    );
  }
  const included = routers.map((_, index) => `app.include_router(r${index * 25})`);
  write('shop/main.py', ['from fastapi import FastAPI', ...routers, '', 'app = FastAPI()', ...included, ''].join('\n'));
  return bytes;
}

/** About forty lines, as modules of services are: one in twenty-five has routes, one in ten reads the environment. */
function source(at: number, next: string): string {
  const routes = at % 25 === 0;
  const lines = [
    `"""Part ${at} of the shop."""`,
    'from __future__ import annotations',
    'import os',
    'from dataclasses import dataclass',
    ...(routes ? ['from fastapi import APIRouter'] : []),
    `import ${next} as following`,
    '',
    ...(routes ? [`router = APIRouter(prefix="/part${at}")`] : []),
    ...(at % 10 === 0 ? [`LIMIT = int(os.getenv("LIMIT_${at}", "10"))`] : []),
    '',
    '@dataclass',
    `class Item${at}:`,
    ...['name', 'price', 'amount', 'category', 'supplier'].map((field) => `    ${field}: str = "${field} of ${at}"`),
    '',
    ...[1, 2, 3].flatMap((n) => [
      `def step${n}(items: list[Item${at}], factor: int = ${n}) -> dict[str, int]:`,
      '    totals: dict[str, int] = {}',
      '    for item in items:',
      '        if item.name.startswith("a") and factor > 1:',
      '            totals[item.name] = totals.get(item.name, 0) + len(item.price) * factor',
      '    return totals',
      '',
    ]),
    ...(routes ? ['@router.get("/items")', 'def items() -> dict[str, int]:', '    return step1([])', ''] : []),
  ];
  return lines.join('\n');
}

async function measure(files: number): Promise<{ readonly ms: number; readonly bytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'saasfactory-bench-'));
  try {
    const bytes = generate(folder, files);
    const times: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      const before = performance.now();
      const { facts } = await detect(openFolder(folder));
      times.push(performance.now() - before);
      if (facts.app?.value !== 'shop.main:app') throw new Error(`found ${String(facts.app?.value)}, not shop.main:app`);
    }
    return { ms: Math.min(...times), bytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await measure(20);
let first: { readonly ms: number; readonly bytes: number } | undefined;
let slope = 1;
console.log('files      bytes        ms   ms/file   slope');
for (const files of SIZES) {
  const { ms, bytes } = await measure(files);
  if (first !== undefined) slope = Math.log(ms / first.ms) / Math.log(bytes / first.bytes);
  const shown = first === undefined ? '' : slope.toFixed(2);
  console.log(
    `${String(files).padEnd(6)} ${String(bytes).padStart(9)} ${ms.toFixed(0).padStart(9)} ${(ms / files).toFixed(2).padStart(9)} ${shown.padStart(7)}`,
  );
  first ??= { ms, bytes };
}
process.exitCode = slope > MOST_SLOPE ? 1 : 0;
