export const KINDS = ['number', 'name', 'path', 'port', 'label', 'unit', 'key spelling', 'removed block'] as const;
export type Kind = (typeof KINDS)[number];

/** A place where a fault of a kind can be made: characters of one line, or lines to take out. */
export interface Site {
  readonly kind: Kind;
  /** 0-based. */
  readonly line: number;
  readonly from: number;
  readonly to: number;
  /** Removed: the first line that stays. */
  readonly end?: number;
}

const LABELS = /^(labels|matchLabels|pairs|annotations|nodeSelector)$/;
const indent = (line: string): number => /^[ -]*/.exec(line)?.[0].length ?? 0;
const skipped = (line: string): boolean => /^\s*(#|$)/.test(line);

/** Of what kind is a value, by its looks and the name before it? */
function kindOf(key: string, value: string): Kind | undefined {
  if (/^(true|false|null|\{\}|\[\]|""|''|\||\|-|>-?)$/.test(value)) return undefined;
  if (/(^|[_-])port$|[a-z]Port$|^(EXPOSE|PORT|listen)$|_PORT$/.test(key) && /^["']?[\w-]+["']?$/.test(value))
    return 'port';
  if (/^["']?[\d.]+["']?$/.test(value)) return 'number';
  if (/^["']?\d+:\d+["']?$/.test(value)) return 'number';
  if (/^["']?(\d+(Mi|Gi|Ki|ms|[smhkg%]))+["']?$/.test(value)) return 'unit';
  if (/^["']?[\w.:${}-]*:\d{2,5}["']?$/.test(value)) return 'port';
  if (value.includes('/')) return 'path';
  return /^["']?[\w.@:=-]+["']?$/.test(value) ? 'name' : undefined;
}

const valueSite = (kind: Kind, line: number, text: string, value: string): Site => {
  const from = text.lastIndexOf(value);
  return { kind, line, from, to: from + value.length };
};

/** Sites of a YAML file, line by line: a patch inside a block of text is YAML too. */
function ofYaml(lines: readonly string[]): readonly Site[] {
  const found: Site[] = [];
  // Keys that a line lies below, with their indentation.
  let above: { key: string; depth: number }[] = [];
  for (const [line, text] of lines.entries()) {
    if (skipped(text)) continue;
    const depth = indent(text);
    above = above.filter((one) => one.depth < depth);
    const entry = /^[ -]*("?[\w./-]+"?):(?:\s+(\S.*?))?$/.exec(text);
    const end = lines.findIndex((other, at) => at > line && !skipped(other) && indentOf(other) <= indentOf(text));
    const last = end < 0 ? lines.length : end;
    if (!(last === lines.length && line === 0)) found.push({ kind: 'removed block', line, from: 0, to: 0, end: last });
    const parent = above.at(-1)?.key ?? '';
    if (entry === null) {
      const item = /^\s*- (\S.*)$/.exec(text)?.[1];
      const kind = item === undefined ? undefined : kindOf(parent.replace(/s$/, ''), item);
      if (kind !== undefined && item !== undefined) found.push(valueSite(kind, line, text, item));
      continue;
    }
    const [, key = '', value] = entry;
    const at = text.indexOf(key);
    const label = LABELS.test(parent) || (parent === 'selector' && value !== undefined && key.includes('/'));
    found.push({ kind: label ? 'label' : 'key spelling', line, from: at, to: at + key.length });
    const told = /name: PORT$/.test(lines[line - 1] ?? '') && key === 'value' ? 'port' : undefined;
    const kind = value === undefined ? undefined : label ? 'label' : (told ?? kindOf(key, value));
    if (kind !== undefined && value !== undefined) found.push(valueSite(kind, line, text, value));
    above.push({ key, depth });
  }
  return found;
}

/** Where a line begins, a dash of a list being its beginning. */
const indentOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;

/** Words of a line of a Dockerfile, a script, an environment file or nginx.conf, each by its looks. */
function words(line: number, text: string): readonly Site[] {
  const found: Site[] = [];
  for (const one of text.matchAll(/(?:([A-Za-z_-]+)[=: ])?(["']?)([^\s="',;[\]{}()]+)\2/g)) {
    const [, key = '', , value = ''] = one;
    const kind = kindOf(key, value);
    const from = (one.index ?? 0) + one[0].lastIndexOf(value);
    if (kind !== undefined && kind !== 'name' && from > indent(text))
      found.push({ kind, line, from, to: from + value.length });
  }
  return found;
}

/** What a program is told: a literal under a name, in shell or in Python. */
const CONSTANT =
  /^ *(project|region|repository|namespace|source|percents|target)='?[\w./:-]+(?: [\w ]+)?'?$|^[A-Z][A-Z_]*(?:: [^=]+)? = [^(]|^ {4}[A-Z_]+ = \d/;

/** Sites of a file whose lines begin with a word that says what they are. */
function ofLines(lines: readonly string[], path: string): readonly Site[] {
  const found: Site[] = [];
  const script = path.endsWith('.sh');
  const program = script || path.endsWith('.py');
  for (const [line, text] of lines.entries()) {
    const assigned = /^\s*([A-Z_a-z]\w*)(?:: [^=]+)? ?=\s*(.*)$/.exec(text);
    // Of a program, what it is told about the service; the rest is the same everywhere.
    if (skipped(text) || (program && !CONSTANT.test(text))) continue;
    const first = /[A-Za-z_]\w*/.exec(text);
    if (first !== null && !script)
      found.push({ kind: 'key spelling', line, from: first.index, to: first.index + first[0].length });
    let end = line + 1;
    while ((lines[end - 1] ?? '').endsWith('\\')) end += 1;
    if (!/^\s*[})]/.test(text) && !/\\$/.test(lines[line - 1] ?? '') && !/\{$/.test(text))
      found.push({ kind: 'removed block', line, from: 0, to: 0, end });
    if (path.endsWith('ignore'))
      found.push({ kind: text.includes('/') ? 'path' : 'name', line, from: 0, to: text.length });
    else found.push(...words(line, text));
    const named = / AS (\w+)$|--from=(\w+)/.exec(text);
    const name = named?.[1] ?? named?.[2] ?? (script ? assigned?.[2] : undefined);
    if (name !== undefined && !name.includes('/')) found.push(valueSite('name', line, text, name));
  }
  return found;
}

/** Files that a machine reads; prose and code that is the same everywhere have no fields. */
export const MACHINE_READ =
  /^(Dockerfile|(Dockerfile)?\.dockerignore|compose\.yaml|\.env\.example|deploy\/(cloud-run|k8s)\/.*\.yaml|deploy\/nginx\/nginx\.conf|deploy\/runtime\/settings\.py|deploy\/scripts\/\w+\.sh)$/;

/** Every place of a file where a fault can be made. */
export function sites(path: string, source: string): readonly Site[] {
  const lines = source.replace(/\n$/, '').split('\n');
  return path.endsWith('.yaml') ? ofYaml(lines) : ofLines(lines, path);
}
