/** What only browsers do: carry a session cookie, and say which page a request comes from. */
import type { IncomingHttpHeaders } from 'node:http';

export const SESSION_COOKIE = 'eyepiece_session';

/**
 * Whether a browser's request comes from our own pages. A cookie is sent by the browser whoever wrote the page,
 * so cookie-authenticated writes and WebSockets need this beside SameSite (OWASP: verify the Origin header).
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = headers;
  // Programs other than browsers send none; browsers send it with every write and every WebSocket.
  if (origin === undefined) return headers['sec-fetch-site'] === undefined || headers['sec-fetch-site'] !== 'cross-site';
  if (allowedOrigins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
