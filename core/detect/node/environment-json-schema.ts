import type { Syntax } from '../parser.js';
import type { Read } from './environment-reads.js';
import { declarations, fields, lastName, pairOf, shapeOf } from './environment-schemas.js';
import { constantText } from './environment-standing.js';
import { type Piece, walk } from './sources.js';

/** Packages that read the environment by a JSON schema. */
export const SCHEMA_READERS: readonly string[] = ['@fastify/env', 'fastify-env', 'env-schema'];

/** `envSchema({ schema })`, `app.register(fastifyEnv, { schema: { properties: { PORT: … } } })`: what the schema names. */
export function jsonSchemaReads(piece: Piece): readonly Read[] {
  if (!isReader(piece)) return [];
  const objects = declarations(piece.root);
  const reads: Read[] = [];
  for (const node of walk(piece.root)) {
    const given = schemaIn(node);
    const schema = given?.type.endsWith('identifier') === true ? objects.get(given.text) : given;
    const shape = pairOf(schema, 'properties') ?? shapeOf(schema, objects, 0);
    reads.push(...properties(schema, piece.file));
    const listed = pairOf(schema, 'required');
    const required = listed?.type === 'array' ? new Set(listed.children.map(constantText)) : undefined;
    for (const read of fields(shape, piece.file, objects))
      reads.push(required === undefined || required.has(read.name) ? read : { ...read, optional: true });
  }
  return reads;
}

/** Whether a file imports or requires one of the packages. */
function isReader({ root }: Piece): boolean {
  return [...walk(root)].some((node) => {
    const isRequire = node.type === 'call_expression' && node.field('function')?.text === 'require';
    const given = isRequire ? node.field('arguments')?.children[0] : node.field('source');
    return (isRequire || node.type === 'import_statement') && SCHEMA_READERS.includes(constantText(given) ?? '');
  });
}

/** `S.object().prop('PORT', S.number().default(3000))` of fluent-json-schema. */
function properties(schema: Syntax | undefined, file: string): readonly Read[] {
  if (schema?.type !== 'call_expression') return [];
  return [...walk(schema)].flatMap((node) => {
    const [key, value] = node.field('arguments')?.children ?? [];
    const name = lastName(node.field('function')) === 'prop' ? constantText(key) : undefined;
    if (name === undefined || value === undefined || !/^[A-Z][A-Z0-9_]*$/.test(name)) return [];
    const calls = [...walk(value)].filter((one) => one.type === 'call_expression');
    const given = calls.find((one) => lastName(one.field('function')) === 'default');
    const usual = constantText(given?.field('arguments')?.children[0]);
    const optional = !calls.some((one) => lastName(one.field('function')) === 'required');
    return [
      { name, origin: 'process' as const, file, node, optional, ...(usual === undefined ? {} : { default: usual }) },
    ];
  });
}

/** The value under the key `schema`, written out or by its short form. */
function schemaIn(node: Syntax): Syntax | undefined {
  if (node.type === 'pair') return node.field('key')?.text === 'schema' ? node.field('value') : undefined;
  if (node.type !== 'shorthand_property_identifier' || node.text !== 'schema') return undefined;
  return node;
}
