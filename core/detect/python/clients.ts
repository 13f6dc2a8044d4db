import type { Remark } from '../detection.js';
import type { Variable } from '../fact-values.js';
import type { Evaluator } from './evaluate.js';
import { isSecretName } from './secrets.js';
import type { StartCall } from './start.js';
import { keyword, positional } from './values.js';

interface Client {
  readonly variable: string;
  /** Arguments that make the variable unnecessary. */
  readonly instead: readonly string[];
  readonly library: string;
}

const openai = (name: string): readonly [string, Client] => [
  name,
  {
    variable: 'OPENAI_API_KEY',
    instead: ['api_key', 'openai_api_key', 'azure_endpoint'],
    library: name.split('.')[0] ?? '',
  },
];
const key = (name: string, variable: string, ...instead: readonly string[]): readonly [string, Client] => [
  name,
  { variable, instead: ['api_key', ...instead], library: name.split('.')[0] ?? '' },
];

/** Clients that fail when they are made without their variable; from the constructors of the packages. */
const CLIENTS: ReadonlyMap<string, Client> = new Map([
  openai('openai.OpenAI'),
  openai('openai.AsyncOpenAI'),
  openai('langchain_openai.ChatOpenAI'),
  openai('langchain_openai.OpenAIEmbeddings'),
  openai('langchain_openai.OpenAI'),
  openai('llama_index.llms.openai.OpenAI'),
  openai('pydantic_ai.models.openai.OpenAIModel'),
  openai('pydantic_ai.models.openai.OpenAIChatModel'),
  key('openai.AzureOpenAI', 'AZURE_OPENAI_API_KEY', 'azure_ad_token', 'azure_ad_token_provider'),
  key('openai.AsyncAzureOpenAI', 'AZURE_OPENAI_API_KEY', 'azure_ad_token', 'azure_ad_token_provider'),
  key('langchain_anthropic.ChatAnthropic', 'ANTHROPIC_API_KEY', 'anthropic_api_key'),
  key('langchain_google_genai.ChatGoogleGenerativeAI', 'GOOGLE_API_KEY', 'google_api_key', 'credentials'),
  key('langchain_google_genai.GoogleGenerativeAIEmbeddings', 'GOOGLE_API_KEY', 'google_api_key', 'credentials'),
  key('groq.Groq', 'GROQ_API_KEY'),
  key('groq.AsyncGroq', 'GROQ_API_KEY'),
  key('langchain_groq.ChatGroq', 'GROQ_API_KEY', 'groq_api_key'),
  key('langchain_mistralai.ChatMistralAI', 'MISTRAL_API_KEY', 'mistral_api_key'),
  key('cohere.Client', 'CO_API_KEY'),
  key('cohere.ClientV2', 'CO_API_KEY'),
  key('tavily.TavilyClient', 'TAVILY_API_KEY'),
  key('tavily.AsyncTavilyClient', 'TAVILY_API_KEY'),
  key('langchain_tavily.TavilySearch', 'TAVILY_API_KEY', 'tavily_api_key'),
  key('langchain_community.tools.tavily_search.TavilySearchResults', 'TAVILY_API_KEY', 'api_wrapper'),
  key('pinecone.Pinecone', 'PINECONE_API_KEY'),
  key('voyageai.Client', 'VOYAGE_API_KEY'),
  key('together.Together', 'TOGETHER_API_KEY'),
  key('resend.Resend', 'RESEND_API_KEY'),
  key('firecrawl.FirecrawlApp', 'FIRECRAWL_API_KEY'),
  key('exa_py.Exa', 'EXA_API_KEY'),
  key('e2b_code_interpreter.Sandbox', 'E2B_API_KEY'),
]);
/** Those take the key as their first argument; of the others it is a model's name or an address. */
const FIRST = new Set(['openai', 'groq', 'tavily', 'cohere', 'pinecone', 'voyageai', 'exa_py', 'firecrawl']);
/** pydantic-ai's models by the beginning of their name: `Agent("openai:gpt-4o")` makes the client at once. */
const MODELS: Readonly<Record<string, string>> = {
  openai: 'OPENAI_API_KEY',
  'openai-chat': 'OPENAI_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
  groq: 'GROQ_API_KEY',
  mistral: 'MISTRAL_API_KEY',
  'google-gla': 'GEMINI_API_KEY',
};
/** boto3's services that are not regional. */
const GLOBAL = new Set(['s3', 'iam', 'sts', 'cloudfront', 'route53']);

/**
 * Variables that no line of the service names, but without which a client made on import or start raises. What the
 * code reads itself is `known` and left out.
 */
export function clientVariables(
  evaluator: Evaluator,
  calls: readonly StartCall[],
  known: ReadonlySet<string>,
): { readonly variables: readonly Variable[]; readonly remarks: readonly Remark[] } {
  const found = new Map<string, Variable>();
  for (const { call, context } of calls) {
    // A name of the service's own, or none that begins a class, needs not be worked out.
    const need = clientOf(evaluator, { call, context });
    if (need === undefined || known.has(need.variable) || found.has(need.variable)) continue;
    found.set(need.variable, {
      name: need.variable,
      required: true,
      secret: isSecretName(need.variable),
      file: context.module.path,
      line: call.line,
      library: need.library,
    });
  }
  const variables = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const remarks = variables.map(
    ({ name, file, line, library }): Remark => ({
      rule: 'library-variable',
      severity: 'note',
      file,
      line,
      message: `${library} needs ${name} where it is made, on import or start; no code names it`,
    }),
  );
  return { variables, remarks };
}

function clientOf(
  evaluator: Evaluator,
  { call, context }: Pick<StartCall, 'call' | 'context'>,
): { readonly variable: string; readonly library: string } | undefined {
  const callee = evaluator.evaluate(call.field('function'), context);
  if (callee.kind !== 'external' || hasSplat(call)) return undefined;
  if (callee.name === 'pydantic_ai.Agent') {
    const model = evaluator.string(positional(call)[0] ?? keyword(call, 'model'), context) ?? '';
    const provider = model.split(':')[0] ?? '';
    const variable = model.includes(':') && Object.hasOwn(MODELS, provider) ? MODELS[provider] : undefined;
    const deferred = keyword(call, 'defer_model_check')?.type === 'true';
    return variable === undefined || deferred ? undefined : { variable, library: 'pydantic_ai' };
  }
  if (callee.name === 'boto3.client' || callee.name === 'boto3.resource') {
    const service = evaluator.string(positional(call)[0], context);
    const region = keyword(call, 'region_name') ?? positional(call)[1];
    return service === undefined || GLOBAL.has(service) || region !== undefined
      ? undefined
      : { variable: 'AWS_DEFAULT_REGION', library: 'boto3' };
  }
  const client = CLIENTS.get(callee.name);
  if (client === undefined || client.instead.some((name) => keyword(call, name) !== undefined)) return undefined;
  if (FIRST.has(client.library) && positional(call).length > 0) return undefined;
  return client;
}

function hasSplat(call: { field(name: string): { children: readonly { type: string }[] } | undefined }): boolean {
  return call.field('arguments')?.children.some((child) => child.type === 'dictionary_splat') ?? false;
}
