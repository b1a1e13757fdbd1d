/**
 * Fails a test file that leaves timers, sockets, servers, watched files or child processes open after its last hook.
 * Vitest loads this module before each test file, so its hook runs after all others.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { watchHandles } from '@eyepiece/host/processes/open-handles';

/** Sockets and processes need a moment to end. Files that pass do not wait for it, ms. */
const DEADLINE_MS = 30_000;
const POLL_MS = 20;

// Node opens standard input on its first use, which is no leak of a test.
process.stdin.isPaused();

const watch = watchHandles();

afterAll(async () => {
  const deadline = performance.now() + DEADLINE_MS;
  // A single timer without a reference is not listed itself.
  while (watch.list().length > 0 && performance.now() < deadline) await sleep(POLL_MS, undefined, { ref: false });
  const left = watch.list();
  // The next test file of this process has its own watch.
  watch.stop();
  if (left.length > 0) throw new Error(`This test file leaves ${left.length} handles open:\n  ${left.join('\n  ')}`);
}, 2 * DEADLINE_MS);
