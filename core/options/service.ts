import { DNS_1035, LONGEST_NAME } from '../label.js';
import type { Option } from '../option.js';
import { propose } from '../proposals.js';

// URL paths go into Dockerfiles, YAML and nginx: only unreserved characters. Google's front end keeps /_ah and /eventlog.
const URL_PATH = /^(?!\/(?:_ah|eventlog)(?:\/|$))\/(?:[A-Za-z0-9._~-]+\/)*[A-Za-z0-9._~-]*$/;
const URL_VALUES = 'a URL path that begins with / and is neither /_ah nor /eventlog';
const MODULE = String.raw`[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*`;

/** Where deploy/runtime and the web server of a site answer what the code does not. */
export const SCAFFOLD_PATHS = { live: '/health/live', ready: '/health/ready', metrics: '/metrics' } as const;

/** What the service is and where it answers. Part of the option table. */
export const SERVICE = [
  {
    name: 'service',
    kind: 'choice',
    group: 'service',
    message: 'Which kind of service is it?',
    about: 'kind of service',
    values: 'backend, frontend, agent',
    otherwise: 'detected',
    choices: [
      { value: 'backend', label: 'backend' },
      { value: 'frontend', label: 'frontend' },
      { value: 'agent', label: 'agent' },
    ],
    propose: propose.found('service'),
  },
  {
    name: 'name',
    kind: 'text',
    group: 'service',
    message: 'Name of the service',
    about: 'name of the service, its image and its resources',
    values: 'a DNS-1035 label of at most 49 characters: a-z, 0-9 and -, beginning with a letter',
    otherwise: "from the project's metadata, else the folder, made into a label",
    pattern: DNS_1035,
    longest: LONGEST_NAME,
    example: 'orders',
    propose: propose.name,
  },
  {
    name: 'port',
    kind: 'integer',
    group: 'service',
    message: 'Port',
    about: 'port that the container listens on',
    values: 'a port from 1024 to 65535 (the container runs without root)',
    otherwise: 'detected, else 8080',
    minimum: 1024,
    maximum: 65535,
    propose: propose.port,
    unless: (at) => at.service === 'frontend',
  },
  {
    name: 'app',
    kind: 'text',
    group: 'service',
    message: 'App (package.module:attribute)',
    about: 'ASGI or WSGI app, factory or graph',
    values: 'package.module:attribute or module:create_app()',
    otherwise: 'detected',
    pattern: new RegExp(String.raw`^${MODULE}:${MODULE}(?:\(\))?$`),
    longest: 200,
    example: 'orders.api:app',
    propose: propose.found('app'),
    optional: true,
    unless: (at) => at.service === 'frontend',
  },
  {
    name: 'health-path',
    kind: 'text',
    group: 'service',
    message: 'Path that says the service is alive',
    about: 'path of the liveness check',
    values: URL_VALUES,
    otherwise: `detected, else \`${SCAFFOLD_PATHS.live}\` of the scaffold`,
    pattern: URL_PATH,
    longest: 200,
    example: SCAFFOLD_PATHS.live,
    propose: propose.found('healthPath', SCAFFOLD_PATHS.live),
  },
  {
    name: 'ready-path',
    kind: 'text',
    group: 'service',
    message: 'Path that says the service is ready',
    about: 'path of the readiness check',
    values: URL_VALUES,
    otherwise: `detected, else \`${SCAFFOLD_PATHS.ready}\` of the scaffold`,
    pattern: URL_PATH,
    longest: 200,
    example: SCAFFOLD_PATHS.ready,
    propose: propose.found('readyPath', SCAFFOLD_PATHS.ready),
  },
  {
    name: 'metrics-path',
    kind: 'text',
    group: 'service',
    message: 'Path of the metrics',
    about: 'path of the Prometheus metrics',
    values: URL_VALUES,
    otherwise: `detected, else \`${SCAFFOLD_PATHS.metrics}\` of the scaffold`,
    pattern: URL_PATH,
    longest: 200,
    example: SCAFFOLD_PATHS.metrics,
    propose: propose.found('metricsPath', SCAFFOLD_PATHS.metrics),
    unless: (at) => at.service === 'frontend',
  },
] as const satisfies readonly Option[];
