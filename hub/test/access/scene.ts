/** A hub with cameras, a session and share links; the functions create objects for requests to change or remove. */
import { randomUUID } from 'node:crypto';
import type {
  Annotation,
  AnnotationPut,
  AnnotationTarget,
  CameraGroup,
  CameraState,
  CaptureSession,
  Download,
  Job,
  Objective,
  Preset,
  RetentionPlan,
  SessionPage,
  SessionEntry,
  Shot,
  User,
} from '@eyepiece/shared-types';
import { expect } from 'vitest';
import jwt from 'jsonwebtoken';
import { TIMELAPSE } from '../setup/camera-parts/fake-jobs.ts';
import { post, online, setUpBench, createLink, type Bench } from '../sockets/guest-link.ts';
import { LOCAL } from '../http/tls/secure-client.ts';
import { createKey, createServiceAccount } from '../setup/keys.ts';
import type { TestClient } from '../setup/start-hub.ts';
import type { Caller } from './callers.ts';

const FRAME_EVERY_MS = 50;

export interface Scene extends Bench {
  readonly admin: Caller;
  /** The caller that owns `bench.token`. */
  readonly owner: Caller;
  /** On the live view of `stage`, drawn by the operator. */
  readonly drawn: Annotation;
  readonly note: SessionEntry;
  /** The secret of a link to the live view. */
  readonly secret: string;
  close(): Promise<void>;
}

export async function setScene(setUp = (): Promise<Bench> => setUpBench({ defaultCamera: 'stage', tls: LOCAL })): Promise<Scene> {
  const bench = await setUp();
  const { hub, home, stage, other, token, session } = bench;
  const spare = await home.connectCamera({ cameraId: 'spare' });
  await online(hub, 'spare');
  for (const camera of [stage, other, spare]) {
    for (const method of ['camera.fire', 'camera.retry', 'camera.choose', 'settings.save']) camera.on[method] = () => ({});
    camera.on['camera.choices'] = () => ({ driver: 'simulated', folder: '/recordings', sources: [], pixelink: [] });
    camera.on['capture.cancel'] = () => ({ cancelled: true });
    camera.on['settings.load'] = () => ({ settings: camera.settings });
  }
  const frames = setInterval(() => void stage.sendFrame(), FRAME_EVERY_MS);
  const drawn = await draw(bench.operator);
  const note = await post<SessionEntry>(hub, token, `/sessions/${session.id}/notes`, { text: 'The operator was here' });
  return {
    ...bench,
    admin: { name: 'admin', token: (await hub.login()).access_token },
    owner: { name: 'operator', token },
    drawn,
    note,
    secret: (await createLink(bench, 'live')).secret,
    close: async () => {
      clearInterval(frames);
      await hub.close();
    },
  };
}

/** A new shape, as a client sends it. */
export const shapeAt = (target: AnnotationTarget): AnnotationPut => ({
  id: randomUUID(),
  target,
  shape: { kind: 'text', at: { x: 1, y: 1 }, text: 'here' },
});

async function draw(client: TestClient): Promise<Annotation> {
  const reply = await client.emitWithAck('annotation:put', shapeAt({ kind: 'camera', cameraId: 'stage' }));
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.annotation;
}

export const drawBy = async (client: TestClient): Promise<string> => (await draw(client)).id;

export async function removedBy(client: TestClient): Promise<string> {
  const id = await drawBy(client);
  const reply = await client.emitWithAck('annotation:remove', { id });
  if (!reply.ok) throw new Error(reply.error.message);
  return id;
}

/** Sends a POST request; fails unless it is served. */
async function create<T>({ hub }: Scene, { token }: Caller, path: string, json: object = {}): Promise<T> {
  const response = await hub.api(path, { method: 'POST', json, ...(token !== undefined && { token }) });
  const body: unknown = await response.json();
  expect(response.ok, `POST ${path}: ${JSON.stringify(body)}`).toBe(true);
  return body as T;
}

/** Takes a picture at `stage`, in the session. */
export async function captureBy(scene: Scene, by: Caller): Promise<string> {
  return (await create<{ id: string }>(scene, by, '/cameras/stage/captures')).id;
}

/** A capture that `stage` exposes for. @param by the person who ordered it; absent for an unknown person */
export async function exposingBy({ hub, stage, admin }: Scene, by?: Caller): Promise<string> {
  const captureId = randomUUID();
  const me = by?.token === undefined ? undefined : await hub.api('/auth/me', { token: by.token });
  const { id, name } = me?.ok === true ? ((await me.json()) as User) : { id: randomUUID(), name: 'Nobody' };
  stage.sendState({ exposing: [{ captureId, user: { id, name } }] });
  const shown = async (): Promise<string | undefined> => {
    const response = await hub.api('/cameras/stage', { token: admin.token ?? '' });
    return ((await response.json()) as CameraState).exposing?.[0]?.captureId;
  };
  await expect.poll(shown).toBe(captureId);
  return captureId;
}

export async function trashedBy(scene: Scene, by: Caller): Promise<string> {
  const id = await captureBy(scene, by);
  await scene.hub.api(`/captures/${id}`, { method: 'DELETE', ...(by.token !== undefined && { token: by.token }) });
  return id;
}

/** Starts a session at `spare`, after ending the open ones there. */
export async function sessionBy(scene: Scene, by: Caller): Promise<string> {
  await endSpareSessions(scene);
  return (await create<CaptureSession>(scene, by, '/sessions', { cameraId: 'spare', title: 'Another' })).id;
}

export async function endSpareSessions({ hub, admin }: Scene): Promise<void> {
  const token = admin.token ?? '';
  const page = (await (await hub.api('/sessions?cameraId=spare&open=true', { token })).json()) as SessionPage;
  for (const { id } of page.sessions) await hub.api(`/sessions/${id}/end`, { method: 'POST', token });
}

export const noteBy = async (scene: Scene, by: Caller): Promise<number> =>
  (await create<SessionEntry>(scene, by, `/sessions/${scene.session.id}/notes`, { text: 'mine' })).id;

export async function cameraWithoutSession(scene: Scene): Promise<string> {
  await endSpareSessions(scene);
  return 'spare';
}

export async function cameraWithoutJob({ hub, admin }: Scene): Promise<string> {
  const token = admin.token ?? '';
  const { jobs } = (await (await hub.api('/cameras/spare/jobs', { token })).json()) as { jobs: Job[] };
  for (const { id, state } of jobs) if (state === 'running') await hub.api(`/jobs/${id}/cancel`, { method: 'POST', token });
  return 'spare';
}

export async function jobAtSpare(scene: Scene): Promise<string> {
  const camera = await cameraWithoutJob(scene);
  const { id } = await create<Job>(scene, scene.admin, `/cameras/${camera}/jobs`, TIMELAPSE);
  await release(scene, scene.admin);
  return id;
}

/** Releases control of the cameras for the next caller. */
export async function release({ hub }: Scene, { token }: Caller): Promise<void> {
  if (token === undefined) return;
  for (const camera of ['stage', 'spare']) {
    for (const action of ['withdraw', 'release']) await hub.api(`/cameras/${camera}/control`, { method: 'POST', token, json: { action } });
  }
}

export const objectiveOf = async (scene: Scene): Promise<string> =>
  (await create<Objective>(scene, scene.admin, '/cameras/stage/objectives', { name: randomUUID() })).id;

export const presetOf = async (scene: Scene, cameraId?: string): Promise<string> =>
  (
    await create<Preset>(scene, scene.admin, '/presets', {
      name: randomUUID(),
      settings: { gain: 1 },
      ...(cameraId !== undefined && { cameraId }),
    })
  ).id;

export const groupOf = async (scene: Scene): Promise<string> =>
  (await create<CameraGroup>(scene, scene.admin, '/camera-groups', { name: randomUUID() })).id;

export const shotOf = async (scene: Scene): Promise<string> =>
  (await create<Shot>(scene, scene.admin, '/shots', { cameraIds: ['stage'] })).id;

export const planOf = async (scene: Scene): Promise<string> => (await create<RetentionPlan>(scene, scene.admin, '/storage/plan')).id;

export const downloadOf = async (scene: Scene, by: Caller): Promise<Download> =>
  create<Download>(scene, by, '/downloads', { captureIds: [scene.capture.id] });

export const exportOf = async (scene: Scene, by: Caller): Promise<string> =>
  (await create<Download>(scene, by, `/sessions/${scene.session.id}/export`)).id;

export const shareFor = async (scene: Scene): Promise<string> => (await createLink(scene, 'live')).link.id;

export const account = (): { email: string; name: string; role: 'viewer'; password: string } => ({
  email: `${randomUUID()}@example.org`,
  name: 'New user',
  role: 'viewer',
  password: 'a password of the tests',
});

export const userOf = async (scene: Scene): Promise<string> => (await create<User>(scene, scene.admin, '/users', account())).id;

export const keyOf = async ({ hub }: Scene, { token = '' }: Caller): Promise<string> =>
  (await createKey(hub, token, { name: 'Mine', scopes: ['watch'] })).id;

export const serviceAccountOf = async ({ hub, admin }: Scene): Promise<string> =>
  (await createServiceAccount(hub, admin.token ?? '', 'viewer')).id;

/** The id of the login session that a token belongs to. */
export const loginSessionOf = (token = ''): string => (jwt.decode(token) as { jti: string }).jti;

export async function offlineCamera({ hub, home, admin }: Scene): Promise<string> {
  const camera = await home.connectCamera({ cameraId: `gone-${randomUUID().slice(0, 8)}` });
  await online(hub, camera.id);
  await camera.close();
  const status = async (): Promise<string> => {
    const response = await hub.api(`/cameras/${camera.id}`, { token: admin.token ?? '' });
    return ((await response.json()) as { status: string }).status;
  };
  await expect.poll(status).toBe('offline');
  return camera.id;
}
