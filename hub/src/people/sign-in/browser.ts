/** What only browsers do: carry a session cookie, and say which page a request comes from. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Client } from '../../network/client.ts';

export const SESSION_COOKIE = 'eyepiece_session';

/**
 * Whether a browser's request comes from our own pages. A cookie is sent by the browser whoever wrote the page,
 * so cookie-authenticated writes and WebSockets need this beside SameSite (OWASP: verify the Origin header).
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, { host }: Pick<Client, 'host'>, allowedOrigins: readonly string[]): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  // Programs other than browsers send neither; browsers send an origin with every write and every WebSocket.
  if (origin === undefined) return site === undefined || site === 'same-origin' || site === 'none';
  if (allowedOrigins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
