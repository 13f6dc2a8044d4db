import { normaliseName } from './names.js';

const ENTRY = /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:==|@)/;

/**
 * Why a resolver put each package into a compiled list: the packages that need it, from the comments that pip-compile
 * and uv write below or behind its line (`# via fastapi`); a file that asks for it, `-r requirements.in`, is none.
 */
export function viaOf(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let parents: string[] = [];
  let open = false;
  for (const line of text.split(/\r?\n/)) {
    const name = ENTRY.exec(line)?.[1];
    if (name !== undefined) {
      parents = [];
      found.set(normaliseName(name), parents);
      open = false;
    }
    const via = /(?:^|\s)# via(?:\s+(.*))?$/.exec(line);
    const listed: string | undefined = via === null && open ? /^\s+#\s+(.*)$/.exec(line)?.[1] : via?.[1];
    open = via !== null || (open && listed !== undefined);
    for (const word of (listed ?? '').split(',').map((one) => one.trim())) {
      if (/^[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?$/.test(word)) parents.push(normaliseName(word.replace(/\[.*/, '')));
    }
  }
  return found;
}
