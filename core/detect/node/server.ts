import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Launch } from '../launch/launch.js';
import type { Bundled } from './bundled-server.js';
import { lastName } from './environment-schemas.js';
import { FRAMEWORK_SERVERS } from './framework-servers.js';
import { type Manifest, presence } from './manifest.js';
import type { Modules } from './modules.js';
import { isOwnSource, piecesWith, walk } from './sources.js';
import { startOf } from './start-program.js';

/** A program of the project that Node, Bun or a TypeScript runner starts and that answers requests. */
export interface Server {
  readonly entry: string;
  /** The command that starts it, without the runners in front. */
  readonly words: readonly string[];
  /** The folder that the build writes, where what starts the server says so. */
  readonly output?: string;
  readonly evidence: Evidence;
  readonly library: Evidence;
  /** It answers with pages, not with data only. */
  readonly pages: Evidence | undefined;
}

const LIBRARIES = [
  'express',
  'fastify',
  'koa',
  'hono',
  '@hapi/hapi',
  '@nestjs/core',
  'restify',
  'polka',
  'h3',
  '@adonisjs/core',
  '@feathersjs/express',
  'elysia',
  'sails',
];
const VIEWS = [
  'ejs',
  'pug',
  'hbs',
  'express-handlebars',
  'nunjucks',
  'eta',
  'mustache',
  'mustache-express',
  'liquidjs',
  '@fastify/view',
  'koa-views',
  '@koa/ejs',
  'twig',
  'edge.js',
  'squirrelly',
];
/** Those that know nothing of requests. */
const ENGINES: ReadonlySet<string> = new Set([
  'ejs',
  'pug',
  'hbs',
  'nunjucks',
  'eta',
  'mustache',
  'liquidjs',
  'twig',
  'squirrelly',
]);
const MAILERS = [
  'nodemailer',
  '@sendgrid/mail',
  'resend',
  'postmark',
  'mailgun.js',
  '@nestjs-modules/mailer',
  'email-templates',
];
/** The server that the start script or the image starts; undefined where none does. */
export function detectServer(
  folder: Folder,
  manifest: Manifest,
  modules: Modules,
  launches: readonly Launch[],
  bundled?: Bundled,
): Server | undefined {
  const library = LIBRARIES.find((name) => manifest.runtime.has(name));
  const started = startOf(folder, manifest, launches) ?? bundled;
  if (started === undefined) return undefined;
  const listens =
    isNitro(started.entry) || Object.hasOwn(FRAMEWORK_SERVERS, started.words[0] ?? '')
      ? started.evidence
      : library === undefined
        ? listening(modules, started.entry)
        : manifest.json.evidence('server-library', 'dependencies', library);
  if (listens === undefined) return undefined;
  return { ...started, library: listens, pages: pagesOf(folder, manifest, modules) };
}

const isNitro = (entry: string): boolean => entry.endsWith('/server/index.mjs');

/** A call of `listen` or `Bun.serve` in the entry's own text, for servers without a library. */
function listening(modules: Modules, entry: string): Evidence | undefined {
  const root = modules.get(entry)?.root;
  for (const node of root === undefined ? [] : walk(root)) {
    if (node.type !== 'call_expression') continue;
    const name = lastName(node.field('function'));
    if (name === 'createServer' || node.field('function')?.text === 'Bun.serve') {
      return { file: entry, line: node.line, rule: 'http-server', text: node.source.lineText(node.line) };
    }
  }
  return undefined;
}

function pagesOf(folder: Folder, manifest: Manifest, modules: Modules): Evidence | undefined {
  // Beside a mailer an engine may only write messages: then the code has to render for a response.
  const mails = MAILERS.some((name) => manifest.runtime.has(name));
  const view = VIEWS.find((name) => manifest.runtime.has(name) && !(mails && ENGINES.has(name)));
  if (view !== undefined) return manifest.json.evidence('view-engine', 'dependencies', view);
  const page = folder
    .list()
    .find((file) => ['public/index.html', 'index.html', 'static/index.html', 'client/index.html'].includes(file));
  for (const piece of piecesWith(
    folder,
    modules,
    ['.render(', 'renderToString', 'renderToPipeableStream', '.static(', 'serveStatic', 'sendFile', '@fastify/static'],
    isOwnSource,
  )) {
    for (const node of walk(piece.root)) {
      if (node.type !== 'call_expression') continue;
      const name = lastName(node.field('function')) ?? '';
      const owner = node.field('function')?.field('object')?.text ?? '';
      const renders =
        name.startsWith('renderTo') ||
        (name === 'render' && ['res', 'reply', 'response', 'ctx', 'c', 'context'].includes(owner));
      const serves = page !== undefined && (name === 'static' || name === 'serveStatic' || name === 'sendFile');
      if (renders || serves)
        return { file: piece.file, line: node.line, rule: 'renders-pages', text: node.source.lineText(node.line) };
    }
  }
  return page === undefined
    ? undefined
    : manifest.runtime.has('@fastify/static')
      ? presence(folder, page, 'static-page')
      : undefined;
}
