import type { Cause } from './cause.js';
import { failedOutput, tellingLine } from './output.js';
import type { TryFailure } from './report.js';

/** The instruction that BuildKit points at. */
function step(log: string): { file?: string; line?: number } {
  const match = /^(\S*Dockerfile\S*):(\d+)\s*$/m.exec(log);
  return match === null ? {} : { file: 'Dockerfile', line: Number(match[2]) };
}

/** How Node, curl, apt, pip, wget and uv say that a host has no address; the host. */
const NO_ADDRESS: readonly RegExp[] = [
  /getaddrinfo (?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)/,
  /Could not resolve host: ([\w.-]+)/,
  /Temporary failure resolving '([\w.-]+)'/,
  /Failed to resolve '([\w.-]+)'/,
  /unable to resolve host address ['‘]([\w.-]+)/,
  /\(https?:\/\/([\w.-]+)[^)\n]*\)(?:\n[^\n]*){0,4}failed to lookup address information/,
  /[`(]https?:\/\/([\w.-]+)[^\n]*(?:\n[^\n]*){0,6}failed to lookup address information/,
];

/** A variable of the environment, and how a program says that it wants one. */
const NAME = /\b[A-Z][A-Z\d]*(?:_[A-Z\d]+)+\b/;
const UNSET = /missing|required|invalid|undefined|environment|\benv\b|not (?:set|defined|provided)/i;

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
    explain: (log): TryFailure => {
      const { text } = tellingLine(failedOutput(log));
      const isUnset = NAME.test(text) && UNSET.test(text);
      return {
        message: `the build fails: ${text.slice(0, 200)}`,
        ...step(log),
        ...(isUnset
          ? {
              hint: 'the build itself reads it: set it to a value of no meaning there, or let the code ask for it when it starts',
            }
          : {}),
      };
    },
  },
];
