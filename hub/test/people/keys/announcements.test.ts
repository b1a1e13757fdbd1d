/** Which announcements of the hub a key receives: every announcement by every scope, and keys that are limited to a camera. */
import {
  ANNOUNCEMENT_SCOPES,
  KEY_SCOPES,
  type Announcement,
  type Capture,
  type CaptureSession,
  type CreateKey,
  type Job,
  type KeyScope,
} from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey } from '../../setup/keys.ts';
import { TIMELAPSE } from '../../setup/camera-parts/fake-jobs.ts';
import type { FakeCamera } from '../../setup/fake-camera.ts';
import { startHub, type TestClient, type TestHub } from '../../setup/start-hub.ts';
import { online, post, takeCapture } from '../../sockets/guest-link.ts';

const ANNOUNCEMENTS = Object.keys(ANNOUNCEMENT_SCOPES) as Announcement[];
/** After `welcome` every connection is told which cameras it may see, also none. */
const EMPTY_LIST = '[[]]';
const CAMERAS = ['shown-camera', 'hidden-camera'] as const;
type CameraId = (typeof CAMERAS)[number];

let hub: TestHub;
let admin: string;
let person: TestClient;
let personToken: string;
const cameras = new Map<CameraId, FakeCamera>();
beforeAll(async () => {
  hub = await startHub();
  for (const cameraId of CAMERAS) {
    cameras.set(cameraId, await hub.connectCamera({ cameraId }));
    await online(hub, cameraId);
  }
  admin = (await hub.login()).access_token;
  ({ token: personToken } = await hub.person('admin'));
  person = await hub.client({ token: personToken });
});
afterAll(() => hub.close());

interface Received {
  readonly event: string;
  readonly text: string;
}
interface Owner {
  readonly userId: string;
  readonly keyId: string;
  readonly token: string;
}

/** A connection with a key, and everything that it has received. */
class Listener {
  readonly received: readonly Received[];
  readonly client: TestClient;
  readonly #owner: Owner;

  private constructor(client: TestClient, received: Received[], owner: Owner) {
    this.client = client;
    this.received = received;
    this.#owner = owner;
  }

  static async of(wanted: Partial<CreateKey>): Promise<Listener> {
    const { user, token } = await hub.person('admin');
    const { id: keyId, key } = await createKey(hub, token, { name: 'nightly', scopes: [...KEY_SCOPES], ...wanted });
    const received: Received[] = [];
    const client = await hub.client({ token: key }, {}, (opened) => {
      opened.onAny((event: string, ...args: unknown[]) => received.push({ event, text: JSON.stringify(args) }));
    });
    return new Listener(client, received, { userId: user.id, keyId, token });
  }

  get events(): Set<string> {
    return new Set(this.received.map(({ event }) => event));
  }

  /** Asks for everything that has to be asked for. A key without the scope is refused. */
  async ask(sessionIds: readonly string[]): Promise<void> {
    for (const cameraId of CAMERAS) {
      await this.client.emitWithAck('watch', { cameraId });
      await this.client.emitWithAck('analysis:watch', { cameraId, histogram: true });
    }
    for (const sessionId of sessionIds) await this.client.emitWithAck('session:join', { sessionId });
    await this.client.emitWithAck('diagnostics:watch', { messages: false });
  }

  /** Makes the hub tell this connection about its account, and at last that its key has ended. */
  async end(): Promise<void> {
    const json = { name: 'Another name', role: 'operator' };
    const change = await hub.api(`/users/${this.#owner.userId}`, { method: 'PATCH', token: admin, json });
    expect(change.status).toBe(200);
    await expect.poll(() => this.events).toContain('account');
    expect((await hub.api(`/keys/${this.#owner.keyId}`, { method: 'DELETE', token: this.#owner.token })).status).toBe(204);
    await expect.poll(() => this.events).toContain('session:expired');
  }
}

/** Something of every kind happens at a camera. @returns the ids of what it made */
async function act(cameraId: CameraId, session: CaptureSession): Promise<string[]> {
  const camera = cameras.get(cameraId)!;
  await person.emitWithAck('control:request', { cameraId });
  await person.emitWithAck('settings:update', { cameraId, settings: { gain: Math.random() } });
  const taken: Capture[] = [await takeCapture(person, cameraId), await takeCapture(person, cameraId)];
  const ids = taken.map(({ id }) => id);
  const edit = (path: string, method: string, json?: object): Promise<Response> =>
    hub.api(path, { method, token: admin, ...(json && { json }) });
  await edit(`/captures/${ids[0] ?? ''}`, 'PATCH', { label: 'changed' });
  await edit('/captures/bulk', 'POST', { ids, change: { kind: 'rate', rating: 3 } });
  await edit(`/captures/${ids[0] ?? ''}`, 'DELETE');
  await edit('/captures/bulk', 'POST', { ids: ids.slice(0, 1), change: { kind: 'purge' } });
  await person.emitWithAck('session:note', { sessionId: session.id, text: 'a note' });
  person.emit('session:typing', { sessionId: session.id, typing: true });
  const shape = { kind: 'text', at: { x: 1, y: 1 }, text: 'here' } as const;
  const annotationId = crypto.randomUUID();
  await person.emitWithAck('annotation:put', { id: annotationId, target: { kind: 'camera', cameraId }, shape });
  await person.emitWithAck('watch', { cameraId });
  person.emit('presence:update', { view: 'live', cameraId });
  person.emit('pointer', { cameraId, at: { x: 1, y: 1 } });
  const job = await post<Job>(hub, personToken, `/cameras/${cameraId}/jobs`, TIMELAPSE);
  await person.emitWithAck('control:release', { cameraId });
  camera.sendAnalysis();
  await camera.sendFrame();
  const { capabilities } = hub.hub.registry.get(cameraId)!.state;
  const captureFormats = capabilities.captureFormats.length > 1 ? ['jpg' as const] : ['jpg' as const, 'png' as const];
  camera.sendState({ capabilities: { ...capabilities, captureFormats } });
  return [cameraId, session.id, annotationId, ...ids, job.id];
}

async function actAt(listeners: readonly Listener[]): Promise<Record<CameraId, string[]>> {
  const sessions: Partial<Record<CameraId, CaptureSession>> = {};
  for (const cameraId of CAMERAS) {
    const session = await post<CaptureSession>(hub, admin, '/sessions', { cameraId, title: 'Work' });
    await person.emitWithAck('session:join', { sessionId: session.id });
    sessions[cameraId] = session;
  }
  const ids = Object.values(sessions).map(({ id }) => id);
  for (const listener of listeners) await listener.ask(ids);
  const made = {} as Record<CameraId, string[]>;
  for (const cameraId of CAMERAS) made[cameraId] = await act(cameraId, sessions[cameraId]!);
  await post(hub, admin, '/camera-groups', { name: 'Benches' });
  return made;
}

const allowed = (scopes: readonly KeyScope[]): Announcement[] =>
  ANNOUNCEMENTS.filter(
    (event) => ANNOUNCEMENT_SCOPES[event] === 'any' || (scopes as readonly string[]).includes(ANNOUNCEMENT_SCOPES[event]),
  );

it('each scope brings exactly its announcements, and a limited key only those of its camera', async () => {
  const all = await Listener.of({});
  const byScope = new Map<KeyScope, Listener>();
  for (const scope of KEY_SCOPES) byScope.set(scope, await Listener.of({ scopes: [scope] }));
  const limited = new Map<CameraId, Listener>();
  for (const cameraId of CAMERAS) limited.set(cameraId, await Listener.of({ cameraIds: [cameraId] }));
  const listeners = [all, ...byScope.values(), ...limited.values()];
  const made = await actAt(listeners);
  const last: Announcement[] = ['account', 'session:expired', 'diagnostics:ended'];
  const missing = (): string[] => allowed(KEY_SCOPES).filter((event) => !last.includes(event) && !all.events.has(event));
  await expect
    .poll(async () => {
      for (const camera of cameras.values()) await camera.sendFrame();
      return missing();
    })
    .toEqual([]);
  for (const listener of listeners) await listener.end();

  expect([...all.events].toSorted()).toEqual(ANNOUNCEMENTS.toSorted());
  for (const [scope, listener] of byScope) {
    const shown = listener.received.filter(({ event, text }) => event !== 'cameras' || text !== EMPTY_LIST);
    expect([scope, [...new Set(shown.map(({ event }) => event))].toSorted()]).toEqual([scope, allowed([scope]).toSorted()]);
  }
  for (const [cameraId, listener] of limited) {
    const [elsewhere] = CAMERAS.filter((id) => id !== cameraId);
    const about = (ids: readonly string[]): string[] =>
      listener.received.filter(({ text }) => ids.some((id) => text.includes(id))).map(({ event }) => event);
    expect([cameraId, about(made[elsewhere!])]).toEqual([cameraId, []]);
    expect(new Set(about(made[cameraId])).size, cameraId).toBeGreaterThan(12);
  }
});
