import type { Fact, Worker } from './facts.js';
import type { Folder } from './folder.js';
import type { Found } from './python/python.js';

const FRAMEWORKS = new Set([
  'aiohttp',
  'django',
  'fastapi',
  'flask',
  'litestar',
  'pyramid',
  'quart',
  'sanic',
  'starlette',
  'tornado',
]);

/** One line that says why a folder is no service, from what it does hold. */
export function explainRefusal(folder: Folder, packaging: Found, node: Found, worker?: Fact<Worker>): string {
  const files = folder.list();
  const place = worker?.evidence[0];
  const declared = packaging.facts.dependencies?.value ?? [];
  // With a web framework declared, an app that was not found is the likelier story.
  const isWeb = declared.some((one) => FRAMEWORKS.has(one.name) && one.name !== 'starlette');
  if (worker !== undefined && place !== undefined && !isWeb) {
    const { library, command } = worker.value;
    const what = library === 'loop' || library === 'schedule' ? 'a program that runs for ever' : `a ${library} worker`;
    return `${place.file}:${place.line} is ${what} (${command.join(' ')}) that answers no HTTP, and scaffolds are made for HTTP services`;
  }
  if (files.length === 0) return 'the folder is empty, or git ignores all that is in it';
  const python = files.filter((file) => file.endsWith('.py')).length;
  const reasons: string[] = [];
  const found = packaging.facts.dependencies?.evidence[0]?.file ?? packaging.facts.install?.evidence[0]?.file;
  // A manifest above tells about the repository, not about a folder without a line of Python.
  const manifest = found?.startsWith('..') && python === 0 ? undefined : found;
  const named = (packaging.facts.dependencies?.value ?? []).map((one) => one.name).filter((one) => FRAMEWORKS.has(one));
  if (manifest !== undefined) {
    const frameworks = named.length > 0 ? `${named.join(', ')} but` : 'no web framework and';
    reasons.push(`${manifest} names ${frameworks} no app was found in ${count(python, 'Python file')}`);
  } else if (python > 0) {
    reasons.push(`no app was found in ${count(python, 'Python file')}`);
  }
  if (files.includes('package.json')) {
    const why = node.remarks.find((remark) => remark.rule === 'no-site')?.message;
    reasons.push(why ?? 'package.json builds no site');
  }
  if (reasons.length === 0) reasons.push('no package.json, no Python file and no langgraph.json');
  return reasons.join('; ');
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
