/** Two hubs, two cameras at the first one, and keys of people and service accounts. */
import { KEY_SCOPES, type ApiKey, type CreatedKey, type CreateKey, type ErrorBody, type Role } from '@eyepiece/shared-types';
import { startStoreHubs, type StoreHubs } from '../../cluster/store/store-hubs.ts';
import { createKey } from '../../setup/keys.ts';
import type { FakeCamera } from '../../setup/fake-camera.ts';
import type { StartOptions, TestHub } from '../../setup/start-hub.ts';
import { online } from '../../sockets/guest-link.ts';

export const ALL_SCOPES = [...KEY_SCOPES];

export interface KeyRig {
  readonly cluster: StoreHubs;
  /** The home of the cameras. */
  readonly hub: TestHub;
  readonly edge: TestHub;
  readonly stage: FakeCamera;
  readonly other: FakeCamera;
  readonly admin: string;
  /** A key of a new person, or with `user` of that one. */
  keyOf(role: Role, wanted?: Partial<CreateKey>): Promise<KeyOwner>;
  close(): Promise<void>;
}

export interface KeyOwner extends Omit<Awaited<ReturnType<TestHub['person']>>, 'password'> {
  readonly password: string;
  readonly id: string;
  readonly key: string;
}

export async function startKeyRig(options: StartOptions = {}): Promise<KeyRig> {
  const cluster = await startStoreHubs(2, { maxCaptureBytes: 64 * 1024 * 1024 }, options);
  const [hub, edge] = cluster.hubs as [TestHub, TestHub];
  const [stage, other] = [await hub.connectCamera({ cameraId: 'stage' }), await hub.connectCamera({ cameraId: 'other' })];
  for (const { id } of [stage, other]) await online(edge, id);
  return {
    ...{ cluster, hub, edge, stage, other },
    admin: (await hub.login()).access_token,
    keyOf: async (role, wanted) => {
      const person = await hub.person(role);
      const { id, key } = await makeKey(hub, person.token, wanted);
      return { ...person, id, key };
    },
    close: () => cluster.close(),
  };
}

export const makeKey = (hub: TestHub, token: string, wanted: Partial<CreateKey> = {}): Promise<CreatedKey> =>
  createKey(hub, token, { name: 'nightly', scopes: ALL_SCOPES, ...wanted });

export async function keysOf(hub: TestHub, token: string, path = '/keys'): Promise<ApiKey[]> {
  return ((await (await hub.api(path, { token })).json()) as { keys: ApiKey[] }).keys;
}

/** The status of an answer, or the code of its error. */
export async function outcome(answer: Promise<Response>): Promise<number | string> {
  const response = await answer;
  return response.ok ? response.status : ((await response.json()) as ErrorBody).code;
}
