import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { tail } from './e2e-image.js';
import { command, type Ended } from './shared.js';

/** Longest time for one `up`, builds included: on a busy machine the first takes minutes. */
const WAIT = 1200;
/** How often a service is waited for whose health check was too slow. */
const TURNS = 6;

/** One folder's compose.yaml under a project name of its own. */
export class Project {
  private readonly id = `saasfactory-e2e-${randomBytes(4).toString('hex')}`;

  constructor(readonly folder: string) {}

  /** `docker compose` for this project. */
  compose(...words: readonly string[]): Promise<Ended> {
    return command(['docker', 'compose', '--progress', 'plain', '--project-name', this.id, ...words], {
      cwd: this.folder,
    });
  }

  /**
   * Seconds until all of it is healthy; throws with what the engine and the containers said. Where the machine is too
   * busy for a health check to answer in its 3 s, `up` gives up while the service starts: asked again, and said so.
   */
  async up(...words: readonly string[]): Promise<string> {
    const begin = performance.now();
    for (let turn = 1; ; turn += 1) {
      const ran = await this.compose('up', '--wait', '--wait-timeout', String(WAIT), ...words);
      const seconds = `${((performance.now() - begin) / 1000).toFixed(0)} s`;
      if (ran.code === 0) return turn === 1 ? seconds : `${seconds}, asked ${turn} times`;
      if (turn === TURNS || !/is unhealthy/.test(ran.all))
        throw new Error(`${tail(ran)}\n${tail(await this.compose('logs', '--tail', '8'))}`);
      await sleep(20_000);
    }
  }

  /** `app healthy, migrate exited 0`; throws when one is in another state. */
  async states(): Promise<string> {
    const { out } = await this.compose('ps', '--all', '--format', '{{.Service}} {{.State}} {{.Health}} {{.ExitCode}}');
    const states = out
      .trim()
      .split('\n')
      .sort()
      .map((line) => {
        const [name = '', state, ...rest] = line.split(' ');
        if (state === 'exited' && rest.at(-1) === '0' && name === 'migrate') return `${name} ended`;
        if (state === 'running' && rest[0] === 'healthy') return `${name} healthy`;
        throw new Error(`not healthy: ${line}`);
      });
    return states.join(', ');
  }

  /** The address of this machine at which a service answers. */
  async address(service: string, port: number): Promise<string> {
    const { out } = await this.compose('port', service, String(port));
    return `http://localhost:${out.trim().split(':').at(-1)}`;
  }

  /** The id of the service's own image. */
  async image(): Promise<string> {
    return (await this.compose('images', '--quiet', 'app')).out.trim();
  }

  /** Takes everything away that `up` made. */
  async down(): Promise<void> {
    await this.compose('down', '--volumes', '--rmi', 'local', '--timeout', '1');
  }
}
