import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'shared-types', include: ['shared-types/src/**/*.test.ts'] } },
      {
        test: { name: 'hub', include: ['hub/src/**/*.test.ts', 'hub/test/**/*.test.ts'], testTimeout: 20_000, hookTimeout: 120_000 },
      },
      'ui/vite.config.ts',
      { test: { name: 'harness', include: ['harness/src/**/*.test.ts', 'harness/test/**/*.test.ts'], testTimeout: 30_000 } },
      {
        test: { name: 'scripts', include: ['scripts/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 },
      },
      {
        // Whole systems with a browser each: one after the other, or they measure each other.
        test: { name: 'e2e', include: ['ui/e2e/**/*.test.ts'], fileParallelism: false, testTimeout: 90_000, hookTimeout: 180_000 },
      },
    ],
  },
});
