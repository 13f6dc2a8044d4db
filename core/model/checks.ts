import type { Facts } from '../detect/facts.js';
import type { Cache, Check, Data, Migrate } from './neighbours.js';

/** Libraries that call a model, by the beginning of a package's name, and the variable by which each takes its address. */
const MODELS: readonly (readonly [RegExp, string | undefined])[] = [
  [/^openai(?:-agents)?$|^langchain-openai$|^llama-index-llms-openai$/, 'OPENAI_BASE_URL'],
  [/^anthropic$|^langchain-anthropic$/, 'ANTHROPIC_BASE_URL'],
  [
    /^(?:langchain|langchain-.+|langgraph|litellm|ollama|crewai|google-adk|google-genai|pydantic-ai.*|vllm)$/,
    undefined,
  ],
];
/** `LLM_BASE_URL`, `OPENAI_API_BASE`, `EMBEDDINGS_ENDPOINT`, `VLLM_URL`; not the address of a database or of a page. */
const ADDRESS =
  /(?:^|_)(?:OPENAI|ANTHROPIC|LLM|MODELS?|OLLAMA|VLLM|TGI|LITELLM|EMBEDDINGS?|INFERENCE)(?:_API|_SERVER)?_?(?:BASE_?URL|URL|BASE|ENDPOINT)$/;
/** The address of a neighbour that is there only where somebody has put it: this host, a name without a domain. */
const NEARBY = /^https?:\/\/(?:localhost|127\.[\d.]+|\[::1\]|[\w-]+|[\w.-]+\.(?:local|internal))(?::\d+)?(?:[/?#]|$)/i;

/**
 * What readiness asks, from the variables that lead to the database, to Redis and to a model: that each answers, that
 * the migrations of the code are applied, and that pgvector is there.
 */
export function checksOf(
  data: Data | undefined,
  cache: Cache | undefined,
  migrate: Migrate | undefined,
  facts: Facts,
): readonly Check[] {
  const database = address(data?.local?.variables ?? []);
  const redis = address(cache?.variables ?? []);
  return [
    ...(database === undefined ? [] : [{ name: 'database', kind: 'postgres', variables: database.names } as const]),
    ...(database === undefined ? [] : schema(database, migrate, facts)),
    ...(redis === undefined ? [] : [{ name: 'redis', kind: 'redis', variables: redis.names } as const]),
    ...modelVariables(facts).map((variable, index): Check => {
      const fallback = facts.variables?.value.find(({ name }) => name === variable)?.default;
      return {
        name: index === 0 ? 'model' : `model-${index + 1}`,
        kind: 'http',
        variables: [variable],
        ...(fallback !== undefined && NEARBY.test(fallback) ? { fallback } : {}),
      };
    }),
  ];
}

/** Alembic and pgvector are asked by the URL, whose parts alone name no user; Django has a connection of its own. */
function schema({ names, isUrl }: Address, migrate: Migrate | undefined, facts: Facts): readonly Check[] {
  const tool = migrate?.tool === 'django' ? 'django' : 'alembic';
  const isAsked = migrate !== undefined && (tool === 'django' || (isUrl && facts.migrations?.value.ownTable !== true));
  return [
    ...(isAsked ? [{ name: 'migrations', kind: tool, variables: names } as const] : []),
    ...(isUrl && facts.pgvector?.value === true
      ? [{ name: 'pgvector', kind: 'pgvector', variables: names } as const]
      : []),
  ];
}

/** Variables that hold the address of a model: of the code's own, and those that its libraries read by themselves. */
function modelVariables(facts: Facts): readonly string[] {
  const installed = facts.dependencies?.value.map(({ name }) => name) ?? [];
  const used = MODELS.filter(([pattern]) => installed.some((name) => pattern.test(name)));
  if (used.length === 0) return [];
  const own = (facts.variables?.value ?? []).map(({ name }) => name).filter((name) => ADDRESS.test(name));
  return [...new Set([...own, ...used.flatMap(([, variable]) => variable ?? [])])].sort();
}

interface Address {
  readonly names: readonly string[];
  readonly isUrl: boolean;
}

/** The variable of the URL before those of host and port: it says more. */
function address(variables: readonly { readonly name: string; readonly value: string }[]): Address | undefined {
  const url = variables.find(({ value }) => value.includes('://'));
  if (url !== undefined) return { names: [url.name], isUrl: true };
  const host = variables.find(({ name }) => /(?:HOST|SERVER|HOSTNAME)$/.test(name));
  if (host === undefined) return undefined;
  const port = variables.find(({ name }) => /PORT$/.test(name));
  return { names: [host.name, ...(port === undefined ? [] : [port.name])], isUrl: false };
}
