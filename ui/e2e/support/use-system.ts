import { createHubDatabase } from '@eyepiece/host/database/hub-database';
import { afterAll, beforeAll } from 'vitest';
import { System, type Environment } from './system.ts';

/**
 * A system with the camera `bench-3`, for all tests of a file or a `describe` block. Usable in hooks and tests, which run
 * after its start.
 */
export function useSystem({ hub = {}, camera = {} }: { hub?: Environment; camera?: Environment } = {}): System {
  const system = new System();
  beforeAll(async () => {
    await system.open(await createHubDatabase(), hub);
    await system.startCamera('bench-3', { CAMERA_NAME: 'Bench 3', ...camera });
  });
  afterAll(() => system.close());
  return system;
}
