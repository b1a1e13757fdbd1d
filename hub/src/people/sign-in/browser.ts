/** Session cookie and origin check for browsers. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Client } from '../../network/client.ts';

export const SESSION_COOKIE = 'eyepiece_session';

/**
 * Whether a browser's request comes from the hub's own pages. Browsers send cookies with cross-site requests too, so
 * cookie-authenticated writes and WebSockets need this in addition to SameSite (OWASP: verify the Origin header).
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, { host }: Pick<Client, 'host'>, allowedOrigins: readonly string[]): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  // Other programs send neither header. Browsers send Origin with every write and WebSocket.
  if (origin === undefined) return site === undefined || site === 'same-origin' || site === 'none';
  if (allowedOrigins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
