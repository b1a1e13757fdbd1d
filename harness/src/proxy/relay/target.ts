/** The server behind the proxy. */
import { connect, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { ArgumentError } from '../../input/arguments.ts';
import { shownAddress } from '../../input/server-address.ts';

const CONNECT_MS = 10_000;
const PROTOCOLS: Readonly<Record<string, { readonly secure: boolean; readonly port: number }>> = {
  'http:': { secure: false, port: 80 },
  'ws:': { secure: false, port: 80 },
  'https:': { secure: true, port: 443 },
  'wss:': { secure: true, port: 443 },
};

export interface Target {
  /** `http://…` or `https://…`. */
  readonly origin: string;
  /** As in a Host header. */
  readonly host: string;
  readonly hostname: string;
  readonly port: number;
  readonly secure: boolean;
  /** Accept every certificate. */
  readonly insecure: boolean;
}

/** @throws {RangeError} if the text is not the address of a server */
export function readTarget(text: string, insecure: boolean): Target {
  // Node 20 has no URL.parse.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const protocol = url ? PROTOCOLS[url.protocol] : undefined;
  const shown = shownAddress(text);
  if (!url || !protocol) throw new RangeError(`${shown}: an address is needed that begins with http://, https://, ws:// or wss://`);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new RangeError(`${shown}: an address without path, query and user is needed: the proxy passes on those of the client`);
  }
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? protocol.port : Number(url.port);
  return {
    origin: `${protocol.secure ? 'https' : 'http'}://${url.host}`,
    host: url.host,
    hostname,
    port,
    secure: protocol.secure,
    insecure,
  };
}

/** Of the command line. @throws {ArgumentError} */
export function checkTarget(text: string): void {
  try {
    readTarget(text, false);
  } catch (error) {
    throw error instanceof RangeError ? new ArgumentError(`--target ${error.message}`) : error;
  }
}

export interface Dialled {
  readonly stream: Duplex;
  readonly tcp: Socket;
  readonly connectedBy: 'connect' | 'secureConnect';
}

/** Connects. `stream` is destroyed with an error if that fails or takes longer than CONNECT_MS. */
export function dial({ origin, hostname, port, secure, insecure }: Target): Dialled {
  const connectedBy = secure ? 'secureConnect' : 'connect';
  const tcp = connect({ host: hostname, port, allowHalfOpen: true, noDelay: true });
  const stream = secure
    ? connectTls({
        socket: tcp,
        rejectUnauthorized: !insecure,
        ALPNProtocols: ['http/1.1'],
        ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
      })
    : tcp;
  const deadline = setTimeout(() => stream.destroy(new Error(`${origin} accepts no connection within ${CONNECT_MS / 1000} s`)), CONNECT_MS);
  stream.once(connectedBy, () => clearTimeout(deadline));
  stream.once('close', () => clearTimeout(deadline));
  if (secure) tcp.on('error', (error) => stream.destroy(error));
  return { stream, tcp, connectedBy };
}

/** One line for people. */
export function connectionProblem({ origin }: Target, error: NodeJS.ErrnoException): string {
  const reason = error.message || error.code || 'no connection';
  return reason.startsWith(origin) ? reason : `${origin}: ${reason}`;
}
