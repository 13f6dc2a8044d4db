import { parseArgs } from 'node:util';
import { Failure } from '../core/errors.js';
import { nearest } from '../core/nearest.js';
import { findOption, OPTIONS } from '../core/options.js';
import { COMMANDS, type Command } from './commands.js';
import { CONTROLS, type Control, type ControlName, type Controls } from './controls.js';

/** One call of the command line, its words sorted out but its values not yet read. */
export interface Invocation extends Controls {
  readonly command: Command | undefined;
  readonly help: boolean;
  readonly version: boolean;
  readonly folders: readonly string[];
  /** Flags of the option table, by name. */
  readonly flags: ReadonlyMap<string, unknown>;
}

const SHORT: Readonly<Record<string, string>> = { h: 'help', v: 'version', y: 'yes', q: 'quiet' };

/** Sorts the words after `saasfactory`. Throws Failure for an unknown word, a missing value or too many folders. */
export function readWords(argv: readonly string[]): Invocation {
  const { tokens } = parseArgs({ args: [...argv], options: valued(), strict: false, tokens: true });
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const help = tokens.some((token) => token.kind === 'option' && (SHORT[token.name] ?? token.name) === 'help');
  const version = tokens.some((token) => token.kind === 'option' && (SHORT[token.name] ?? token.name) === 'version');
  const command = words[0] === undefined ? undefined : findCommand(words[0]);
  const flags = new Map<string, unknown>();
  const switches = new Set<ControlName>();
  const values = new Map<ControlName, readonly string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const name = SHORT[token.name] ?? token.name;
    if (name === 'help' || name === 'version') continue;
    const control = findControl(name, command);
    if (control?.value !== undefined) {
      const value = textOf(token);
      if (control.choices && !control.choices.includes(value)) {
        throw refusal(`--${name} ${value}: ${control.choices.join(', ')}.`, `--${name}`);
      }
      values.set(name as ControlName, [...(control.many ? (values.get(name as ControlName) ?? []) : []), value]);
    } else if (control) {
      if (token.value !== undefined) throw refusal(`--${name}: takes no value.`, `--${name}`);
      switches.add(name as ControlName);
    } else {
      const [option, value] = readFlag(token, command);
      flags.set(option, value);
    }
  }
  const folders = words.slice(1);
  const most = { many: Number.POSITIVE_INFINITY, one: 1, none: 0, path: 1 }[command?.folders ?? 'many'];
  if (!help && !version && folders.length > most) {
    throw refusal(
      `${folders[most]}: ${command?.name} takes ${most === 0 ? 'no folder' : command?.folders === 'path' ? 'one path' : 'one folder'}.`,
      folders[most],
    );
  }
  if (!help && !version && command?.folders === 'path' && folders.length === 0) {
    throw refusal(`${command.name}: name the file; saasfactory check lists what is open`, command.name);
  }
  return { command, help, version, folders, flags, switches, values };
}

interface Token {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** What takes a value, so that the parser joins `--port 80`. */
function valued(): Record<string, { type: 'string' }> {
  const names = [
    ...OPTIONS.filter((option) => option.kind !== 'switch').map((option) => option.name),
    ...Object.values(CONTROLS as Readonly<Record<string, Control>>)
      .filter((control) => control.value !== undefined)
      .map((control) => control.name),
  ];
  return Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
}

/** `--port 80`, `--compose`, `--no-compose`, `--compose=off` as name and raw value. */
function readFlag(token: Token, command: Command | undefined): readonly [string, unknown] {
  const name = token.name;
  const option = findOption(name);
  if (option && takesOptions(command)) {
    return [name, option.kind === 'switch' ? (token.value ?? 'on') : textOf(token)];
  }
  const positive = name.startsWith('no-') ? findOption(name.slice(3)) : undefined;
  if (positive?.kind === 'switch' && takesOptions(command)) {
    if (token.value !== undefined) throw refusal(`${token.rawName}: takes no value.`, token.rawName);
    return [positive.name, 'off'];
  }
  throw unknown(token.rawName, command);
}

function takesOptions(command: Command | undefined): boolean {
  return command?.options ?? true;
}

function textOf(token: Token): string {
  // After `--name` another flag is a forgotten value; `--name=-x` is taken as it stands.
  if (token.value === undefined || (!token.inlineValue && /^--?[a-z]/.test(token.value))) {
    throw refusal(`${token.rawName}: needs a value.`, token.rawName);
  }
  return token.value;
}

function findControl(name: string, command: Command | undefined): Control | undefined {
  const known = command ? command.controls : Object.keys(CONTROLS);
  return known.some((control) => control === name) ? CONTROLS[name as ControlName] : undefined;
}

function findCommand(word: string): Command {
  const command = COMMANDS.find(({ name }) => name === word);
  if (command) return command;
  const near = nearest(
    word,
    COMMANDS.map(({ name }) => name),
  );
  throw refusal(`${word}: unknown command${near ? `; did you mean ${near}?` : '; see: saasfactory --help'}`, word);
}

function unknown(raw: string, command: Command | undefined): Failure {
  const names = [
    ...(takesOptions(command)
      ? OPTIONS.flatMap(({ name, kind }) => (kind === 'switch' ? [name, `no-${name}`] : [name]))
      : []),
    ...(command ? command.controls : Object.keys(CONTROLS)),
    'help',
    'version',
  ];
  const near = nearest(raw.replace(/^-+/, ''), names);
  const see = `see: saasfactory ${command ? `${command.name} ` : ''}--help`;
  return refusal(`${raw}: unknown option; ${near ? `did you mean --${near}?` : see}`, raw);
}

function refusal(message: string, file: string | undefined): Failure {
  return new Failure(message, { code: 'bad-words', ...(file === undefined ? {} : { file }) });
}
