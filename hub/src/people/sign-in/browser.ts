/** Cookies and origin check for browsers. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Client } from '../../network/client.ts';

export const SESSION_COOKIE = 'eyepiece_session';
/**
 * For cookies over HTTPS. HTTP and HTTPS of one host share their cookies, whatever the port, and an HTTP page can neither
 * set nor replace a cookie with this prefix (RFC 6265bis §4.1.3). Without a name of its own, a Secure cookie would keep a
 * user from signing in over HTTP.
 */
const SECURE_PREFIX = '__Secure-';

/** The names of a cookie: in use over the connection, and over the other protocol. */
export function cookieNames(name: string, secure: boolean): { readonly used: string; readonly other: string } {
  const prefixed = SECURE_PREFIX + name;
  return secure ? { used: prefixed, other: name } : { used: name, other: prefixed };
}

/** The value of a cookie, whichever name it has. */
export function readCookie(read: (name: string) => string | undefined, name: string): string | undefined {
  return read(SECURE_PREFIX + name) ?? read(name);
}

/**
 * Whether a browser's request comes from the hub's own pages. Browsers send cookies with cross-site requests too, so
 * cookie-authenticated writes and WebSockets need this in addition to SameSite (OWASP: verify the Origin header).
 */
export function isOwnOrigin(
  headers: IncomingHttpHeaders,
  { host, protocol }: Pick<Client, 'host' | 'protocol'>,
  allowedOrigins: readonly string[],
): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  // Other programs send neither header. Browsers send Origin with every write and WebSocket.
  if (origin === undefined) return site === undefined || site === 'same-origin' || site === 'none';
  if (allowedOrigins.includes(origin)) return true;
  const from = URL.parse(origin);
  // A page over HTTP may come from anyone in the network. Behind a proxy, HTTPS may look like HTTP, but not the reverse.
  return from?.host === host && (protocol === 'http' || from.protocol === 'https:');
}
