const FRAMES = ['-', '\\', '|', '/'];
/** Work that ends sooner is not worth a line. */
const PATIENCE_MS = 300;

/** A line that says what is going on while it takes long; only on a terminal, on standard error, and gone at the end. */
export interface Spinner {
  say(text: string): void;
  stop(): void;
}

export function spinner(text: string): Spinner {
  if (process.stderr.isTTY !== true) return { say: () => undefined, stop: () => undefined };
  const begun = Date.now();
  let said = text;
  let frame = 0;
  const timer = setInterval(() => {
    if (Date.now() - begun < PATIENCE_MS) return;
    frame += 1;
    process.stderr.write(`\r\u001b[K${FRAMES[frame % FRAMES.length]} ${said.slice(0, 76)}`);
  }, 100);
  timer.unref();
  return {
    say: (next) => {
      said = next;
    },
    stop: () => {
      clearInterval(timer);
      if (frame > 0) process.stderr.write('\r\u001b[K');
    },
  };
}
