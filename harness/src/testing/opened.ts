/** What a test has opened. It is closed in reverse order after the test; what is still open then fails the test. */
import { setTimeout as sleep } from 'node:timers/promises';
import { watchHandles } from '@eyepiece/host/processes/open-handles';

/** Sockets and processes need a moment to end. Tests that pass do not wait for it, ms. */
const LEAKS_MS = 30_000;
const CLOSING_MS = 60_000;
const POLL_MS = 20;

export class Opened {
  readonly #closers: (() => unknown)[] = [];
  readonly #watch = watchHandles();
  readonly #leaksWithinMs: number;

  constructor({ leaksWithinMs = LEAKS_MS }: { readonly leaksWithinMs?: number } = {}) {
    this.#leaksWithinMs = leaksWithinMs;
  }

  push(close: () => unknown): void {
    this.#closers.push(close);
  }

  /** @throws {AggregateError} for what cannot be closed, and an error that names what the test has left open */
  async close(): Promise<void> {
    const problems: unknown[] = [];
    for (const close of this.#closers.splice(0).reverse()) await closed(close).catch((problem: unknown) => problems.push(problem));
    const left = await this.#leaks();
    this.#watch.stop();
    if (problems.length > 0) throw new AggregateError(problems, `could not be closed: ${problems.map(String).join('; ')}`);
    if (left.length > 0) throw new Error(`This test leaves ${left.length} handles open:\n  ${left.join('\n  ')}`);
  }

  async #leaks(): Promise<string[]> {
    const deadlineMs = performance.now() + this.#leaksWithinMs;
    for (;;) {
      const left = this.#watch.list();
      if (left.length === 0 || performance.now() > deadlineMs) return left;
      // A single timer without a reference is not listed itself.
      await sleep(POLL_MS, undefined, { ref: false });
    }
  }
}

async function closed(close: () => unknown): Promise<void> {
  const abort = new AbortController();
  const late = sleep(CLOSING_MS, undefined, { signal: abort.signal }).then(() => {
    throw new Error(`not closed within ${CLOSING_MS / 1000} s`);
  });
  try {
    await Promise.race([close(), late]);
  } finally {
    abort.abort();
    late.catch(() => undefined);
  }
}
