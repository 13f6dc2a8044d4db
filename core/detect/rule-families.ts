/** Families of rules; a rule belongs to `procfile` when it is called that or `procfile-…`. */
export type Families = readonly string[];

/** What makes an app or an agent, and with it the facts that follow from which it is. */
export const APPS: Families = [
  'fastapi',
  'starlette',
  'litestar',
  'quart',
  'flask',
  'django',
  'aiohttp',
  'tornado',
  'paste',
  'asgi',
  'wsgi',
  'langgraph-json',
  'agent',
];

/** What a Python install is planned from. */
export const PYTHON_MANIFESTS: Families = [
  'lock-file',
  'uv-workspace-member',
  'tool-uv',
  'tool-poetry',
  'tool-pdm',
  'pipfile',
  'pyproject-project',
  'setup-py',
  'requirements-file',
  'dockerfile-install',
];

export const NODE_MANIFESTS: Families = ['lock-file', 'package-manager-field', 'package-json', 'workspace'];

/** Where a Node server answers a path. */
export const NODE_ROUTES: Families = ['route-file', 'route-call', 'nest-route'];

/** What tells where the build of a site leaves its files. */
export const SITE_BUILDS: Families = [
  'vite',
  'next',
  'nuxt',
  'astro',
  'sveltekit',
  'angular',
  'cra',
  'router',
  'vue-cli',
  'rollup',
  'nitro',
  'nx-output-path',
  'start-script',
];
