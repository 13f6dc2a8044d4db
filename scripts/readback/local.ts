import type { Fields } from './container.js';
import { canonical, documents, get, isMap, list, map, type Plain, text } from './plain.js';

/** `A=1` items and maps say the same. */
function variables(node: Plain | undefined): readonly (readonly [string, string])[] {
  if (isMap(node)) return Object.entries(node).map(([key, value]) => [key, text(value)]);
  return list(node).map((one) => {
    const [key = '', ...rest] = text(one).split('=');
    return [key, rest.join('=')];
  });
}

/** Reads compose.yaml as the Compose specification does. */
export function readCompose(files: ReadonlyMap<string, string>, fields: Fields): void {
  const source = files.get('compose.yaml');
  if (source === undefined) return;
  const root = documents(source)[0];
  fields.set('compose name', text(get(root, 'name')));
  fields.set('compose volumes', Object.keys(map(get(root, 'volumes'))).join());
  for (const [name, service] of Object.entries(map(get(root, 'services')))) {
    for (const [key, value] of Object.entries(map(service)))
      if (key === 'environment')
        for (const [variable, content] of variables(value)) fields.set(`compose ${name} variable ${variable}`, content);
      else fields.set(`compose ${name} ${key}`, canonical(key === 'build' ? { context: '.', ...map(value) } : value));
  }
}

/** Reads the example of an environment file: what a copy of it sets. */
export function readEnvironment(files: ReadonlyMap<string, string>, fields: Fields): void {
  for (const line of (files.get('.env.example') ?? '').split('\n')) {
    const found = /^([^#=\s]+)=(.*)$/.exec(line);
    if (found !== null) fields.set(`environment file ${found[1]}`, found[2] ?? '');
    else if (line.trim() !== '' && !line.startsWith('#')) fields.set('environment file refused', line);
  }
}

/** Reads the constants that deploy/runtime/settings.py hands to the wrapper. */
export function readWrapper(files: ReadonlyMap<string, string>, fields: Fields): void {
  const source = files.get('deploy/runtime/settings.py');
  if (source === undefined) return;
  const readers = [...files].filter(
    ([path]) => /^deploy\/runtime\/\w+\.py$/.test(path) && !path.endsWith('/settings.py'),
  );
  for (const line of source.replace(/"""[\s\S]*?"""/, '').split('\n')) {
    const [, name, value = ''] = /^\s*([A-Z_]+)(?:: [^=]+)? = (.*)$/.exec(line) ?? [];
    // On a constant that no emitted file reads nothing depends.
    if (/^\s*(#|$)/.test(line) || (name !== undefined && !readers.some(([, text]) => text.includes(name)))) continue;
    const number = /^[\d.]+$/.test(value) ? String(Number(value)) : value;
    const pod = line.startsWith(' ') ? ' in a pod' : '';
    fields.set(`wrapper ${name ?? line.trim()}${pod}`, name === undefined ? 'yes' : number);
  }
}

/** Reads nginx.conf: its directives and blocks without comments, in order. */
export function readServer(files: ReadonlyMap<string, string>, fields: Fields): void {
  const source = files.get('deploy/nginx/nginx.conf');
  if (source === undefined) return;
  const lines = source.split('\n').map((line) => line.replace(/^\s*#.*$/, '').trim());
  fields.set('server', lines.filter((line) => line !== '').join('\n'));
}
