/** The hub's HTTP API, as far as a crowd needs it: a token, and which camera there is. */
import type { CameraState, LoginResult } from '@eyepiece/shared-types';
import { ConnectError } from '../websocket-client.ts';
import type { Credential } from './arguments.ts';

/** @throws {ConnectError} with the hub's reason */
export async function signIn(hubUrl: string, credential: Credential): Promise<string> {
  if ('token' in credential) return credential.token;
  const body = JSON.stringify(credential);
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  return ((await ask(`${hubUrl}/api/v1/auth/login`, init)) as LoginResult).access_token;
}

/** @throws {ConnectError} when there is none, or several */
export async function onlyCamera(hubUrl: string, token: string): Promise<string> {
  const init = { headers: { authorization: `Bearer ${token}` } };
  const { cameras } = (await ask(`${hubUrl}/api/v1/cameras`, init)) as { cameras: readonly CameraState[] };
  const [camera] = cameras;
  if (!camera) throw new ConnectError('the hub has no camera');
  if (cameras.length === 1) return camera.id;
  throw new ConnectError(`the hub has several cameras; choose with --camera: ${cameras.map(({ id }) => id).join(', ')}`);
}

async function ask(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, init).catch((error: unknown) => {
    const { cause } = error as { cause?: { code?: string; message?: string } };
    throw new ConnectError(`${new URL(url).origin} cannot be reached: ${cause?.code ?? cause?.message ?? String(error)}`);
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer;
  const { message = 'the answer is not that of a hub' } = (answer ?? {}) as { message?: string };
  throw new ConnectError(`${new URL(url).pathname}: ${response.status} ${message}`, response.status);
}
