import type { Neighbour, Variable } from '../detect/fact-values.js';
import type { Facts } from '../detect/facts.js';
import { localAddress } from '../detect/local-address.js';
import type { Http, Model } from './model.js';
import type { Beside, Local } from './neighbours.js';

type Backend = Neighbour & { readonly port: number };

/** What a variable of the page is called that leads to a service. */
const NAMED =
  /(?:^|_)(?:API|BACKEND|SERVER|GATEWAY)(?:_(?:BASE|ROOT|SERVER|HOST))*(?:_(?:URL|URI|ORIGIN|HOST|ENDPOINT|BASE))?$/;

/**
 * The service's own port on this machine, else the next that no other scaffold of the repository publishes; and what a
 * site calls, where its variables or its development server show it.
 */
export function localOf(facts: Facts, http: Http, build: Model['build'], isWorker: boolean): Local {
  const neighbours = facts.neighbours?.value ?? [];
  const taken = new Set(neighbours.flatMap(({ ports }) => ports));
  const hostPort = isWorker ? http.port : free(http.port, taken);
  if (build.stack !== 'site') return { hostPort };
  const servers = serversOf(neighbours);
  const filled = new Set(build.runtimeNames.map(({ name }) => name));
  const variables = (facts.variables?.value ?? []).filter(({ name }) => filled.has(name));
  const backend = backendOf(servers, variables, facts.proxyPort?.value);
  if (backend === undefined) return { hostPort };
  const leading = variables.filter((variable) => {
    const port = localAddress(variable.default ?? '')?.port;
    const isKnown = port !== undefined && [backend.published, backend.port].includes(port);
    return isKnown || (servers.length === 1 && isNamed(variable));
  });
  const published = free(backend.port, new Set([...taken, hostPort]));
  return { hostPort, backend: besideOf(backend, leading, published, hostPort) };
}

function free(from: number, taken: ReadonlySet<number>): number {
  let port = from;
  while (taken.has(port) && port < 65_535) port += 1;
  return port;
}

const serversOf = (neighbours: readonly Neighbour[]): readonly Backend[] =>
  neighbours.filter((one): one is Backend => one.kind === 'server' && one.port !== undefined && one.whole !== true);

/** The service behind the first address that is known; a name or an address that says too little means the only one. */
function backendOf(
  servers: readonly Backend[],
  variables: readonly Variable[],
  proxyPort: number | undefined,
): Backend | undefined {
  const addresses = variables.flatMap((one) => localAddress(one.default ?? '')?.port ?? []);
  for (const port of [...addresses, ...(proxyPort === undefined ? [] : [proxyPort])]) {
    const found = servers.find((one) => one.published === port) ?? servers.find((one) => one.port === port);
    if (found !== undefined) return found;
  }
  const isCalled = proxyPort !== undefined || variables.some(isNamed);
  return servers.length === 1 && isCalled ? servers[0] : undefined;
}

/** Called after a service, and leads nowhere or to this machine. */
function isNamed({ name, default: given = '' }: Variable): boolean {
  return NAMED.test(name) && (given === '' || localAddress(given) !== undefined);
}

/** The neighbour as it is started beside the site, whose own port of this machine may call it. */
function besideOf(backend: Backend, leading: readonly Variable[], hostPort: number, sitePort: number): Beside {
  const { folder, port, beside, volumes, origins } = backend;
  const site = `http://localhost:\${HOST_PORT:-${sitePort}}`;
  return {
    folder,
    port,
    hostPort,
    services: beside,
    volumes,
    environment:
      origins === undefined ? [] : [{ name: origins.name, value: origins.form === 'list' ? `["${site}"]` : site }],
    variables: leading.map(({ name, default: given = '' }) => {
      const { scheme = 'http', path = '' } = localAddress(given) ?? {};
      return { name, value: `\${${name}:-${scheme}://localhost:\${BACKEND_PORT:-${hostPort}}${path}}` };
    }),
  };
}

/** What a person finds on another port than the service's own, and what is started beside a site. */
export function localNotes(facts: Facts, http: Http, { hostPort, backend }: Local): readonly string[] {
  const owner = facts.neighbours?.value.find(({ ports }) => ports.includes(http.port));
  const moved =
    hostPort === http.port || owner === undefined
      ? []
      : [
          `port ${http.port} of this machine is published by ${owner.folder}/compose.yaml: compose.yaml publishes ${hostPort} (HOST_PORT names another)`,
        ];
  if (backend === undefined) return moved;
  const names = backend.variables.map(({ name }) => name).join(', ');
  const proxy = facts.proxyPort?.evidence[0];
  const beside = `compose.yaml starts ${backend.folder} beside the site, on port ${backend.hostPort} of this machine (BACKEND_PORT names another)`;
  if (names !== '') return [...moved, `${beside}; ${names} leads there`];
  const how =
    proxy === undefined
      ? ''
      : `; only the development server hands requests on to it (${proxy.file}:${proxy.line}), nginx does not`;
  return [...moved, `${beside}${how}`];
}
