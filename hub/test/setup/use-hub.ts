import { afterAll, beforeAll } from 'vitest';
import type { FakeCamera, FakeCameraOptions } from './fake-camera.ts';
import { startHub, type TestHub } from './start-hub.ts';

/** A hub for all tests of a file or a `describe` block. Usable in hooks and tests, which run after its start. */
export function useHub(...options: Parameters<typeof startHub>): TestHub {
  let hub: TestHub | undefined;
  beforeAll(async () => {
    hub = await startHub(...options);
  });
  afterAll(() => hub?.close());
  return standIn('the hub has not started', () => hub);
}

/** A camera service that is connected to the hub for as long. Hooks after this call may use it. */
export function useCamera(hub: TestHub, options: Partial<FakeCameraOptions> = { cameraId: 'cam' }): FakeCamera {
  let camera: FakeCamera | undefined;
  beforeAll(async () => {
    camera = await hub.connectCamera(options);
  });
  return standIn('the camera has not connected', () => camera);
}

/** Stands for an object that a hook makes. */
export function standIn<T extends object>(missing: string, find: () => T | undefined): T {
  const found = (): T => {
    const object = find();
    if (object === undefined) throw new Error(missing);
    return object;
  };
  return new Proxy({} as T, {
    get: (_, name) => {
      const value: unknown = Reflect.get(found(), name);
      return typeof value === 'function' ? (value.bind(found()) as unknown) : value;
    },
    set: (_, name, value) => Reflect.set(found(), name, value),
  });
}
