import { DockerfileParser } from 'dockerfile-ast';
import type { Evidence } from '../facts.js';
import { digits, isDevelopment, isPort, probePath, shellWords } from './container-commands.js';
import type { Reading } from './containers.js';

/** Adds what one Dockerfile says: Node versions, the last stage's ports, health checks, how it installs. */
export function readDockerfile(text: string, file: string, found: Reading, scripts: ReadonlyMap<string, string>): void {
  const dockerfile = DockerfileParser.parse(text);
  const lines = text.split('\n');
  const at = (line: number, rule: string): Evidence => ({
    file,
    line: line + 1,
    rule,
    text: (lines[line] ?? '').trim().slice(0, 120),
  });
  const variables = new Map<string, string>();
  for (const arg of dockerfile.getARGs()) {
    const property = arg.getProperty();
    const value = property?.getValue();
    if (property !== null && property !== undefined && value !== null && value !== undefined)
      variables.set(property.getName(), value);
  }
  for (const from of dockerfile.getFROMs()) {
    const image = expand(from.getImage() ?? '', variables);
    const version = nodeTag(image);
    if (version !== undefined)
      found.versions.push({ value: version, evidence: at(from.getRange()?.start.line ?? 0, 'dockerfile-node') });
  }
  let command: readonly string[] = [];
  let variable: { readonly value: string; readonly evidence: Evidence } | undefined;
  for (const instruction of dockerfile.getInstructions()) {
    const keyword = instruction.getKeyword();
    if (keyword === 'CMD' || keyword === 'ENTRYPOINT') command = shellWords(instruction.getArgumentsContent() ?? '');
    const line = instruction.getRange().start.line;
    if (keyword === 'FROM') {
      found.ports = found.ports.filter((port) => port.evidence.file !== file);
      variable = undefined;
    }
    if (keyword === 'ENV') {
      for (const [name, value] of pairs(instruction.getArguments().map(String))) {
        const plain = value.replaceAll('"', '');
        variables.set(name, plain);
        if (name === 'PORT' && isPort(plain)) variable = { value: plain, evidence: at(line, 'dockerfile-env-port') };
      }
    }
    if (keyword === 'EXPOSE') {
      for (const argument of instruction.getArguments()) {
        const port = expand(argument.getValue(), variables).split('/')[0] ?? '';
        if (isPort(port)) found.ports.push({ value: port, evidence: at(line, 'dockerfile-expose') });
      }
    }
    if (keyword === 'HEALTHCHECK' || keyword === 'RUN') {
      const words = instruction.getArguments().map((argument) => argument.getValue());
      const health = keyword === 'HEALTHCHECK' ? probePath(words.join(' ')) : undefined;
      if (health !== undefined) found.health.push({ value: health, evidence: at(line, 'dockerfile-healthcheck') });
      const manager = keyword === 'RUN' ? managerOf(words) : undefined;
      if (manager !== undefined) found.managers.push({ value: manager, evidence: at(line, 'dockerfile-install') });
    }
  }
  if (variable !== undefined && !found.ports.some((port) => port.evidence.file === file)) found.ports.push(variable);
  if (isDevelopment(command, scripts)) found.ports = found.ports.filter((port) => port.evidence.file !== file);
}

/** `ENV A=1 B=2` and the old form `ENV A 1`. */
function pairs(args: readonly string[]): readonly (readonly [string, string])[] {
  const [first = '', ...rest] = args;
  if (!first.includes('=') && rest.length > 0) return [[first, rest.join(' ')]];
  return args.flatMap((arg) => {
    const equals = arg.indexOf('=');
    return equals > 0 ? [[arg.slice(0, equals), arg.slice(equals + 1)] as const] : [];
  });
}

/** `$X`, `${X}` and `${X:-default}` with the values of ARG and ENV. */
export function expand(text: string, variables: ReadonlyMap<string, string>): string {
  let result = '';
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '$') {
      result += text[at];
      at += 1;
      continue;
    }
    const braces = text[at + 1] === '{';
    let end = at + (braces ? 2 : 1);
    while (end < text.length && (braces ? text[end] !== '}' : isName(text[end] ?? ''))) end += 1;
    const inner = text.slice(at + (braces ? 2 : 1), end);
    const [name, fallback] = inner.split(':-');
    result += variables.get(name ?? '') ?? fallback ?? '';
    at = braces ? end + 1 : end;
  }
  return result;
}

function isName(character: string): boolean {
  return (
    character === '_' ||
    (character >= 'a' && character <= 'z') ||
    (character >= 'A' && character <= 'Z') ||
    (character >= '0' && character <= '9')
  );
}

/** The major version of `node:22-alpine`, `cgr.dev/x/node:22.1`, `gcr.io/distroless/nodejs22-debian12`. */
export function nodeTag(image: string): string | undefined {
  const [path = '', tag = ''] = (image.split('@')[0] ?? '').split(/:(?=[^/]*$)/u);
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'node') return digits(tag);
  return name.startsWith('nodejs') ? digits(name.slice('nodejs'.length).replace('-', '')) : undefined;
}

/** The package manager whose install a RUN holds; a global install of a tool is none. */
export function managerOf(words: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    const next = words[index + 1] ?? '';
    if (word === 'npm' && (next === 'ci' || next === 'clean-install')) return 'npm';
    if (word === 'npm' && (next === 'install' || next === 'i') && !words.includes('-g') && !words.includes('--global'))
      return 'npm';
    if ((word === 'pnpm' || word === 'bun') && (next === 'install' || next === 'i' || next === 'fetch')) return word;
    if (word === 'yarn' && (next === 'install' || next === '' || next.startsWith('--') || next === '&&')) return 'yarn';
  }
  return undefined;
}
