/** From the attributes of an element to a token for the socket. */
import type { LoginResult } from '@eyepiece/shared-types';
import { Refusal } from './phase.ts';

const ANSWER_MS = 10_000;
/** The guest's name in the list of viewers. */
const GUEST_NAME = 'Embedded view';

export interface Entrance {
  /** Protocol, host and base path of the hub, without a trailing slash. */
  readonly address: string;
  /** An API key, a token of a sign-in, or the secret of a share link. */
  readonly credential: string;
}

/**
 * Whether the credential is the secret of a share link. API keys and tokens of sign-ins contain characters that it does
 * not have.
 */
export function isShareSecret(credential: string): boolean {
  return !credential.startsWith('eyepiece_') && !credential.includes('.');
}

/**
 * @param signal ends the attempt
 * @returns the token
 * @throws {Refusal} when another attempt cannot help; other errors when the hub does not answer
 */
export async function enter({ address, credential }: Entrance, signal: AbortSignal): Promise<string> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  assertNotMixed(address);
  if (new URL(address).origin !== location.origin) await assertOriginAllowed(address, within);
  return isShareSecret(credential) ? redeem(address, credential, within) : credential;
}

/** Browsers block connections without encryption from pages with it, except to the same machine. @throws {Refusal} */
function assertNotMixed(address: string): void {
  const { protocol, hostname } = new URL(address);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname) || hostname.endsWith('.localhost');
  if (location.protocol === 'https:' && protocol === 'http:' && !isLocal)
    throw new Refusal('This page uses HTTPS, so the address of the hub must begin with https:// too.');
}

/** The packages of the hub are for pages of all origins; everything else is for named ones. @throws {Refusal} */
async function assertOriginAllowed(address: string, signal: AbortSignal): Promise<void> {
  const options = { credentials: 'omit', cache: 'no-store', signal } as const;
  try {
    await fetch(`${address}/health`, options);
  } catch (error) {
    signal.throwIfAborted();
    const isThere = await fetch(`${address}/clients/files.json`, options).then(
      () => true,
      () => false,
    );
    if (!isThere) throw error;
    throw new Refusal(`The hub does not accept pages of ${location.origin}. Its operator adds this origin to CORS_ORIGINS.`, {
      isOfOrigin: true,
    });
  }
}

/** The secret is in the body, because addresses are written to logs. @throws {Refusal} for a link that is not valid */
async function redeem(address: string, share: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(`${address}/api/v1/auth/guest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ share, name: GUEST_NAME }),
    credentials: 'omit',
    signal,
  });
  const answer = (await response.json().catch(() => ({}))) as Partial<LoginResult> & { message?: unknown };
  if (response.ok && typeof answer.access_token === 'string') return answer.access_token;
  const isFinal = response.status >= 400 && response.status < 500 && response.status !== 429;
  const message = typeof answer.message === 'string' ? answer.message : `The hub answers with status ${response.status}`;
  throw isFinal ? new Refusal(message) : new Error(message);
}
