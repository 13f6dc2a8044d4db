import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';

const REQUIREMENTS = 'deploy/runtime/requirements.txt';

/**
 * What the pinned packages of deploy/runtime demand of each other (Requires-Dist of their wheels), by the version that
 * demands it: a pin of another version is not judged.
 */
export const DEMANDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'anyio 4.16.0': { idna: '>=2.8', 'typing-extensions': '>=4.16.0' },
  'fastapi 0.162.5': {
    'annotated-doc': '>=0.0.2',
    anyio: '>=4.1.0',
    'opentelemetry-api': '>=1.44.0',
    pydantic: '>=2.9.0',
    starlette: '>=0.46.0',
    'typing-extensions': '>=4.8.0',
    'typing-inspection': '>=0.4.2',
  },
  'opentelemetry-api 1.45.2': { 'typing-extensions': '>=4.5.0' },
  'pydantic 2.14.3': {
    'annotated-types': '>=0.6.0',
    'pydantic-core': '==2.50.4',
    'typing-extensions': '>=4.16.0',
    'typing-inspection': '>=0.4.4',
  },
  'pydantic-core 2.50.4': { 'typing-extensions': '>=4.16.0' },
  'starlette 1.7.0': { anyio: '>=4.0.0,<5', 'typing-extensions': '>=4.10.0' },
  'typing-inspection 0.4.5': { 'typing-extensions': '>=4.15.0' },
  'uvicorn 0.54.0': { click: '>=7.0', h11: '>=0.8', 'typing-extensions': '>=4.0' },
};

/** Release numbers alone; a version of another form cannot be judged. */
function compare(left: string, right: string): number | undefined {
  const [a, b] = [left, right].map((text) => (/^\d+(?:\.\d+)*$/.test(text) ? text.split('.').map(Number) : undefined));
  if (a === undefined || b === undefined) return undefined;
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function fits(version: string, demand: string): boolean {
  return demand.split(',').every((part) => {
    const [, operator = '', bound = ''] = /^(>=|==|<)(.+)$/.exec(part) ?? [];
    const order = compare(version, bound);
    if (order === undefined) return true;
    return operator === '>=' ? order >= 0 : operator === '<' ? order < 0 : order === 0;
  });
}

/** The service's packages come first on the path: one that a pinned package cannot live with ends the start. */
function* clashes(view: View): Generator<Remark> {
  const pins = [...(view.files.get(REQUIREMENTS) ?? '').split('\n').entries()].flatMap(([index, text]) => {
    const match = /^([\w.-]+)==([\w.]+)/.exec(text);
    return match === null ? [] : [{ name: match[1] ?? '', version: match[2] ?? '', line: index + 1 }];
  });
  const own = new Map(view.facts.dependencies?.value.map(({ name, version }) => [name, version]) ?? []);
  const file = view.facts.dependencies?.evidence[0]?.file ?? 'the manifest';
  for (const { name, line } of pins) {
    const version = own.get(name);
    if (version === undefined) continue;
    // A package that the service has too is not the one of deploy/runtime, and neither is what it demands.
    const broken = pins.find((pin) => {
      const demand = DEMANDS[`${pin.name} ${pin.version}`]?.[name];
      return !own.has(pin.name) && demand !== undefined && !fits(version, demand);
    });
    if (broken === undefined) continue;
    const demand = DEMANDS[`${broken.name} ${broken.version}`]?.[name] ?? '';
    yield {
      path: REQUIREMENTS,
      line,
      message: `${name} ${version} of ${file} is used in place of this one, and ${broken.name} ${broken.version} needs ${name}${demand}`,
      fix: `raise ${name} in ${file}, or add ${broken.name} to it in a version that fits`,
    };
  }
}

export const RUNTIME_VERSION_RULES: readonly Rule[] = [
  {
    id: 'runtime-versions',
    severity: 'warning',
    about: 'what deploy/runtime adds can live with the versions of the service’s own packages',
    source: 'Python Packaging User Guide, dependency specifiers; design: the service’s versions win',
    check: clashes,
  },
];
