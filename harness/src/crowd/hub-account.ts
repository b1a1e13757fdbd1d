/** The calls of the hub's HTTP API that a crowd needs: a token, and the camera's id. */
import { accessToken, cameraIds } from '../protocols/eyepiece/answers.ts';
import { ConnectError } from '../protocols/websocket/websocket-client.ts';
import type { Credential } from './arguments.ts';
import { parsedJson } from '../input/parsed-json.ts';

const ANSWER_MS = 10_000;
const NAMED_MAX = 20;
const ANSWER_MAX_BYTES = 4 * 1024 * 1024;

/** @throws {ConnectError} with the hub's reason */
export async function signIn(hubUrl: string, credential: Credential, withinMs = ANSWER_MS): Promise<string> {
  if ('token' in credential) return credential.token;
  const body = JSON.stringify(credential);
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  return accessToken(await ask(`${hubUrl}/api/v1/auth/login`, init, withinMs));
}

/** @throws {ConnectError} if there is none, or several */
export async function onlyCamera(hubUrl: string, token: string, withinMs = ANSWER_MS): Promise<string> {
  const init = { headers: { authorization: `Bearer ${token}` } };
  const ids = cameraIds(await ask(`${hubUrl}/api/v1/cameras`, init, withinMs));
  const [id] = ids;
  if (id === undefined) throw new ConnectError('the hub has no camera');
  if (ids.length === 1) return id;
  throw new ConnectError(`the hub has several cameras; choose with --camera: ${ids.slice(0, NAMED_MAX).join(', ')}`);
}

/** @throws {ConnectError} also if the answer is late, or larger than any answer of a hub */
async function ask(url: string, init: RequestInit, withinMs: number): Promise<unknown> {
  const { origin, pathname } = new URL(url);
  const signal = AbortSignal.timeout(withinMs);
  const failed = (error: unknown): never => {
    if (signal.aborted) throw new ConnectError(`${origin} does not answer ${pathname} within ${withinMs / 1000} s`);
    if (error instanceof ConnectError) throw error;
    const { cause } = error as { cause?: { code?: string; message?: string } };
    throw new ConnectError(`${origin} cannot be reached: ${cause?.code ?? cause?.message ?? String(error)}`);
  };
  const response = await fetch(url, { ...init, signal }).catch(failed);
  const answer = parsedJson(await boundedText(response).catch(failed));
  if (response.ok && answer !== undefined) return answer;
  const { message } = (answer ?? {}) as { message?: unknown };
  const reason = typeof message === 'string' ? message : 'the answer does not come from a hub';
  throw new ConnectError(`${pathname}: ${response.status} ${reason}`, { status: response.status });
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > ANSWER_MAX_BYTES) throw new ConnectError(`${response.url}: the answer has more than ${ANSWER_MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
