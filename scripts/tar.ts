import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';

/** One entry of an archive, with what two builds of the same source must share. */
export interface Entry {
  readonly path: string;
  /** `file`, `folder`, `link`, `hard`, else the archive's own letter. */
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly link: string;
  /** SHA-256 of a file's contents, hexadecimal; empty for everything else. */
  readonly hash: string;
}

const BLOCK = 512;
const TYPES: Readonly<Record<string, string>> = { '0': 'file', '\0': 'file', '5': 'folder', '2': 'link', '1': 'hard' };

const text = (block: Buffer, from: number, length: number): string => {
  const part = block.subarray(from, from + length);
  const end = part.indexOf(0);
  return part.subarray(0, end < 0 ? length : end).toString('utf8');
};

/** Octal digits, or base 256 where the first bit says so. */
const number = (block: Buffer, from: number, length: number): number =>
  ((block[from] ?? 0) & 0x80) === 0
    ? Number.parseInt(text(block, from, length).trim() || '0', 8)
    : Number(BigInt(`0x${block.subarray(from + 1, from + length).toString('hex')}`));

/** Records of a pax header: `LENGTH KEY=VALUE\n`. */
function pax(body: Buffer): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at);
    const length = Number(body.subarray(at, space).toString());
    if (space < 0 || !(length > 0)) break;
    const record = body.subarray(space + 1, at + length - 1).toString('utf8');
    const equals = record.indexOf('=');
    found.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return found;
}

/** Entries of a tar stream (ustar with pax or GNU long names, as engines write it) by path; nothing is kept of files but a hash. */
export async function entriesOf(stream: Readable): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>();
  let rest: Buffer = Buffer.alloc(0);
  let more: Map<string, string> = new Map();
  let current:
    | {
        entry: Omit<Entry, 'hash'>;
        letter: string;
        left: number;
        padding: number;
        hash: Hash | undefined;
        body: Buffer[];
      }
    | undefined;
  const finish = (): void => {
    if (current === undefined) return;
    const { entry, letter, hash, body } = current;
    if (letter === 'x') more = new Map([...more, ...pax(Buffer.concat(body))]);
    else if (letter === 'L') more.set('path', text(Buffer.concat(body), 0, entry.size));
    else if (letter === 'K') more.set('linkpath', text(Buffer.concat(body), 0, entry.size));
    else if (letter !== 'g') {
      more = new Map();
      found.set(entry.path, { ...entry, hash: hash?.digest('hex') ?? '' });
    }
    current = undefined;
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      if (current !== undefined) {
        const taken = rest.subarray(0, current.left);
        if (current.hash !== undefined) current.hash.update(taken);
        else if (/[xLK]/.test(current.letter)) current.body.push(Buffer.from(taken));
        current.left -= taken.length;
        rest = rest.subarray(taken.length);
        if (current.left > 0 || rest.length < current.padding) break;
        rest = rest.subarray(current.padding);
        finish();
      }
      if (rest.length < BLOCK) break;
      const block = rest.subarray(0, BLOCK);
      rest = rest.subarray(BLOCK);
      if (block[0] === 0) continue;
      const letter = String.fromCharCode(block[156] ?? 0);
      const prefix = text(block, 345, 155);
      const extended = 'xLKg'.includes(letter);
      const size = Number((extended ? undefined : more.get('size')) ?? number(block, 124, 12));
      const path =
        (extended ? undefined : more.get('path')) ?? `${prefix === '' ? '' : `${prefix}/`}${text(block, 0, 100)}`;
      const type = TYPES[letter] ?? letter;
      current = {
        entry: {
          path: path.replace(/^\.?\//, '').replace(/\/$/, ''),
          type,
          mode: number(block, 100, 8) & 0o7777,
          uid: Number(more.get('uid') ?? number(block, 108, 8)),
          gid: Number(more.get('gid') ?? number(block, 116, 8)),
          size,
          link: more.get('linkpath') ?? text(block, 157, 100),
        },
        letter,
        left: size,
        padding: (BLOCK - (size % BLOCK)) % BLOCK,
        hash: type === 'file' ? createHash('sha256') : undefined,
        body: [],
      };
    }
  }
  finish();
  return found;
}
