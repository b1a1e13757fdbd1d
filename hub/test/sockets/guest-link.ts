/** A hub with two cameras, a session at each, and share links. */
import type { Capture, CaptureSession, CreatedShare, CreateShare, LoginResult } from '@eyepiece/shared-types';
import { expect, vi } from 'vitest';
import type { Config } from '../../src/process/config.ts';
import type { Limits } from '../../src/process/limits/limits.ts';
import type { FakeCamera } from '../setup/fake-camera.ts';
import { startHub, type TestClient, type TestHub } from '../setup/start-hub.ts';
import { storedCapture } from '../setup/stored-capture.ts';

export interface Bench {
  readonly hub: TestHub;
  /** The hub of the cameras. */
  readonly home: TestHub;
  readonly token: string;
  readonly operator: TestClient;
  readonly stage: FakeCamera;
  readonly other: FakeCamera;
  readonly session: CaptureSession;
  /** A capture in `session`. */
  readonly capture: Capture;
  /** An earlier session at the same camera. */
  readonly endedSession: CaptureSession;
  /** A session at the other camera, and a capture in it. */
  readonly foreign: { readonly capture: Capture; readonly session: CaptureSession };
}

export async function setUpBench(overrides: Partial<Config> = {}, limits?: Limits): Promise<Bench> {
  return setUpBenchAt(await startHub(overrides, limits ? { limits } : {}));
}

/** @param home the hub of the cameras, by default the same hub */
export async function setUpBenchAt(hub: TestHub, home = hub): Promise<Bench> {
  const [stage, other] = [home.camera({ cameraId: 'stage' }), home.camera({ cameraId: 'other' })];
  await Promise.all([stage.connect(), other.connect()]);
  for (const { id } of [stage, other]) await online(hub, id);
  const { token } = await hub.person('operator');
  const operator = await hub.client({ token });
  const endedSession = await post<CaptureSession>(hub, token, '/sessions', { cameraId: 'stage', title: 'Over' });
  await hub.api(`/sessions/${endedSession.id}/end`, { method: 'POST', token });
  const session = await post<CaptureSession>(hub, token, '/sessions', { cameraId: 'stage', title: 'Ours' });
  const foreignSession = await post<CaptureSession>(hub, token, '/sessions', { cameraId: 'other', title: 'Theirs' });
  const capture = await takeCapture(operator, 'stage');
  const foreign = { capture: await takeCapture(operator, 'other'), session: foreignSession };
  return { hub, home, token, operator, stage, other, session, endedSession, capture, foreign };
}

/** Resolves when the hub knows that the camera is online. */
export async function online({ hub }: TestHub, cameraId: string): Promise<void> {
  await vi.waitFor(() => expect(hub.registry.get(cameraId)?.online).toBe(true), { timeout: 60_000 });
}

export async function takeCapture(client: TestClient, cameraId: string): Promise<Capture> {
  return storedCapture(await client.emitWithAck('capture', { cameraId }));
}

export async function post<T>(hub: TestHub, token: string, path: string, json: object): Promise<T> {
  const response = await hub.api(path, { method: 'POST', token, json });
  expect(response.status, `POST ${path}`).toBe(201);
  return (await response.json()) as T;
}

export interface Link {
  readonly link: CreatedShare;
  readonly secret: string;
}

export function createLink(bench: Bench, kind: CreateShare['kind']): Promise<Link> {
  return createLinkTo(bench, kind === 'live' ? { kind, cameraId: 'stage' } : { kind, sessionId: bench.session.id });
}

export async function createLinkTo({ hub, token }: Pick<Bench, 'hub' | 'token'>, target: CreateShare): Promise<Link> {
  const link = await post<CreatedShare>(hub, token, '/shares', { label: `for ${target.kind}`, ...target });
  return { link, secret: link.url.split('#')[1] ?? '' };
}

export async function enterByLink(hub: TestHub, secret: string, name: string): Promise<LoginResult> {
  const response = await hub.api('/auth/guest', { method: 'POST', json: { share: secret, name } });
  expect(response.status).toBe(200);
  return (await response.json()) as LoginResult;
}
