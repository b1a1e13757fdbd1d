import { afterAll, beforeAll } from 'vitest';
import { startHub, type TestHub } from './start-hub.ts';

/** A hub for all tests of a file or a `describe` block. Usable in hooks and tests, which run after its start. */
export function useHub(...options: Parameters<typeof startHub>): TestHub {
  let hub: TestHub | undefined;
  beforeAll(async () => {
    hub = await startHub(...options);
  });
  afterAll(() => hub?.close());
  const started = (): TestHub => {
    if (hub === undefined) throw new Error('the hub has not started');
    return hub;
  };
  return new Proxy({} as TestHub, { get: (_, name: keyof TestHub) => started()[name] });
}
