import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { TestHub } from './start-hub.ts';

interface Bench {
  readonly hub: TestHub;
  open(): Promise<unknown>;
  begin(): Promise<unknown>;
  end(): unknown;
}

/** Opens a bench for all tests of a file, and begins and ends it with each test. */
export function useBench<B extends Bench>(bench: B): B {
  beforeAll(() => bench.open());
  afterAll(() => bench.hub.close());
  beforeEach(() => bench.begin());
  afterEach(() => bench.end());
  return bench;
}
