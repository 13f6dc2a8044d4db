import type { Dependency } from '../fact-values.js';

/*
 * Modules whose name is not that of the package which brings them, from the packages' own pages. Several packages may
 * bring the same module; any of them will do.
 */
const TABLE = `
attr attrs|bs4 beautifulsoup4|cairo pycairo|chromadb chromadb,chromadb-client|consul python-consul|Crypto pycryptodome,pycrypto
Cryptodome pycryptodomex|cv2 opencv-python,opencv-contrib-python,opencv-python-headless,opencv-contrib-python-headless
dateutil python-dateutil|decouple python-decouple|discord discord-py,py-cord|dns dnspython|docx python-docx|dotenv python-dotenv
environ django-environ|faiss faiss-cpu,faiss-gpu|fitz pymupdf|flask_jwt_extended flask-jwt-extended|git gitpython
github pygithub|gitlab python-gitlab|gi pygobject|grpc grpcio|grpc_health grpcio-health-checking|grpc_status grpcio-status
grpc_tools grpcio-tools|haystack haystack-ai,farm-haystack|igraph python-igraph,igraph|jose python-jose|jwt pyjwt|keycloak python-keycloak
kafka kafka-python,kafka-python-ng|ldap python-ldap|llama_cpp llama-cpp-python|Levenshtein levenshtein,python-levenshtein
magic python-magic|markdown markdown|memcache python-memcached|multipart python-multipart,multipart|MySQLdb mysqlclient
mysql mysql-connector-python|nacl pynacl|OpenSSL pyopenssl|PIL pillow|pgvector pgvector|pkg_resources setuptools
psycopg psycopg,psycopg-binary|psycopg2 psycopg2,psycopg2-binary|pythonjsonlogger python-json-logger|pymongo pymongo|bson pymongo
gridfs pymongo|pptx python-pptx|qrcode qrcode|rest_framework djangorestframework|rest_framework_simplejwt djangorestframework-simplejwt
ruamel ruamel-yaml|saml2 pysaml2|sass libsass|serial pyserial|setuptools setuptools|skimage scikit-image|sklearn scikit-learn|slugify python-slugify,unicode-slugify
snowflake snowflake-connector-python,snowflake-sqlalchemy|socketio python-socketio|engineio python-engineio|sentence_transformers sentence-transformers
speech_recognition speechrecognition|talib ta-lib|telegram python-telegram-bot|tensorflow tensorflow,tensorflow-cpu|ulid python-ulid,ulid-py
usb pyusb|websocket websocket-client|win32api pywin32|yaml pyyaml|zmq pyzmq|corsheaders django-cors-headers|debug_toolbar django-debug-toolbar
crispy_forms django-crispy-forms|django_filters django-filter|storages django-storages|allauth django-allauth|whitenoise whitenoise
drf_spectacular drf-spectacular|oauth2_provider django-oauth-toolkit|social_django social-auth-app-django|taggit django-taggit|modelcluster django-modelcluster
adk google-adk|agents openai-agents|autogen pyautogen,ag2,autogen|autogen_agentchat autogen-agentchat|pydantic_ai pydantic-ai,pydantic-ai-slim
crewai crewai|langchain langchain|opensearchpy opensearch-py|elasticsearch_dsl elasticsearch-dsl|prometheus_client prometheus-client
prometheus_fastapi_instrumentator prometheus-fastapi-instrumentator|starlette_exporter starlette-exporter|fastapi_mail fastapi-mail|fastapi_cache fastapi-cache2,fastapi-cache|jwcrypto jwcrypto
google google-cloud-storage,protobuf,google-auth|newspaper newspaper3k,newspaper4k|uuid_extensions uuid7|starlette starlette,fastapi,litestar|pydantic_core pydantic|typing_extensions typing-extensions|markdown_it markdown-it-py
fpdf fpdf2,fpdf|azure azure-identity,azure-core|unstructured unstructured|weasyprint weasyprint|tavily tavily-python|pinecone pinecone,pinecone-client|qdrant_client qdrant-client|twilio twilio|vertexai google-cloud-aiplatform
`;

const PACKAGES: ReadonlyMap<string, readonly string[]> = new Map(
  TABLE.trim()
    .split(/[|\n]/)
    .map((row) => row.trim().split(' '))
    .map(([module = '', packages = '']) => [module, packages.split(',')]),
);

/** What common packages always bring along, for manifests without a lock file. */
const BRINGS: Readonly<Record<string, string>> = {
  fastapi: 'starlette pydantic typing-extensions anyio annotated-types annotated-doc',
  'fastapi[all]': 'fastapi[standard] pydantic-settings itsdangerous orjson ujson pyyaml',
  'fastapi[standard]': 'uvicorn[standard] httpx jinja2 python-multipart email-validator fastapi-cli typer rich',
  'uvicorn[standard]': 'uvicorn httptools uvloop websockets watchfiles python-dotenv pyyaml',
  'python-dateutil': 'six',
  starlette: 'anyio',
  pydantic: 'typing-extensions annotated-types pydantic-core',
  'pydantic-settings': 'pydantic python-dotenv typing-extensions',
  flask: 'werkzeug jinja2 markupsafe click itsdangerous blinker',
  django: 'asgiref sqlparse',
  djangorestframework: 'django',
  sqlalchemy: 'greenlet typing-extensions',
  sqlmodel: 'sqlalchemy pydantic',
  alembic: 'sqlalchemy mako',
  requests: 'urllib3 certifi idna charset-normalizer',
  httpx: 'httpcore anyio certifi idna sniffio',
  aiohttp: 'yarl multidict attrs',
  uvicorn: 'click h11',
  celery: 'kombu billiard vine click',
  boto3: 'botocore s3transfer',
  pandas: 'numpy python-dateutil pytz',
  'scikit-learn': 'numpy scipy joblib',
  torch: 'numpy sympy networkx',
  transformers: 'numpy tokenizers huggingface-hub pyyaml requests tqdm',
  langchain: 'langchain-core langchain-text-splitters pydantic langsmith requests pyyaml langgraph',
  'langchain-community': 'langchain langchain-core langchain-text-splitters sqlalchemy aiohttp requests numpy pyyaml',
  'langchain-core': 'pydantic langsmith tenacity pyyaml',
  langgraph: 'langchain-core langgraph-checkpoint langgraph-prebuilt langgraph-sdk pydantic',
  'langchain-openai': 'openai langchain-core tiktoken',
  'langchain-anthropic': 'anthropic langchain-core',
  openai: 'httpx pydantic anyio typing-extensions',
  'openai-agents': 'openai pydantic mcp requests',
  'pydantic-ai': 'pydantic httpx openai anthropic logfire',
  'google-adk': 'google-genai fastapi uvicorn pydantic click python-dotenv sqlalchemy starlette',
  crewai: 'pydantic openai litellm click chromadb langchain',
  jinja2: 'markupsafe',
  wagtail: 'django pillow django-taggit django-modelcluster djangorestframework beautifulsoup4 requests',
  'flask-sqlalchemy': 'flask sqlalchemy',
  'flask-migrate': 'flask flask-sqlalchemy alembic',
  'flask-wtf': 'flask wtforms itsdangerous',
  'flask-login': 'flask werkzeug',
  motor: 'pymongo',
  beanie: 'pymongo motor pydantic',
  elasticsearch: 'elastic-transport urllib3',
  'sentry-sdk': 'urllib3 certifi',
  litestar: 'anyio httpx msgspec click rich',
  quart: 'flask werkzeug jinja2 click hypercorn',
  typer: 'click rich typing-extensions',
  rich: 'pygments',
};

/** The installed names of a manifest without a lock: what it declares and what that is known to bring. */
export function withCompanions(dependencies: readonly Dependency[]): ReadonlySet<string> {
  const all = new Set(dependencies.map((one) => one.name));
  for (const { name, extras } of dependencies) {
    // An extra is mostly named after what it adds: `python-jose[cryptography]`, `celery[redis]`.
    for (const extra of extras ?? []) all.add(extra).add(`${name}[${extra}]`);
  }
  for (const name of all) for (const other of (BRINGS[name] ?? '').split(' ')) if (other !== '') all.add(other);
  return all;
}

/** Whether one of the installed packages brings a module, by the table or by its own name. */
export function provides(installed: ReadonlySet<string>, dotted: string): boolean {
  const top = dotted.split('.')[0] ?? dotted;
  if (PACKAGES.get(top)?.some((name) => installed.has(name))) return true;
  const name = top.toLowerCase().replaceAll('_', '-');
  if (installed.has(name)) return true;
  const affixed = [`python-${name}`, `py${name}`, `${name}-python`, `${name}-py`, `${name}-binary`, `django-${name}`];
  if (affixed.some((one) => installed.has(one))) return true;
  // `google.cloud.storage`, `opentelemetry.sdk`, `azure.identity`: many packages share the first part.
  for (const one of installed)
    if (one.startsWith(`${name}-`) || one.endsWith(`-${name}`) || one.replaceAll('-', '') === name.replaceAll('-', ''))
      return true;
  return false;
}

/** Whether the table knows which packages bring a module. */
export function isTabled(module: string): boolean {
  return PACKAGES.has(module) || PACKAGES_BY_OWN_NAME.has(module);
}

/** Common packages whose module has their own name: an import of it can mean nothing else. */
const PACKAGES_BY_OWN_NAME = new Set(
  'fastapi flask django starlette litestar quart sqlalchemy sqlmodel alembic asyncpg psycopg redis celery httpx requests aiohttp pydantic pydantic_settings numpy pandas boto3 openai anthropic langchain langchain_core langchain_openai langchain_community langgraph uvicorn gunicorn structlog loguru jinja2 stripe sentry_sdk tenacity tiktoken torch transformers scipy'.split(
    ' ',
  ),
);

/** Words by which code may mention a package: the modules it is known to bring, its own name in both spellings. */
export function modulesOf(name: string): readonly string[] {
  const known = [...PACKAGES].filter(([, packages]) => packages.includes(name)).map(([module]) => module);
  const plain = name.replaceAll('-', '_');
  const short = plain.replace(/^(?:python|py|django|flask|google)_?|_?(?:python|py|binary|client|sdk|api)$/g, '');
  return [...known, plain, name, plain.replaceAll('_', '.'), ...(short.length > 2 ? [short] : [])];
}

/** Namespaces that many packages share, and how many parts of the module's name are the package's. */
const SHARED: Readonly<Record<string, number>> = { azure: 3, google: 3, opentelemetry: 2, llama_index: 3 };

/** The package to add for a module that nothing brings: the table's first, else its own name. */
export function packageOf(dotted: string): string {
  const top = dotted.split('.')[0] ?? dotted;
  // Packages that share their first name: `azure.ai.formrecognizer`, `opentelemetry.sdk`.
  const shared = Object.hasOwn(SHARED, top) ? SHARED[top] : undefined;
  if (shared !== undefined && dotted.includes('.'))
    return dotted.split('.').slice(0, shared).join('-').toLowerCase().replaceAll('_', '-');
  return PACKAGES.get(top)?.[0] ?? top.toLowerCase().replaceAll('_', '-');
}
