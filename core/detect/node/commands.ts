/** One simple command of a package script: its words without the runners in front of it. */
export interface Command {
  readonly name: string;
  readonly args: readonly string[];
  /** Variables set in front of it, by the shell or by cross-env. */
  readonly environment: ReadonlyMap<string, string>;
}

const RUNNERS = new Set([
  'npx',
  'bunx',
  'cross-env',
  'cross-env-shell',
  'env',
  'dotenv',
  'dotenvx',
  'env-cmd',
  'exec',
  'time',
  'nice',
]);
const MANAGERS = new Set(['npm', 'pnpm', 'yarn', 'bun']);
const DEEPEST = 8;

/** Splits a script into simple commands at `&&`, `||`, `;`, `|` and `&`; quotes hold words together. */
export function splitScript(script: string): readonly Command[] {
  const commands: Command[] = [];
  let words: string[] = [];
  let word = '';
  let started = false;
  let quote = '';
  const endWord = (): void => {
    if (started) words.push(word);
    word = '';
    started = false;
  };
  const endCommand = (): void => {
    endWord();
    const command = commandOf(words);
    if (command !== undefined) commands.push(command);
    words = [];
  };
  for (let at = 0; at < script.length; at += 1) {
    const character = script.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      started = true;
    } else if (character === '&' || character === '|' || character === ';' || character === '\n') {
      endCommand();
    } else if (character === ' ' || character === '\t' || character === '(' || character === ')') {
      endWord();
    } else {
      word += character;
      started = true;
    }
  }
  endCommand();
  return commands;
}

function commandOf(words: readonly string[]): Command | undefined {
  const environment = new Map<string, string>();
  let rest = [...words];
  for (let first = rest[0]; first !== undefined; first = rest[0]) {
    const equals = first.indexOf('=');
    if (equals > 0 && !first.startsWith('-')) environment.set(first.slice(0, equals), first.slice(equals + 1));
    else if (RUNNERS.has(first)) {
      rest = rest.slice(1);
      const dashes = rest.indexOf('--');
      if (first.startsWith('dotenv') || first === 'env-cmd') {
        rest = dashes === -1 ? withoutFlags(rest) : rest.slice(dashes + 1);
      } else while (rest[0]?.startsWith('-') === true) rest = rest.slice(1);
      continue;
    } else if (
      MANAGERS.has(first) &&
      (rest[1] === 'exec' || rest[1] === 'dlx' || rest[1] === 'x' || rest[1] === '--bun')
    ) {
      rest = rest.slice(rest[2] === '--' ? 3 : 2);
      continue;
    } else if (first === 'bun' && rest[1] === '--bun') {
      rest = rest.slice(2);
      continue;
    } else if (first === 'node' && rest[1] !== undefined && binaryOf(rest) !== undefined) {
      rest = [binaryOf(rest) ?? '', ...rest.slice(rest.findIndex((word) => word.includes('node_modules/')) + 1)];
      continue;
    } else break;
    rest = rest.slice(1);
  }
  const [name, ...args] = rest;
  if (name === undefined) return undefined;
  const slash = name.lastIndexOf('/');
  return { name: name.includes('node_modules/.bin/') ? name.slice(slash + 1) : name, args, environment };
}

/** `node --max-old-space-size=4096 node_modules/.bin/vite` and `node_modules/vite/bin/vite.js` name a tool. */
function binaryOf(words: readonly string[]): string | undefined {
  const path = words.find((word) => word.includes('node_modules/'));
  if (path === undefined) return undefined;
  const base = path.slice(path.lastIndexOf('/') + 1);
  const name = base.endsWith('.js') || base.endsWith('.mjs') ? base.slice(0, base.lastIndexOf('.')) : base;
  return path.includes('@angular/cli') ? 'ng' : name;
}

function withoutFlags(words: readonly string[]): string[] {
  let at = 0;
  while (at < words.length && words[at]?.startsWith('-') === true) at += words[at]?.includes('=') === true ? 1 : 2;
  return words.slice(at);
}

/** The script that a command runs by its package manager: `npm run build`, `yarn build`, `run-s a b`. */
function scriptsRun(command: Command, scripts: ReadonlyMap<string, string>): readonly string[] {
  const { name, args } = command;
  const plain = args.filter((arg) => !arg.startsWith('-'));
  if (name === 'npm-run-all' || name === 'run-s' || name === 'run-p' || name === 'npm-run-all2') {
    return plain.flatMap((pattern) => matching(pattern.split(' ')[0] ?? '', scripts));
  }
  if (name === 'concurrently' || name === 'wireit') {
    return plain.flatMap((text) => splitScript(text).flatMap((inner) => scriptsRun(inner, scripts)));
  }
  // `yarn workspace x build` and `pnpm --filter x build` run scripts of other packages.
  if (!MANAGERS.has(name) || plain[0] === 'workspace' || args.some(isFilter)) return [];
  const target = plain[0] === 'run' || plain[0] === 'run-script' ? plain[1] : plain[0];
  return target !== undefined && scripts.has(target) ? [target] : [];
}

/** `pnpm vite build`, `yarn run vite build`, `bun vite build`: a name that is no script is a program of the packages. */
function binaryRun(command: Command): Command | undefined {
  const { name, args, environment } = command;
  if (!MANAGERS.has(name) || name === 'npm' || args.some(isFilter) || args[0] === 'workspace') return undefined;
  const rest = args[0] === 'run' ? args.slice(1) : args;
  const [first, ...more] = rest;
  // `bun server.ts` runs a file itself.
  if (first === undefined || first.startsWith('-') || first.includes('/') || first.includes('.')) return undefined;
  return name === 'bun' && args[0] === 'build' ? undefined : { name: first, args: more, environment };
}

function isFilter(arg: string): boolean {
  return ['--filter', '-F', '-w', '--workspace', '--workspaces', '--prefix', '-C', '--cwd', '--dir'].some(
    (flag) => arg === flag || arg.startsWith(`${flag}=`),
  );
}

function matching(pattern: string, scripts: ReadonlyMap<string, string>): readonly string[] {
  const star = pattern.indexOf('*');
  if (star === -1) return scripts.has(pattern) ? [pattern] : [];
  return [...scripts.keys()].filter((name) => name.startsWith(pattern.slice(0, star)));
}

/** All simple commands that a script comes to, those of the scripts it runs included, in order. */
export function commandsOf(
  script: string,
  scripts: ReadonlyMap<string, string>,
  open: readonly string[] = [],
  behind: readonly string[] = [],
): readonly Command[] {
  const text = scripts.get(script);
  if (text === undefined || open.includes(script) || open.length > DEEPEST) return [];
  const inner = [...open, script];
  return splitScript([text, ...behind.map(quoted)].join(' ')).flatMap((command) => {
    const runs = scriptsRun(command, scripts);
    const passed = runs.length === 1 ? argumentsBehind(command, runs[0] ?? '') : [];
    if (runs.length > 0) return runs.flatMap((name) => commandsOf(name, scripts, inner, passed));
    const binary = binaryRun(command);
    if (binary !== undefined) return [binary];
    return command.name === 'concurrently' ? command.args.flatMap((arg) => splitScript(arg)) : [command];
  });
}

/** `npm run with-env -- next build`, `pnpm with-env next build`: the words that the script is given. */
function argumentsBehind(command: Command, script: string): readonly string[] {
  if (!MANAGERS.has(command.name)) return [];
  const rest = command.args.slice(command.args.indexOf(script) + 1);
  if (rest[0] === '--') return rest.slice(1);
  return command.name === 'npm' ? [] : rest;
}

function quoted(word: string): string {
  return word.includes(' ') ? `'${word}'` : word;
}

/** The value of a flag: `--outDir x`, `--outDir=x`, `-o x`. */
export function flag(command: Command, ...names: readonly string[]): string | undefined {
  for (const [index, arg] of command.args.entries()) {
    for (const name of names) {
      if (arg === name) return command.args[index + 1];
      if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
    }
  }
  return undefined;
}
