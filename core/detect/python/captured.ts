import type { Remark } from '../detection.js';
import type { Evaluator } from './evaluate.js';
import type { Module } from './modules.js';
import { fieldsOf, isSettings, type SettingsField } from './settings.js';
import { surveyOf } from './survey.js';

/** Names that a platform, a shell or an image sets for itself, and what they then hold. */
const PLATFORM: Readonly<Record<string, { readonly holds: string; readonly certain: boolean }>> = {
  PORT: { holds: 'the port that the service must listen on (Cloud Run always sets it)', certain: true },
  PATH: { holds: 'the search path of programs', certain: true },
  HOME: { holds: 'the home folder', certain: true },
  HOSTNAME: { holds: 'the name of the container', certain: true },
  PWD: { holds: 'the working directory', certain: false },
  USER: { holds: 'the account that runs the process', certain: false },
  HOST: { holds: 'the address that servers bind to', certain: false },
  NAME: { holds: 'the name of the machine', certain: false },
};
/** Words in the name of a class that say it configures another service. */
const OTHERS =
  'db database postgres postgresql pg mysql mariadb mongo mongodb redis cache broker rabbit rabbitmq amqp kafka smtp mail email elastic elasticsearch opensearch clickhouse ldap ftp sftp minio qdrant milvus weaviate chroma neo4j'.split(
    ' ',
  );
/** Ports of such services. */
const PORTS = new Set([
  25, 389, 465, 587, 1433, 1521, 3306, 5432, 5433, 5672, 6333, 6379, 7687, 9042, 9092, 9200, 19530, 27017,
]);

/** A settings field that reads a variable of the platform and means something else by it. */
export interface Captured {
  readonly name: string;
  readonly remark: Remark;
}

/**
 * Bare field names of settings classes that configure another service (a database's `port` without a prefix): the
 * platform's own variables set them. Fields of the service's own server (`port: int = 8000`) are meant to be set.
 */
export function capturedNames(evaluator: Evaluator, modules: readonly Module[]): readonly Captured[] {
  const found: Captured[] = [];
  for (const module of modules) {
    for (const node of surveyOf(module).classes) {
      const of = { kind: 'class', node, module } as const;
      if ((node.field('superclasses')?.children.length ?? 0) === 0 || !isSettings(evaluator, of)) continue;
      const fields = fieldsOf(evaluator, of);
      const name = node.field('name')?.text ?? '';
      const about = aboutOther(name, fields);
      for (const field of fields) {
        const variable = field.names[0] ?? '';
        const platform = Object.hasOwn(PLATFORM, variable) ? PLATFORM[variable] : undefined;
        // A name given on purpose (`alias="PORT"`) is no accident, and one class may serve and store.
        if (platform === undefined || field.names.length > 1 || field.name.toUpperCase() !== variable) continue;
        const other = portOf(field);
        const isOther = variable === 'PORT' && other !== undefined ? PORTS.has(other) : about;
        if (!isOther) continue;
        found.push({
          name: variable,
          remark: {
            rule: 'settings-capture-platform',
            severity: platform.certain ? 'error' : 'warning',
            file: field.owner.module.path,
            line: field.node.line,
            message: `${name}.${field.name} is set by ${variable}, which holds ${platform.holds}`,
            fix: `give ${name} an env_prefix`,
          },
        });
      }
    }
  }
  return found;
}

/** `DatabaseSettings`, or a class whose only port is that of another service. */
function aboutOther(name: string, fields: readonly SettingsField[]): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[ _]+/);
  if (words.some((word) => OTHERS.includes(word))) return true;
  const bare = new Set(fields.map((field) => field.names[0] ?? ''));
  return bare.has('HOST') && bare.has('PASSWORD') && (bare.has('USER') || bare.has('USERNAME') || bare.has('DATABASE'));
}

function portOf(field: SettingsField): number | undefined {
  const number = field.default.kind === 'constant' ? Number(field.default.value) : Number.NaN;
  return Number.isInteger(number) ? number : undefined;
}
