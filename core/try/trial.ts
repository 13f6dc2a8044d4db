import { answers } from './answering.js';
import { BUILD_CAUSES } from './build-causes.js';
import { explain } from './cause.js';
import { type Started, start, stop, waitHealthy, waitRunning } from './container.js';
import type { Engine } from './engine.js';
import { buildEvidence, containerEvidence } from './evidence.js';
import { spell } from './format.js';
import { type Built, buildImage, megabytes } from './image.js';
import { otherVersion } from './interpreter.js';
import { runJob } from './job.js';
import { localSource } from './local-source.js';
import { prepare } from './prepare.js';
import type { StepName, TryFailure, TryReport, TryStep } from './report.js';
import type { Room } from './room.js';
import { explainSickness } from './sickness.js';
import type { Source } from './source.js';
import { Stopped } from './stopped.js';
import type { TryInput } from './try.js';
import type { Variables } from './variables.js';

/** How long a process that nobody can ask must run to be taken for well. */
const SILENT_SECONDS = 5;

/** One trial from build to stop. Each step adds its line; the first that fails ends the trial. */
export class Trial {
  private readonly steps: TryStep[] = [];
  private readonly notes: string[] = [];
  private readonly source: Source;
  private live = false;
  private started: Started | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly room: Room,
    private readonly input: TryInput,
    private readonly file: ReadonlyMap<string, string>,
    private readonly signal: AbortSignal,
  ) {
    this.source = localSource(input.folder, input.model, input.facts);
  }

  async run(): Promise<TryReport> {
    const { model } = this.input;
    if (this.engine.platform !== '' && this.engine.platform !== model.image.platform) {
      const slower = `${model.image.platform} runs emulated, slower than on the platform`;
      this.notes.push(`the engine is ${this.engine.platform}: ${slower}`);
    }
    let failure: TryFailure | undefined;
    try {
      const built = await this.step('building', () => this.build());
      const variables = await this.beside(built);
      if (model.work?.job === undefined) await this.serve(built, variables);
      // Without a neighbour a failure would say nothing of the job.
      else if (!this.live)
        await this.step('running', () => runJob(this.engine, this.room, built, this.input, variables, this.source));
    } catch (thrown) {
      if (!(thrown instanceof Stopped)) throw thrown;
      failure = thrown.failure;
    }
    return {
      name: model.service.name,
      verdict:
        failure !== undefined ? 'failed' : !this.live ? 'runs' : model.work?.job === undefined ? 'live' : 'built',
      exit: failure === undefined ? 0 : 2,
      steps: this.steps,
      ...(failure === undefined ? {} : { failure }),
      notes: this.notes,
      ...(this.input.keep ? { kept: this.kept() } : {}),
    };
  }

  private async serve(built: Built, variables: Variables): Promise<void> {
    const started = await this.step('starting', () => this.start(built, variables));
    await this.step('answering', () => this.answer(started));
    await this.step('stopping', () => this.stop(started));
  }

  private kept(): NonNullable<TryReport['kept']> {
    const image = `${this.room.name}:local`;
    return this.started === undefined ? { image } : { image, container: this.started.id, url: this.started.url };
  }

  /** Runs one step, takes its time and notes its line, also when it fails. */
  private async step<T>(name: StepName, work: () => Promise<{ detail: string; value: T }>): Promise<T> {
    const begin = performance.now();
    const seconds = (): number => Math.round((performance.now() - begin) / 10) / 100;
    this.input.progress?.(name);
    try {
      const { detail, value } = await work();
      this.steps.push({ name, ok: true, seconds: seconds(), detail });
      return value;
    } catch (thrown) {
      if (thrown instanceof Stopped && !this.signal.aborted) {
        this.steps.push({ name, ok: false, seconds: seconds(), detail: `failed after ${spell(seconds())}` });
      }
      throw thrown;
    }
  }

  private async build(): Promise<{ detail: string; value: Built }> {
    const begin = performance.now();
    const line = (text: string): void => this.input.progress?.(`building: ${text.slice(0, 60)}`);
    const built = await buildImage(this.engine, this.room, this.input.folder, this.input.model, this.input.env, line);
    if (!built.ok) {
      const cause = explain(BUILD_CAUSES, built.log, this.source) ?? { message: 'the build failed' };
      throw new Stopped({ ...cause, evidence: buildEvidence(built.log) });
    }
    if (/^(?:|root|0)(?::.*)?$/.test(built.user)) {
      throw new Stopped({ message: 'the image runs as root', file: 'Dockerfile', hint: 'end it with a numeric USER' });
    }
    const other = await otherVersion(this.engine, built.image, built.base);
    if (other !== undefined) this.notes.push(other);
    const { size } = built;
    const share = size === undefined ? '' : `, ${megabytes(size.over)} MB over its base`;
    const parts =
      size === undefined || size.dependencies === 0
        ? ''
        : ` (dependencies ${megabytes(size.dependencies)}, app ${megabytes(Math.max(0, size.over - size.dependencies))})`;
    return { detail: `${spell((performance.now() - begin) / 1000)}${share}${parts}`, value: built };
  }

  /** Side images and dummy values; no line where there is neither. */
  private async beside(built: Built): Promise<Variables> {
    const begin = performance.now();
    this.input.progress?.('beside it');
    const { variables, live, notes, detail } = await prepare(
      this.engine,
      this.room,
      this.input,
      built,
      this.file,
      this.source,
    );
    this.live = live;
    this.notes.push(...notes);
    if (detail !== '') {
      const seconds = Math.round((performance.now() - begin) / 10) / 100;
      this.steps.push({ name: 'beside it', ok: true, seconds, detail });
    }
    return variables;
  }

  private async start(built: Built, variables: Variables): Promise<{ detail: string; value: Started }> {
    const { model, facts } = this.input;
    const started = await start(this.engine, this.room, built.image, model, variables.values);
    if (typeof started === 'string') {
      throw new Stopped({ message: `the engine cannot start it: ${started.trim().split('\n').at(-1) ?? ''}` });
    }
    this.started = started;
    const { path: asked, by } = this.live ? model.http.live : model.http.ready;
    const path = by === 'nobody' ? undefined : asked;
    const { startSeconds } = model.probes;
    // Twice the platforms' own patience: this machine may be busy or emulate.
    const health = this.isSilent
      ? await waitRunning(this.engine, started, SILENT_SECONDS)
      : await waitHealthy(this.engine, started, path, startSeconds * 2);
    if (!health.ok) {
      const cause = await explainSickness(this.engine, started, path ?? '/', health, model, facts, this.source);
      throw new Stopped({ ...cause, evidence: await containerEvidence(this.engine, started.id) });
    }
    if (health.seconds > startSeconds) {
      const late = `it took ${Math.round(health.seconds)} s to be healthy`;
      this.notes.push(`${late}; the platforms wait ${startSeconds} s`);
    }
    const how = `as ${built.user.split(':')[0]}, read-only, no capabilities, PORT=${started.port}`;
    const seen = this.isSilent ? 'still running' : path === undefined ? 'answering' : 'healthy';
    const where = this.isSilent ? '' : ` at ${path ?? '/'}`;
    return { detail: `${how}, ${seen} after ${spell(health.seconds)}${where}`, value: started };
  }

  /** A worker whose image starts without the scaffold's launcher. */
  private get isSilent(): boolean {
    return this.input.model.probes.cloudRun.startup === undefined;
  }

  private async answer(started: Started): Promise<{ detail: string; value: undefined }> {
    const { http } = this.input.model;
    if (this.isSilent) return { detail: 'nothing listens: a worker', value: undefined };
    return { detail: await answers(this.engine, started, http, this.source), value: undefined };
  }

  private async stop(started: Started): Promise<{ detail: string; value: undefined }> {
    const grace = this.input.model.drain.cloudRunSeconds;
    const ended = await stop(this.engine, started.id, grace);
    if (ended.killed) {
      throw new Stopped({
        message: `it did not end within ${grace} s of SIGTERM`,
        hint: 'start the server itself as the first process, without a shell, and end long work on SIGTERM',
      });
    }
    if (ended.code !== 0) throw new Stopped({ message: `it ended with code ${ended.code} on SIGTERM instead of 0` });
    return { detail: `SIGTERM, exit 0 after ${spell(ended.seconds)}`, value: undefined };
  }
}
