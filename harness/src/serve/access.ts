/**
 * Which requests are answered: those with the token, in the address or in a cookie, that come from the page itself. A
 * page of another site must not reach the server, also not under a name that resolves to this computer.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { RequestError } from '../input/json-requests.ts';

export class Access {
  readonly token = randomBytes(24).toString('base64url');
  readonly #host: string;

  /** `host`: a name under which the server may be asked, in addition to localhost and addresses. */
  constructor(host: string) {
    this.#host = host.toLowerCase();
  }

  /** @throws {RequestError} */
  refuseForeign({ headers }: IncomingMessage): void {
    const { host = '', origin } = headers;
    if (!this.#isOwn(host)) throw new RequestError(403, `the Host ${host} is not this computer`);
    if (origin !== undefined && origin !== `http://${host}`) throw new RequestError(403, `the Origin ${origin} is not this page`);
  }

  /** @throws {RequestError} */
  refuseWithoutToken({ headers, socket }: IncomingMessage): void {
    const name = `${cookieName(socket.localPort)}=`;
    const cookies = (headers.cookie ?? '').split(';').map((part) => part.trim());
    if (cookies.some((part) => part.startsWith(name) && this.isToken(part.slice(name.length)))) return;
    throw new RequestError(401, 'the token is missing: open the address that eyepiece-harness serve has printed');
  }

  isToken(text: string | null): boolean {
    const given = Buffer.from(text ?? '');
    const token = Buffer.from(this.token);
    return given.length === token.length && timingSafeEqual(given, token);
  }

  /** For the browser, which sends it with each request. */
  cookie({ socket }: IncomingMessage): string {
    return `${cookieName(socket.localPort)}=${this.token}; Path=/; HttpOnly; SameSite=Strict`;
  }

  #isOwn(host: string): boolean {
    const address = `http://${host}`;
    if (!URL.canParse(address)) return false;
    const { hostname } = new URL(address);
    // An address cannot be made to point elsewhere, as a name can.
    return hostname === 'localhost' || hostname === this.#host || isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0;
  }
}

/** Cookies of one computer are shared by all its ports. */
function cookieName(port = 0): string {
  return `eyepiece-harness-${port}`;
}
