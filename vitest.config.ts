import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { SlowFirst } from './scripts/checks/slow-first.ts';

/** Polling timeout. Generous because test machines are shared; passing tests do not wait for it. */
const expect = { poll: { timeout: 60_000 } };
/** Fails test files of the hub that leave timers, sockets or child processes open. */
const setupFiles = [fileURLToPath(new URL('scripts/checks/no-leaks.ts', import.meta.url))];

// Only tests that hang reach these timeouts.
export default defineConfig({
  test: {
    sequence: { sequencer: SlowFirst },
    projects: [
      { test: { name: 'shared-types', include: ['shared-types/src/**/*.test.ts'], isolate: false, testTimeout: 60_000 } },
      {
        test: {
          name: 'client',
          include: ['clients/{typescript,embed}/{src,packaging}/**/*.test.ts'],
          isolate: false,
          testTimeout: 60_000,
          expect,
        },
      },
      { test: { name: 'host', include: ['host/src/**/*.test.ts'], isolate: false, testTimeout: 180_000, hookTimeout: 300_000, expect } },
      {
        test: {
          name: 'hub',
          include: ['hub/{src,maintenance,test}/**/*.test.ts'],
          setupFiles,
          // The hub's modules hold no state of a test, and loading them takes longer than many files do.
          isolate: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          expect,
        },
      },
      'ui/vite.config.ts',
      {
        test: {
          name: 'harness',
          include: ['harness/src/**/*.test.ts', 'harness/test/**/*.test.ts'],
          isolate: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect,
        },
      },
      {
        // Hooks may build the user interface.
        test: { name: 'scripts', include: ['scripts/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 600_000, expect },
      },
      {
        // Each file starts a whole system. The browser belongs to the worker.
        test: {
          name: 'e2e',
          include: ['ui/e2e/**/*.test.ts'],
          isolate: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 60_000 } },
        },
      },
    ],
  },
});
