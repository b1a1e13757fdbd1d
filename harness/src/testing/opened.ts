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
  #isClosed = false;

  constructor({ leaksWithinMs = LEAKS_MS }: { readonly leaksWithinMs?: number } = {}) {
    this.#leaksWithinMs = leaksWithinMs;
  }

  /** A test that was given up may still open something: it is closed at once. @throws after the end of the test */
  push(close: () => unknown): void {
    if (!this.#isClosed) {
      this.#closers.push(close);
      return;
    }
    closed(close).catch(() => undefined);
    throw new Error('the test has ended: what it opens now is closed at once');
  }

  /** @throws {AggregateError} for what cannot be closed, and an error that names what the test has left open */
  async close(): Promise<void> {
    const problems: unknown[] = [];
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) {
      await closed(close).catch((problem: unknown) => problems.push(problem));
    }
    this.#isClosed = true;
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
