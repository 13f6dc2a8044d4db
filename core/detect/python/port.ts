import type { Evidence, Fact, Candidate as Runner } from '../facts.js';
import type { Launch } from '../launch/launch.js';
import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { evidenceOf } from './evidence.js';
import { isOther, scriptOf } from './hints.js';
import type { Module, Modules } from './modules.js';
import type { Ranked } from './rank.js';
import { ownerOf, scopeOf } from './scope.js';
import { bindOf, configurations } from './server-config.js';
import type { Serve } from './serves.js';
import { calledName, surveyOf } from './survey.js';
import { type Context, keyword, literalText, positional, type Value } from './values.js';
import { zoneOf } from './zones.js';

interface Offer {
  readonly value: number;
  readonly weight: number;
  readonly evidence: readonly Evidence[];
  readonly sure: boolean;
}

/**
 * The port on which the service listens. What starts the server in production is asked first: a launch that names
 * this app, then the code's own server call, then what a Dockerfile exposes, then defaults of the server.
 */
export function portOf(
  evaluator: Evaluator,
  modules: Modules,
  app: Ranked | undefined,
  serves: readonly Serve[],
  launches: readonly Launch[],
  scanned: readonly Module[],
): Fact<number> | undefined {
  const offers: Offer[] = [];
  const add = (value: unknown, weight: number, sure: boolean, ...evidence: readonly Evidence[]): void => {
    const port = Number(value);
    if (Number.isInteger(port) && port > 0 && port < 65536) offers.push({ value: port, weight, evidence, sure });
  };
  const scripts = new Set(launches.map((launch) => scriptOf(launch, modules)));
  for (const serve of serves) {
    if (!isThisApp(serve, app)) continue;
    const at = evidenceOf(serve.module, serve.node, serve.rule);
    const zone = zoneOf(serve.module.path).zone;
    if (zone === 'shown') continue;
    // A development start under `__main__` counts less than one that a launch runs.
    const weight =
      (scripts.has(serve.module.path) ? 950 : 700) - (zone === 'beside' ? 300 : 0) - (serve.local ? 200 : 0);
    if (serve.port !== undefined) {
      const found = portValue(evaluator, serve.port, { module: serve.module });
      if (found !== undefined) add(found.value, weight, true, ...found.evidence, at);
    } else add(serve.fallback, weight - 400, false, { ...at, rule: `${serve.rule}-default-port` });
  }
  const named = configurations(launches);
  for (const module of scanned) {
    const bind = bindOf(evaluator, module, named);
    if (bind !== undefined) add(bind.value, 800, true, bind.evidence);
  }
  launches.forEach((launch, index) => {
    if (isOther(launch)) return;
    const names = app?.launches.includes(launch) ?? false;
    const early = Math.min(index, 20);
    if (launch.port === undefined) return;
    const sure = launch.evidence.rule !== 'server-default-port';
    add(
      launch.port,
      (names ? 900 : launch.words.length === 0 ? 600 : 560) - early,
      sure,
      ...(launch.portEvidence ? [launch.portEvidence] : []),
      launch.evidence,
    );
  });
  offers.sort((a, b) => b.weight - a.weight);
  const best = offers[0];
  if (best === undefined) return undefined;
  const others: Runner<number>[] = offers
    .filter((offer) => offer.value !== best.value)
    .map(({ value, evidence }) => ({
      value,
      evidence,
      reason: `outranked by ${best.evidence[0]?.file}:${best.evidence[0]?.line}`,
    }));
  const agreeing = offers
    .filter((offer) => offer !== best && offer.value === best.value)
    .flatMap((offer) => offer.evidence);
  return {
    value: best.value,
    confidence: best.sure ? 'certain' : 'likely',
    evidence: [...best.evidence, ...agreeing],
    others,
  };
}

function isThisApp(serve: Serve, app: Ranked | undefined): boolean {
  if (app === undefined) return true;
  if (serve.app !== undefined) return serve.app.core.call === app.candidate.app.core.call;
  const file = `${serve.module.path}:${serve.node.line}`;
  return (
    serve.target === undefined ||
    app.named.some((each) => `${each.file}:${each.line}` === file) ||
    named(serve.target, app.name)
  );
}

function named(target: string, name: string): boolean {
  const bare = (text: string): string => text.replace('()', '');
  return bare(target) === bare(name) || bare(name).endsWith(`.${bare(target)}`);
}

/** A port expression followed to its constant, command-line options included. */
export function portValue(
  evaluator: Evaluator,
  node: Syntax,
  context: Context,
): { value: number; evidence: readonly Evidence[] } | undefined {
  let value = evaluator.evaluate(node, context);
  if (value.kind !== 'constant' || value.value === null) value = optionDefault(evaluator, node, context) ?? value;
  if (value.kind !== 'constant' || value.value === null) return undefined;
  const port = Number(value.value);
  if (!Number.isInteger(port)) return undefined;
  const rule = value.env === undefined ? 'port-constant' : 'port-environment-default';
  return { value: port, evidence: [evidenceOf(value.module, value.node, rule)] };
}

/** Calls that declare an option of the command line: argparse's, click's and typer's, Tornado's. */
const OPTIONS = new Set(['add_argument', 'option', 'Option', 'define']);

/** The default of a function's parameter, a click or typer option, or an argparse argument that a name stands for. */
function optionDefault(evaluator: Evaluator, node: Syntax, context: Context): Value | undefined {
  const inner = node.type === 'call' ? (positional(node)[0] ?? node) : node;
  const name =
    inner.type === 'attribute' ? inner.field('attribute')?.text : inner.type === 'identifier' ? inner.text : undefined;
  if (name === undefined) return undefined;
  if (inner.type === 'identifier') {
    const bindings = scopeOf(ownerOf(inner)).names.get(name);
    const binding = bindings?.at(-1);
    if (binding?.kind === 'value' && binding.value !== inner && binding.value.end < inner.start)
      return optionDefault(evaluator, binding.value, context);
    const given = parameterDefault(evaluator, ownerOf(inner), name, context);
    if (given !== undefined) return given;
  }
  for (const call of surveyOf(context.module).calls) {
    const called = calledName(call);
    if (!OPTIONS.has(called)) continue;
    const flags = positional(call).map((argument) => literalText(argument) ?? '');
    const isNamed = (flag: string): boolean =>
      flag.replaceAll('-', '') === name.replaceAll('_', '') && (flag.startsWith('--') || called === 'define');
    if (!flags.some(isNamed)) continue;
    const value = evaluator.evaluate(keyword(call, 'default'), context);
    if (value.kind === 'constant') return value;
  }
  return undefined;
}

function parameterDefault(evaluator: Evaluator, owner: Syntax, name: string, context: Context): Value | undefined {
  for (const child of owner.field('parameters')?.children ?? []) {
    if ((child.field('name') ?? child.children[0])?.text !== name) continue;
    const fallback = child.field('value');
    const value = evaluator.evaluate(fallback, context);
    if (value.kind === 'constant') return value;
    // typer.Option(8000, "--port")
    if (fallback?.type === 'call')
      return evaluator.evaluate(positional(fallback)[0] ?? keyword(fallback, 'default'), context);
  }
  return undefined;
}
