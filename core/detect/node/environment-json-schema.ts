import type { Syntax } from '../parser.js';
import type { Read } from './environment-reads.js';
import { declarations, fields, pairOf, shapeOf } from './environment-schemas.js';
import { constantText } from './environment-standing.js';
import { importsIn } from './imports.js';
import { type Piece, walk } from './sources.js';

/** Packages that read the environment by a JSON schema. */
export const SCHEMA_READERS: readonly string[] = ['@fastify/env', 'fastify-env', 'env-schema'];

/** `envSchema({ schema })`, `app.register(fastifyEnv, { schema: { properties: { PORT: … } } })`: what the schema names. */
export function jsonSchemaReads(piece: Piece): readonly Read[] {
  if (!importsIn(piece.root).some(({ source }) => SCHEMA_READERS.includes(source))) return [];
  const objects = declarations(piece.root);
  const reads: Read[] = [];
  for (const node of walk(piece.root)) {
    const given = schemaIn(node);
    const schema = given?.type.endsWith('identifier') === true ? objects.get(given.text) : given;
    const shape = pairOf(schema, 'properties') ?? shapeOf(schema, objects, 0);
    const listed = pairOf(schema, 'required');
    const required = listed?.type === 'array' ? new Set(listed.children.map(constantText)) : undefined;
    for (const read of fields(shape, piece.file, objects))
      reads.push(required === undefined || required.has(read.name) ? read : { ...read, optional: true });
  }
  return reads;
}

/** The value under the key `schema`, written out or by its short form. */
function schemaIn(node: Syntax): Syntax | undefined {
  if (node.type === 'pair') return node.field('key')?.text === 'schema' ? node.field('value') : undefined;
  if (node.type !== 'shorthand_property_identifier' || node.text !== 'schema') return undefined;
  return node;
}
