import type { Model } from '../model/model.js';
import type { Output } from '../output.js';
import { file } from './entry.js';

const site = (model: Model): boolean => model.build.stack === 'site';
const node = (model: Model): boolean => model.build.stack === 'node';
const runtime = (model: Model): boolean => model.runtime !== undefined;
const asks = (model: Model): boolean => (model.runtime?.checks.length ?? 0) > 0;
const ofProtocol =
  (...protocols: readonly string[]) =>
  (model: Model): boolean =>
    model.runtime !== undefined && protocols.includes(model.runtime.protocol);
const python = (name: string, when: Output['when'], summary: string, template = `${name}.py`): Output =>
  file(
    `runtime-${name.replaceAll('_', '-')}`,
    `runtime/${template}`,
    `deploy/runtime/${name}.py`,
    when,
    'lines',
    summary,
  );

/** What runs inside the image around the user’s code. */
export const RUNTIME_OUTPUTS: readonly Output[] = [
  file('nginx', 'nginx/nginx.conf.ejs', 'deploy/nginx/nginx.conf', site, 'nginx', 'the web server of a site'),
  file(
    'site',
    'nginx/site.sh.ejs',
    'deploy/nginx/site.sh',
    site,
    'lines',
    'renders a site’s run-time configuration and starts nginx',
    { mode: 0o755 },
  ),
  file(
    'site-vitals',
    'nginx/vitals.js',
    'deploy/nginx/vitals.js',
    (model) => model.build.stack === 'site' && model.build.vitals,
    'lines',
    'measures web vitals in the page',
  ),
  file(
    'vite-config',
    'runtime/vite.config.mjs.ejs',
    'deploy/runtime/vite.config.mjs',
    (model) => model.build.stack === 'site' && model.build.runtimeNames.length > 0,
    'lines',
    'makes import.meta.env.VITE_* a run-time value',
    {
      about: (model) =>
        model.build.stack === 'site' ? `${model.build.runtimeNames.length} values filled at start` : '',
    },
  ),
  file(
    'site-pages',
    'runtime/pages.mjs.ejs',
    'deploy/runtime/pages.mjs',
    (model) => model.build.stack === 'site' && model.build.runtimeNames.length === 0,
    'lines',
    'finds the scripts that the built pages may run',
  ),
  file(
    'site-compress',
    'build/compress.mjs',
    'deploy/build/compress.mjs',
    (model) => model.build.stack === 'site',
    'lines',
    'compresses the text of the built site',
  ),
  file(
    'node-collect',
    'runtime/collect.mjs.ejs',
    'deploy/runtime/collect.mjs',
    node,
    'lines',
    'takes the built server and the packages it needs into the image',
  ),
  file(
    'node-serve',
    'runtime/serve.mjs.ejs',
    'deploy/runtime/serve.mjs',
    node,
    'lines',
    'makes the server obey $PORT, answer health checks and end on SIGTERM',
  ),
  file(
    'pdm-lock',
    'build/pdm_lock.py',
    'deploy/build/pdm_lock.py',
    (model) =>
      model.build.stack === 'python' &&
      model.build.install.some((step) => / \S*pdm_lock\.py /.test(step.commands.join(' && '))),
    'lines',
    'reads pdm.lock for pip: the image needs no pdm',
  ),
  file(
    'finish-packages',
    'build/finish_packages.py',
    'deploy/build/finish_packages.py',
    (model) => model.build.stack === 'python',
    'lines',
    'takes tests and debug information out of installed packages and compiles large ones ahead of time',
  ),
  python('serve', runtime, 'starts the service and ends it in good order'),
  python('settings', runtime, 'what the launcher knows of this service', 'settings.py.ejs'),
  python('checks', asks, 'asks for readiness what the code needs, within time limits'),
  python('databases', asks, 'whether PostgreSQL holds what the code needs'),
  python('neighbours', asks, 'whether a neighbour answers'),
  python('logs', runtime, 'one-line JSON logs with severity and trace'),
  python(
    'metrics',
    (model) => model.runtime?.metrics !== undefined || ofProtocol('wsgi')(model),
    'request metrics in the Prometheus format',
  ),
  {
    ...python('asgi', ofProtocol('asgi', 'agent'), 'adds the missing routes around an ASGI app'),
    about: (model) => {
      const added = [model.runtime?.live, model.runtime?.ready, model.runtime?.metrics];
      return `adds ${added.filter((path) => path !== undefined).join(', ')}`;
    },
  },
  python('asgi_server', ofProtocol('asgi', 'agent'), 'runs it under uvicorn'),
  python('workers', ofProtocol('asgi', 'agent'), 'several processes behind one socket'),
  python('work', ofProtocol('work'), 'runs a worker and says whether it still comes round'),
  python('pulse', ofProtocol('work'), 'signs of life of a worker'),
  python('queues', ofProtocol('work'), 'what each queue’s library shows of its life'),
  python('job', ofProtocol('job'), 'runs a job to its end'),
  python('program', ofProtocol('work', 'job'), 'finds the program that a command names'),
  python('wsgi', ofProtocol('wsgi'), 'adds the missing routes around a WSGI app'),
  python('wsgi_server', ofProtocol('wsgi'), 'runs it under gunicorn'),
  python('wsgi_worker', ofProtocol('wsgi'), 'gives up clients that stop sending'),
  python('aiohttp_app', ofProtocol('aiohttp'), 'adds the missing routes around an aiohttp app'),
  python('aiohttp_server', ofProtocol('aiohttp'), 'runs it by aiohttp’s own server'),
  python('agent', ofProtocol('agent'), 'serves an agent that has no server'),
  python('lifetime', ofProtocol('agent'), 'makes the agent and keeps its checkpointer open'),
  python('adapters', ofProtocol('agent'), 'how each agent library is called'),
  python('runnables', ofProtocol('agent'), 'how graphs of LangGraph are called'),
  python('values', ofProtocol('agent'), 'JSON of what an agent takes and gives'),
  file(
    'runtime-requirements',
    'runtime/requirements.txt.ejs',
    'deploy/runtime/requirements.txt',
    (model) => (model.runtime?.packages.length ?? 0) > 0,
    'set',
    'what deploy/runtime needs beyond the app’s packages, pinned with hashes',
  ),
];
