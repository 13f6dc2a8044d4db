import { posix } from 'node:path';
import type { Facts } from '../detect/facts.js';
import type { Answers } from '../options.js';
import { DEBIAN } from '../versions.js';
import type { Http, Image, Process } from './model.js';
import { type Program, programOf } from './node-program.js';
import {
  buildPackages,
  buildRun,
  inside,
  installEnvironment,
  installSteps,
  localBuilds,
  ownFolder,
  ownRuns,
  SOURCE,
  word,
} from './packages.js';
import type { NodeBuild } from './stack-builds.js';

/** Prefixes of the names that a framework puts into the pages when it builds them. */
const PUBLIC: Readonly<Record<string, RegExp>> = {
  next: /^NEXT_PUBLIC_/,
  vite: /^VITE_/,
  astro: /^PUBLIC_/,
  sveltekit: /^VITE_/,
  'react-router': /^VITE_/,
  remix: /^VITE_/,
  angular: /^NG_APP_/,
};

/** Public names that the build reads, sorted; a secret-looking one is left out: whatever is built in is public. */
export function buildNames(facts: Facts): readonly string[] {
  const pattern = PUBLIC[facts.framework?.value ?? ''];
  const names = (facts.variables?.value ?? []).filter((variable) => !variable.secret).map((variable) => variable.name);
  return pattern === undefined ? [] : names.filter((name) => pattern.test(name)).sort((a, b) => (a < b ? -1 : 1));
}

/** Whether a variable is read when the page is built, and never when the server runs. */
export const isBuiltIn = (facts: Facts, name: string): boolean =>
  PUBLIC[facts.framework?.value ?? '']?.test(name) === true;

/** The image of a server that renders pages. Throws Failure for one that Node alone cannot run. */
export function nodeBuild(answers: Answers, facts: Facts, image: Image, prefix: string): NodeBuild {
  const manager = answers['package-manager'];
  const install = facts.install?.value;
  const program = programOf(facts);
  const script = (facts.imageScript ?? facts.buildScript)?.value;
  const own = inside(image, '.');
  const collector = posix.join(own, 'deploy/runtime/collect.mjs');
  const dependencies = (facts.dependencies?.value ?? []).map((dependency) => dependency.name);
  return {
    stack: 'node',
    secrets: [],
    base: `${prefix}node:${answers['node-version']}-${DEBIAN}-slim`,
    version: answers['node-version'],
    manager,
    buildEnvironment: [...installEnvironment(manager, install, dependencies), ...frameworkEnvironment(facts)],
    buildNames: buildNames(facts),
    buildPackages: buildPackages(dependencies),
    install: installSteps(manager, install, image, dependencies),
    localBuilds: localBuilds(manager, install, image),
    build: {
      ...ownFolder(install, image),
      mounts: [],
      commands: [
        ...ownRuns(manager, install),
        ...(script === undefined
          ? []
          : [`${standing(facts, program)}${schemaUrl(facts)}${buildRun(facts, manager, script)}`]),
        `node ${program.kind === 'output' ? '--experimental-vm-modules --no-warnings ' : ''}${word(collector)}`,
      ],
    },
    outputs: program.folders.map((folder) => posix.normalize(posix.join(image.folder, folder))),
    collect: { kind: program.kind, folders: program.folders, packages: program.packages },
    systemPackages: enginesOf(facts) ? ['openssl'] : [],
    scratch: program.scratch,
    environment: [
      ['NODE_ENV', 'production'],
      ['PORT', String(answers.port)],
    ],
  };
}

/** Prisma's own query engine, which links OpenSSL; from version 7 on there is none. */
function enginesOf(facts: Facts): boolean {
  const client = (facts.dependencies?.value ?? []).find(({ name }) => name === '@prisma/client');
  return client !== undefined && Number.parseInt(client.version ?? '0', 10) < 7;
}

/** Prisma wants the address of the database to write its client, and never asks it. */
function schemaUrl(facts: Facts): string {
  const isPrisma = (facts.dependencies?.value ?? []).some(({ name }) => name === 'prisma' || name === '@prisma/client');
  const isRead = (facts.variables?.value ?? []).some((variable) => variable.name === 'DATABASE_URL');
  const engine = facts.database?.value === 'mysql' ? 'mysql' : 'postgresql';
  return isPrisma && isRead ? `DATABASE_URL=${engine}://build@127.0.0.1:1/build ` : '';
}

/** Settings of the framework that say nothing of the server. */
function frameworkEnvironment(facts: Facts): NodeBuild['buildEnvironment'] {
  const name = facts.framework?.value;
  return name === 'next' || name === 'nuxt' || name === 'astro'
    ? [[`${name.toUpperCase()}_TELEMETRY_DISABLED`, '1']]
    : [];
}

/** What makes the build write a server that stands alone, whatever the project's configuration leaves open. */
function standing(facts: Facts, program: Program): string {
  // Read by Next where next.config names no `output`; the root keeps the layout of the context.
  if (program.kind === 'next') return `NEXT_PRIVATE_STANDALONE=true NEXT_PRIVATE_OUTPUT_TRACE_ROOT=${SOURCE} `;
  return facts.framework?.value === 'nuxt' ? 'NITRO_PRESET=node-server ' : '';
}

/** What a person should know of values that are fixed when the image is built. */
export function nodeNotes(facts: Facts): readonly string[] {
  const names = buildNames(facts);
  return names.length === 0
    ? []
    : [
        `${names.join(', ')}: built into the pages, so the image holds one value of each (docker build --build-arg ${names[0]}=…)`,
      ];
}

/** Command and health check: the launcher comes first, so that it is there before the server listens. */
export function nodeProcess(facts: Facts, http: Http, workdir: string): Process {
  const { flags, words } = programOf(facts);
  const url = `'http://127.0.0.1:'+process.env.PORT+'${http.live.path}'`;
  return {
    command: ['node', ...flags, '--import', `${workdir}/deploy/runtime/serve.mjs`, ...words],
    healthcheck: [
      'node',
      '-e',
      `fetch(${url},{signal:AbortSignal.timeout(2000)}).then(r=>process.exit(+!r.ok),()=>process.exit(1))`,
    ],
    writable: [{ path: '/tmp', megabytes: 64, why: 'temporary files and the caches of the framework' }],
    stopSignal: 'SIGTERM',
  };
}
