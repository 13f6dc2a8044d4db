import { readDocument } from '../documents.js';
import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import { lineText } from './paths.js';
import { portOf, type ServerCommand } from './server.js';
import { isRecord } from './yaml.js';

/** The port of gunicorn and hypercorn where an address says none. */
const USUAL = 8000;

/** The port of an address that a server binds, `0.0.0.0:8080` or `0.0.0.0`; undefined for a socket in the file system. */
export function boundPort(address: string): number | undefined {
  if (/^(?:unix|fd):|\//.test(address)) return undefined;
  return portOf(address) ?? (address.includes(':') || address === '' ? undefined : USUAL);
}

/** The port of a configuration of hypercorn in TOML, as the command names it. Those in Python are read as code. */
export function configuredPort(
  folder: Folder,
  server: ServerCommand | undefined,
  find: (name: string) => string | undefined,
): { readonly port: number; readonly evidence: Evidence } | undefined {
  const file = server?.config?.endsWith('.toml') ? find(server.config.replace(/^toml:/, '')) : undefined;
  const text = file === undefined ? undefined : folder.read(file);
  const document = file === undefined || text === undefined ? undefined : readDocument(file, text);
  if (file === undefined || !isRecord(document?.value)) return undefined;
  const { bind } = document.value;
  const address: unknown = Array.isArray(bind) ? bind[0] : bind;
  const port = typeof address === 'string' ? boundPort(address) : undefined;
  if (port === undefined) return undefined;
  const line = document.lineOf(['bind']);
  return { port, evidence: { file, line, rule: 'hypercorn-bind', text: lineText(text, line) } };
}
