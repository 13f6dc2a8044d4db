import { type Command, commandsOf, splitScript } from './commands.js';

/** Words in the name of a Dockerfile or stage that is not the shipped one. */
export const ASIDE = [
  'dev',
  'test',
  'tests',
  'e2e',
  'playwright',
  'cypress',
  'local',
  'development',
  'storybook',
  'ci',
];

/** The words of both forms of a command: `["npm", "run", "dev"]` and `npm run dev`. */
export function shellWords(text: string): readonly string[] {
  return text.split(/[\s"',\][]+/u).filter((word) => word !== '');
}

/** A development server, whose port is not that of the finished service. */
export function isDevelopment(words: readonly string[], scripts: ReadonlyMap<string, string>): boolean {
  const commands = splitScript(words.join(' '));
  return commands.some((command) => {
    const plain = command.args.filter((arg) => !arg.startsWith('-'));
    if (['npm', 'pnpm', 'yarn', 'bun'].includes(command.name)) {
      const script = plain[0] === 'run' ? plain[1] : plain[0];
      if (script === undefined) return false;
      return commandsOf(script, scripts).some(isServer) || (!scripts.has(script) && script === 'dev');
    }
    return isServer(command);
  });
}

function isServer(command: Command): boolean {
  const verb = command.args.find((arg) => !arg.startsWith('-'));
  if (command.name === 'vite') return verb === undefined || verb === 'dev' || verb === 'serve';
  if (command.name === 'ng' || command.name === 'vue-cli-service') return verb === 'serve';
  if (command.name === 'react-scripts' || command.name === 'craco' || command.name === 'react-app-rewired')
    return verb === 'start';
  if (command.name === 'nodemon' || command.name === 'ts-node-dev') return true;
  return verb === 'dev' || verb === 'develop';
}

/** The path of the first address of this machine in a command, with or without a scheme: `localhost:8000/up`. */
export function probePath(text: string): string | undefined {
  for (const word of text.split(/[\s"',\][]+/u)) {
    const scheme = word.indexOf('://');
    const start = scheme === -1 ? 0 : scheme + 3;
    const slash = word.indexOf('/', start);
    const host = word.slice(start, slash === -1 ? undefined : slash).split(':')[0] ?? '';
    const local =
      host === 'localhost' ||
      host === '127.0.0.1' ||
      host === '0.0.0.0' ||
      (scheme !== -1 && (host === '[' || host.startsWith('$')));
    if (local && slash !== -1 && slash < word.length - 1) return word.slice(slash).split(/[?#]/u)[0];
  }
  return undefined;
}

/** The digits that a text begins with; undefined when it begins with none. */
export function digits(text: string): string | undefined {
  let end = 0;
  while (end < text.length && (text[end] ?? '') >= '0' && (text[end] ?? '') <= '9') end += 1;
  return end === 0 ? undefined : text.slice(0, end);
}

/** Whether a text is a port number from 1 to 65535 and nothing else. */
export function isPort(text: string): boolean {
  return digits(text) === text && Number(text) > 0 && Number(text) < 65536;
}
