/** Files above this many bytes are named, not read. */
export const LARGEST = 1_048_576;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Bytes of a source file as text: byte order mark dropped, line ends as LF. What is no UTF-8 is read as Latin-1, and
 * UTF-16 is known by its mark (PowerShell writes `pip freeze > requirements.txt` so). Undefined for binary content.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  return decode(bytes)?.replaceAll('\r\n', '\n');
}

function decode(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.subarray(0, 8192).includes(0)) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
