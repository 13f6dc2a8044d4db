import { Source, Syntax } from '../parser.js';
import type { Service } from './environment.js';
import type { Read } from './environment-reads.js';
import { path, textOf, type Value } from './values.js';

/** Variables that no expression reads: `%VITE_X%` in pages, `runtimeConfig` of Nuxt, `env()` of Prisma, Astro's schema. */
export function markupReads(service: Service): readonly Read[] {
  const stored = service.serves !== 'static' ? [...prismaReads(service)] : [];
  if (service.framework === 'nuxt') {
    return [...stored, ...runtimeConfig(path(service.configuration?.value, 'runtimeConfig'), 'NUXT')];
  }
  if (service.framework === 'astro') {
    return [...stored, ...astroSchema(path(service.configuration?.value, 'env', 'schema'))];
  }
  return [...stored, ...pages(service)];
}

/** `url = env("DATABASE_URL")` in a datasource of Prisma. */
function* prismaReads(service: Service): Generator<Read> {
  for (const file of service.folder.list().filter((name) => name.endsWith('.prisma'))) {
    const text = service.folder.read(file) ?? '';
    const source = new Source(text);
    for (let at = text.indexOf('env("'); at !== -1; at = text.indexOf('env("', at + 5)) {
      const close = text.indexOf('"', at + 5);
      const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
      if (close === -1 || line.includes('//')) continue;
      const node = new Syntax('text', undefined, at, close + 2, source, undefined);
      // A shadow database is for the developer's migrations only.
      const optional = line.trim().startsWith('shadow');
      yield { name: text.slice(at + 5, close), origin: 'process', file, node, optional };
    }
  }
}

/** Vite and react-scripts replace `%NAME%` in the page. */
function* pages(service: Service): Generator<Read> {
  for (const file of ['index.html', 'public/index.html']) {
    const text = service.folder.read(file);
    if (text === undefined || (service.tool !== 'vite' && service.tool !== 'react-scripts')) continue;
    const source = new Source(text);
    for (let open = text.indexOf('%'); open !== -1; ) {
      const close = text.indexOf('%', open + 1);
      if (close === -1) return;
      const name = text.slice(open + 1, close);
      const isPlain =
        name.length < 80 &&
        [...name].every((one) => one === '_' || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9'));
      if (isPlain && name.includes('_')) {
        const node = new Syntax('text', undefined, open, close + 1, source, undefined);
        yield { name, origin: service.tool === 'vite' ? 'meta' : 'process', file, node, optional: false };
        open = text.indexOf('%', close + 1);
      } else open = close;
    }
  }
}

/** `runtimeConfig: { apiSecret: '', public: { apiBase: '/' } }` is set by NUXT_API_SECRET and NUXT_PUBLIC_API_BASE. */
function runtimeConfig(value: Value | undefined, start: string, depth = 0): readonly Read[] {
  if (value?.kind !== 'record' || depth > 4) return [];
  return value.keys().flatMap((key) => {
    const inner = value.get(key);
    const name = `${start}_${snake(key)}`;
    if (inner === undefined) return [];
    if (inner.kind === 'record') return runtimeConfig(inner, name, depth + 1);
    const text = textOf(inner);
    const usual = text === undefined || text === '' ? {} : { default: text };
    return [{ name, origin: 'process' as const, file: inner.at.file, node: inner.at.node, optional: true, ...usual }];
  });
}

function snake(key: string): string {
  let result = '';
  for (const [index, character] of [...key].entries()) {
    const upper = character >= 'A' && character <= 'Z';
    const before = key[index - 1] ?? '_';
    result += upper && before !== '_' && !(before >= 'A' && before <= 'Z') ? `_${character}` : character;
  }
  return result.toUpperCase();
}

/** `env: { schema: { API_URL: envField.string({ optional: true }) } }` */
function astroSchema(value: Value | undefined): readonly Read[] {
  if (value?.kind !== 'record') return [];
  return value.keys().flatMap((name) => {
    const field = value.get(name);
    if (field === undefined) return [];
    const usual = textOf(path(field, 'default'));
    const optional = path(field, 'optional')?.kind === 'constant' || usual !== undefined;
    return [
      {
        name,
        origin: 'process' as const,
        file: field.at.file,
        node: field.at.node,
        optional,
        ...(usual === undefined ? {} : { default: usual }),
      },
    ];
  });
}
