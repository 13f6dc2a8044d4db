import type { Option } from '../core/option.js';
import { OPTIONS } from '../core/options.js';
import { packageVersion } from '../core/package-root.js';
import { COMMANDS, type Command } from './commands.js';
import { CONTROLS, type Control } from './controls.js';

const WIDTH = 80;

/** Overview of all commands. */
export function overview(): string {
  const rows = COMMANDS.map((command) => row(usage(command), command.summary, 26));
  return [
    `saasfactory ${packageVersion()}: from a service's code to its container and deployment`,
    '',
    ...rows.flat(),
    '',
    ...row('--help, --version', 'work everywhere: saasfactory container --help', 26),
    '',
    'Exit: 0 done, 1 refused, 2 would change or failed, 3 conflicts left, 130 Ctrl-C',
    '',
  ].join('\n');
}

/** Help of one command: every option and control that it takes, from the tables. */
export function commandHelp(command: Command): string {
  const lines = [`saasfactory ${usage(command)}${command.options || command.controls.length > 0 ? ' [options]' : ''}`];
  lines.push(...wrap(`${command.summary}.`, WIDTH, ''), '');
  if (command.options) {
    lines.push('Answers (flag, --answers FILE, stored, prompt, detected, default: first wins)');
    for (const option of OPTIONS) lines.push(...row(optionFlag(option), optionText(option), 26));
    lines.push('');
  }
  lines.push('Control');
  for (const name of command.controls) {
    const control: Control = CONTROLS[name];
    lines.push(...row(`--${name}${control.value ? ` ${control.value}` : ''}`, control.about, 26));
  }
  lines.push(...row('--help, --version', 'this text; the version', 26), '');
  return lines.join('\n');
}

function usage(command: Command): string {
  return `${command.name}${{ many: ' [FOLDER...]', one: ' [FOLDER]', none: '', path: ' PATH' }[command.folders]}`;
}

function optionFlag(option: Option): string {
  if (option.kind === 'switch') return `--[no-]${option.name}`;
  return `--${option.name} ${option.kind === 'integer' ? 'N' : option.kind === 'text' ? 'TEXT' : option.kind === 'choice' ? 'ONE' : 'LIST'}`;
}

function optionText(option: Option): string {
  const values = option.kind === 'switch' ? '' : `: ${option.values}`;
  return `${option.about}${values} (${option.otherwise.replaceAll('`', '')})`;
}

function row(left: string, right: string, column: number): readonly string[] {
  const [first = '', ...rest] = wrap(right, WIDTH - column - 2, '');
  const head = `  ${left}`;
  const pad = ' '.repeat(column + 2);
  if (head.length >= pad.length) return [head, ...[first, ...rest].map((line) => pad + line)];
  return [head.padEnd(pad.length) + first, ...rest.map((line) => pad + line)];
}

/** Text broken at spaces into lines of at most `width` characters. */
export function wrap(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
