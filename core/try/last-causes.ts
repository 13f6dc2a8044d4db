import type { Cause } from './cause.js';
import type { TryFailure } from './report.js';

/** The instruction that BuildKit points at. */
function step(log: string): { file?: string; line?: number } {
  const match = /^(\S*Dockerfile\S*):(\d+)\s*$/m.exec(log);
  return match === null ? {} : { file: 'Dockerfile', line: Number(match[2]) };
}

/** How Node, curl, apt, pip and wget say that a host has no address; the host. */
const NO_ADDRESS: readonly RegExp[] = [
  /getaddrinfo (?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)/,
  /Could not resolve host: ([\w.-]+)/,
  /Temporary failure resolving '([\w.-]+)'/,
  /Failed to resolve '([\w.-]+)'/,
  /unable to resolve host address ['‘]([\w.-]+)/,
];

/** Causes of a failed build that are asked when no other fits. */
export const LAST_CAUSES: readonly Cause[] = [
  {
    id: 'secret',
    explain: (log): TryFailure | undefined => {
      const id = /^ERROR: (?:failed to (?:solve|build): )?(?:failed to solve: )?secret ([\w.-]+): not found$/m.exec(
        log,
      )?.[1];
      return id === undefined
        ? undefined
        : {
            message: `the build needs the secret ${id}, which was not given`,
            ...step(log),
            hint: 'set the variable or make the file that deploy/README.md names for it',
          };
    },
  },
  // One of the last, for what merely reports home may fail to do so in any build.
  {
    id: 'no-address',
    explain: (log): TryFailure | undefined => {
      const host = NO_ADDRESS.map((each) => each.exec(log)?.[1]).find((each) => each !== undefined);
      return host === undefined
        ? undefined
        : {
            message: `the build fetches from ${host}, which this engine cannot find`,
            ...step(log),
            hint: 'check the connection of the engine, or keep what is fetched in the repository',
          };
    },
  },
  {
    id: 'step',
    // The line that names an error, else the last one that the failing command printed.
    explain: (log): TryFailure => {
      const block = /^------\n > ([^\n]*)\n([\s\S]*?)\n------/m.exec(log.replaceAll('\r', ''));
      const lines = (block?.[2] ?? log).split('\n').map((line) => line.replace(/^\d+\.\d+ /, '').trim());
      const told = lines.filter((line) => line !== '');
      const line = told.findLast((each) => /\berror\b|fatal|cannot|failed/i.test(each)) ?? told.at(-1) ?? 'no output';
      const where = step(log);
      return { message: `the build fails: ${line.slice(0, 200)}`, ...where };
    },
  },
];
