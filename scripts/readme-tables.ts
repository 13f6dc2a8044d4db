import { resolve, type Values } from '../core/answers.js';
import type { Detection } from '../core/detect/detection.js';
import type { Fact, Facts, ServiceKind } from '../core/detect/facts.js';
import { Failure } from '../core/errors.js';
import { buildModel } from '../core/model/build.js';
import type { Model } from '../core/model/model.js';
import type { Option } from '../core/option.js';
import { OPTIONS } from '../core/options.js';
import type { Output } from '../core/output.js';
import { OUTPUTS } from '../core/outputs.js';

/** The option table of the README, from the one in the code. */
export function optionsTable(): string {
  const rows = (OPTIONS as readonly Option[]).map((option) => {
    const flag = option.kind === 'switch' ? `--${option.name}, --no-${option.name}` : `--${option.name}`;
    return [`\`${flag}\``, option.about, option.values, option.otherwise];
  });
  return table(['option', 'what it is', 'values', 'when nobody gives it'], rows);
}

/** The output table of the README: path, for whom, what. */
export function outputsTable(): string {
  const rows = OUTPUTS.map((output) => [`\`${pathOf(output)}\``, whenOf(output), output.summary]);
  return table(['file', 'for', 'what it is'], rows);
}

/** README.md with the blocks between its markers made anew. Throws Error for a marker that is not there. */
export function withTables(readme: string): string {
  return inBlock(inBlock(readme, 'options', optionsTable()), 'outputs', outputsTable());
}

function inBlock(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`README.md has no ${open} … ${close}`);
  return `${text.slice(0, from + open.length)}\n\n${content}\n\n${text.slice(to)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function fact<T>(value: T): Fact<T> {
  return {
    value,
    confidence: 'certain',
    evidence: [{ file: 'main.py', line: 1, rule: 'readme', text: '' }],
    others: [],
  };
}

const SITE: Facts = {
  packageManager: fact('npm'),
  buildScript: fact('build'),
  outputDir: fact('dist'),
  serves: fact('static'),
};
const PYTHON: Facts = { app: fact('main:app'), protocol: fact('asgi'), packageManager: fact('uv') };

function modelOf(service: ServiceKind, given: Values): Model {
  const facts: Facts = { service: fact(service), name: fact('name'), ...(service === 'frontend' ? SITE : PYTHON) };
  const detection: Detection = { facts, candidates: { app: [] }, remarks: [], trace: [] };
  const { answers } = resolve({ flags: given, file: {}, stored: {}, prompts: {} }, detection, 'name');
  return buildModel(answers, detection, { folder: '.', aiDocs: false, generator: '0.0.0' });
}

const KINDS = ['backend', 'frontend', 'agent'] as const;

function pathOf(output: Output): string {
  const model = modelOf('backend', { platform: 'hybrid', name: 'name', 'upgrade-workflow': true });
  return output
    .path(model, '<environment>')
    .replace(/containerize-name/, 'containerize-<name>')
    .replace(/name-upgrade/, '<name>-upgrade');
}

const SWITCHES = (OPTIONS as readonly Option[]).filter(({ kind }) => kind === 'switch').map(({ name }) => name);

/** Whether some kind of service has the file with a switch on; one that refuses the switch has not. */
function isOn(output: Output, name: string): boolean {
  return KINDS.some((kind) => {
    try {
      return output.when(modelOf(kind, { platform: 'hybrid', [name]: true }));
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  });
}

/** For which answers a file is emitted, found out by asking its own rule. */
function whenOf(output: Output): string {
  const kinds = KINDS.filter((kind) => output.when(modelOf(kind, { platform: 'hybrid' })));
  const kind = kinds[0];
  if (kind === undefined) {
    const on = SWITCHES.find((name) => isOn(output, name));
    return on === undefined ? 'where the code needs it' : `\`${on}\``;
  }
  const isFor = (given: Values): boolean => output.when(modelOf(kind, given));
  const parts = [
    ...(kinds.length === KINDS.length ? [] : [kinds.join(', ')]),
    ...(isFor({ platform: 'cloud-run' }) ? [] : ['gke, hybrid']),
    ...(isFor({ platform: 'gke' }) ? [] : ['cloud-run, hybrid']),
    ...(isFor({ platform: 'hybrid', compose: false }) ? [] : ['`compose`']),
    ...(isFor({ platform: 'hybrid', task: false }) ? [] : ['`task`']),
  ];
  return parts.length === 0 ? 'always' : parts.join('; ');
}
