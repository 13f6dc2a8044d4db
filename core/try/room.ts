import { randomBytes } from 'node:crypto';
import type { Engine } from './engine.js';

type Kind = 'container' | 'network' | 'image';

/** Everything that one trial makes in the engine, under one random name, so that all of it can be removed again. */
export interface Room {
  /** Prefix of every name, `saasfactory-try-1a2b3c4d`. */
  readonly name: string;
  /** Notes what is about to be made, before it is made: an interruption between the two then leaves nothing. */
  add(kind: Kind, name: string): void;
  /** Removes containers, then networks, then images; quiet about what is not there. */
  clear(): Promise<void>;
}

const REMOVE: Readonly<Record<Kind, readonly string[]>> = {
  // -v: a database leaves an anonymous volume behind otherwise.
  container: ['rm', '--force', '--volumes'],
  network: ['network', 'rm'],
  image: ['image', 'rm', '--force'],
};

/** A room with nothing in it yet. */
export function openRoom(engine: Engine): Room {
  const made = new Map<Kind, string[]>();
  return {
    name: `saasfactory-try-${randomBytes(4).toString('hex')}`,
    add: (kind, name) => void made.set(kind, [...(made.get(kind) ?? []), name]),
    clear: async () => {
      for (const kind of ['container', 'network', 'image'] as const) {
        const names = made.get(kind) ?? [];
        if (names.length > 0) await engine.run([...REMOVE[kind], ...names], { always: true });
      }
    },
  };
}
