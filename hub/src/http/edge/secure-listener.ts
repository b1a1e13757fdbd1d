/**
 * The HTTPS port. It counts connections, bounds their handshakes, and hands the encrypted connections to the HTTP server,
 * whose limits then apply. A client that speaks plain HTTP here is handed over as well, to be sent to the right address.
 */
import { once } from 'node:events';
import { constants } from 'node:crypto';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { HttpLimits } from '../../process/limits/http-limits.ts';
import type { Metrics } from '../../process/metrics.ts';
import type { Connections } from './connections.ts';

/** RFC 8446 §5.1: type, version and length of a record. */
const HANDSHAKE_RECORD = 0x16;
const RECORD_HEADER_BYTES = 5;
const MAX_RECORD_BYTES = 16_384;

/** PEM texts. */
export interface TlsCredentials {
  readonly cert: string;
  readonly key: string;
}

interface SecureListenerOptions {
  readonly limits: Pick<HttpLimits, 'handshakeTimeoutMs'>;
  readonly metrics: Pick<Metrics, 'refused'>;
  readonly connections: Connections;
  readonly credentials: TlsCredentials;
  /** Starts a handshake when it is the connection's turn. */
  readonly enqueue: (socket: Socket, run: () => void) => void;
  readonly serve: (socket: Socket) => void;
}

export class SecureListener {
  readonly #options: SecureListenerOptions;
  readonly #tcp = createTcpServer({ noDelay: true }, (socket) => this.#accept(socket));
  readonly #tls: ReturnType<typeof createTlsServer>;
  /** Connections before the end of their handshake, by their addresses and ports. */
  readonly #opening = new Map<string, { carrier: Socket; done: () => void }>();
  readonly #plain = new WeakSet<Socket>();

  constructor(options: SecureListenerOptions) {
    this.#options = options;
    this.#tls = createTlsServer(tlsOptions(options.credentials, options.limits.handshakeTimeoutMs));
    this.#tls.on('secureConnection', (socket) => this.#secured(socket));
    this.#tls.on('tlsClientError', (_error, socket) => socket.destroy());
  }

  /** Resolves with the real port. */
  async listen(port: number, host: string): Promise<number> {
    this.#tcp.listen(port, host);
    await once(this.#tcp, 'listening'); // rejects with the server's error
    return (this.#tcp.address() as AddressInfo).port;
  }

  /** Applies to new connections. */
  renew(credentials: TlsCredentials): void {
    this.#tls.setSecureContext(tlsOptions(credentials, this.#options.limits.handshakeTimeoutMs));
  }

  /** Whether the connection speaks HTTP without TLS on this port. */
  isPlain(socket: Socket): boolean {
    return this.#plain.has(socket);
  }

  stopListening(): void {
    if (this.#tcp.listening) this.#tcp.close();
  }

  /** Stops listening and ends the handshakes. */
  close(): void {
    this.stopListening();
    for (const { carrier } of this.#opening.values()) carrier.destroy();
  }

  #accept(socket: Socket): void {
    const { connections, limits, metrics } = this.#options;
    connections.admit(socket, { speaksHttp: false });
    if (socket.destroyed) return;
    const key = keyOf(socket);
    const deadline = setTimeout(() => {
      metrics.refused('handshake_timeout');
      socket.destroy();
    }, limits.handshakeTimeoutMs);
    const done = (): void => {
      clearTimeout(deadline);
      this.#opening.delete(key);
    };
    this.#opening.set(key, { carrier: socket, done });
    socket.once('close', done);
    readFirstRecord(socket, (isTls) => {
      if (isTls) {
        this.#options.enqueue(socket, () => {
          if (!socket.destroyed) this.#tls.emit('connection', socket);
        });
        return;
      }
      done();
      this.#plain.add(socket);
      this.#options.serve(socket);
    });
  }

  #secured(socket: TLSSocket): void {
    const opening = this.#opening.get(keyOf(socket));
    if (opening === undefined) {
      socket.destroy();
      return;
    }
    opening.done();
    this.#options.connections.carry(socket, opening.carrier);
    this.#options.serve(socket);
  }
}

function tlsOptions({ cert, key }: TlsCredentials, handshakeTimeout: number): TlsOptions {
  return {
    cert,
    key,
    handshakeTimeout,
    minVersion: 'TLSv1.2',
    // Clients could otherwise make the hub compute key exchanges without end on one connection.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    ALPNProtocols: ['http/1.1'],
  };
}

/** Unique among the open connections of one listener. */
function keyOf({ remoteAddress = '', remotePort = 0, localAddress = '' }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress}`;
}

/**
 * Reads until the first TLS record is complete, so that its costly part runs in the connection's turn, and puts it back.
 * Reports anything else at its first byte.
 */
function readFirstRecord(socket: Socket, onRead: (isTls: boolean) => void): void {
  let received: Buffer = Buffer.alloc(0);
  const read = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    received = Buffer.concat([received, chunk]);
    const isTls = received[0] === HANDSHAKE_RECORD;
    if (isTls && received.length < firstRecordBytes(received)) return;
    socket.off('readable', read);
    socket.unshift(received);
    onRead(isTls);
  };
  socket.on('readable', read);
  // Before its first byte, a connection that ends expects nothing.
  socket.once('end', () => {
    if (socket.listenerCount('readable') > 0) socket.destroy();
  });
}

function firstRecordBytes(received: Buffer): number {
  if (received.length < RECORD_HEADER_BYTES) return RECORD_HEADER_BYTES;
  return RECORD_HEADER_BYTES + Math.min(received.readUInt16BE(3), MAX_RECORD_BYTES);
}
