import type { Folder } from '../folder.js';
import type { Syntax } from '../parser.js';
import type { Command } from './commands.js';
import type { Read } from './environment-reads.js';
import { lastName } from './environment-schemas.js';
import { constantText } from './environment-standing.js';
import { isScript } from './modules.js';
import { type Piece, walk } from './sources.js';

/** A framework whose own command serves the project; what it serves stands in a configuration. */
interface FrameworkServer {
  readonly verb: string;
  readonly configuration: string;
  /** Where nothing says another. */
  readonly port: number;
}

/** By the name of the command. Ports: docs.strapi.io (server), docs.medusajs.com (PORT), keystonejs.com (config.server). */
export const FRAMEWORK_SERVERS: Readonly<Record<string, FrameworkServer>> = {
  strapi: { verb: 'start', configuration: 'config/server', port: 1337 },
  medusa: { verb: 'start', configuration: 'medusa-config', port: 9000 },
  keystone: { verb: 'start', configuration: 'keystone', port: 3000 },
};

/** The configuration of the framework that a command serves; undefined for every other command. */
export function servedConfiguration(command: Command, folder: Folder): string | undefined {
  const server = Object.hasOwn(FRAMEWORK_SERVERS, command.name) ? FRAMEWORK_SERVERS[command.name] : undefined;
  if (server === undefined || command.args[0] !== server.verb) return undefined;
  return folder.list().find((file) => isScript(file) && file.replace(/\.\w+$/, '') === server.configuration);
}

/** Strapi hands its configurations a reader: `({ env }) => ({ port: env.int('PORT', 1337) })`. */
export function givenReads(piece: Piece): readonly Read[] {
  const reads: Read[] = [];
  for (const node of walk(piece.root)) {
    const callee = node.type === 'call_expression' ? node.field('function') : undefined;
    const isReader =
      callee?.text === 'env' || (callee?.type === 'member_expression' && callee.field('object')?.text === 'env');
    const [first, second] = node.field('arguments')?.children ?? [];
    const name = isReader ? constantText(first) : undefined;
    if (name === undefined || !isGiven(node)) continue;
    const value = constantText(second);
    const base = {
      name,
      origin: 'process' as const,
      file: piece.file,
      node,
      optional: second !== undefined || lastName(callee) !== 'env',
    };
    reads.push(value === undefined ? base : { ...base, default: value });
  }
  return reads;
}

/** Whether the function around a node takes `{ env }`. */
function isGiven(node: Syntax): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    const pattern = [at.field('parameter'), ...(at.field('parameters')?.children ?? [])]
      .map((one) => (one?.type === 'object_pattern' ? one : one?.field('pattern')))
      .find((one) => one?.type === 'object_pattern');
    if (pattern?.children.some((part) => part.text === 'env') === true) return true;
  }
  return false;
}
