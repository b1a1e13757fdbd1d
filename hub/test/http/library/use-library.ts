import type { CaptureMetadataInput, LoginResult } from '@eyepiece/shared-types';
import { beforeAll, expect } from 'vitest';
import { jpeg, metadataOf } from '../../library/captures/images.ts';
import type { FakeCamera } from '../../setup/fake-camera.ts';
import type { TestHub } from '../../setup/start-hub.ts';
import { useHub } from '../../setup/use-hub.ts';

/** A hub, its administrator, and a camera that uploads captures. */
export class LibraryBench {
  readonly hub: TestHub;
  camera!: FakeCamera;
  admin!: LoginResult;
  picture!: Buffer;

  constructor(hub: TestHub) {
    this.hub = hub;
  }

  async open(): Promise<void> {
    this.camera = this.hub.camera();
    this.admin = await this.hub.login();
    this.picture = await jpeg();
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names what is expected
  readonly get = async <T>(path: string, token = this.admin.access_token): Promise<T> => {
    const response = await this.hub.api(path, { token });
    expect([path, response.status]).toEqual([path, 200]);
    return (await response.json()) as T;
  };

  readonly post = (path: string, json: unknown, token = this.admin.access_token): Promise<Response> =>
    this.hub.api(path, { method: 'POST', token, json });

  /** @returns the id of the new capture */
  readonly add = async (changes: Partial<CaptureMetadataInput> = {}, bytes = this.picture): Promise<string> => {
    const metadata = metadataOf(bytes, changes);
    expect((await this.camera.upload(metadata, bytes)).status).toBe(201);
    return metadata.id;
  };
}

/** Call at the top of a test file. */
export function useLibrary(): LibraryBench {
  const bench = new LibraryBench(useHub());
  beforeAll(() => bench.open());
  return bench;
}
