import type { Neighbour } from './fact-values.js';
import type { Folder } from './folder.js';
import { joinPath } from './launch/paths.js';

const ORIGINS = /^(?:\w+_)?(?:CORS|ALLOW(?:ED)?)(?:_ALLOW(?:ED)?)?_ORIGINS?$/;

/**
 * The variable in which a neighbour's code takes the origins that may call it, as its `.env.example` names it with the
 * place of the read. Undefined where there is none, or where that line does not show how the text is read: a value in
 * the other form stops many services at their start.
 */
export function allowedOrigins(folder: Folder, at: string): Neighbour['origins'] {
  let place: readonly string[] = [];
  for (const line of (folder.read(joinPath(at, '.env.example')) ?? '').split('\n')) {
    const read = /^# ([^\s:]+):(\d{1,6})(?:,|$)/.exec(line);
    if (read !== null) place = read;
    const name = /^(?:# )?([A-Z][A-Z0-9_]*)=/.exec(line)?.[1];
    if (name === undefined || !ORIGINS.test(name)) continue;
    const [, file = '', number = '1'] = place;
    const form = formOf(folder.read(joinPath(at, file))?.split('\n')[Number(number) - 1] ?? '');
    return form === undefined ? undefined : { name, form };
  }
  return undefined;
}

/** pydantic reads a list as JSON unless told otherwise; what asks the environment itself gets text. */
function formOf(line: string): 'list' | 'text' | undefined {
  if (/\bNoDecode\b/.test(line)) return 'text';
  if (/\b(?:list|set|tuple|sequence|frozenset)\[|json\.loads|JSON\.parse/i.test(line)) return 'list';
  return /environ|getenv|\benv\b|:\s*str\b/.test(line) ? 'text' : undefined;
}
