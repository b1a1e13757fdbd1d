/**
 * Limits TCP connections in total and per address. Excess ones get a 503, or are closed if they have to begin with a TLS
 * handshake. Upgraded connections count until they close.
 */
import type { Socket } from 'node:net';
import { HubError } from '../../errors.ts';
import type { HttpLimits } from '../../process/limits/http-limits.ts';
import type { Metrics } from '../../process/metrics.ts';
import type { RefuseSocket } from '../../network/refuse-socket.ts';

const RETRY_AFTER_SECONDS = 5;
/** Maximum refused connections that are being answered; others are destroyed at once. */
const MAX_LINGERING = 256;

interface ConnectionsOptions {
  readonly limits: Pick<HttpLimits, 'maxConnections' | 'maxConnectionsPerAddress'>;
  readonly metrics: Pick<Metrics, 'refused'>;
  readonly refuse: RefuseSocket;
  /** The party that the connection counts for; undefined for a trusted proxy, which carries all clients. */
  readonly partyOf: (address: string) => string | undefined;
}

interface Refused {
  readonly limit: number;
  readonly speaksHttp: boolean;
}

export class Connections {
  readonly #options: ConnectionsOptions;
  /** Open connections with their party. */
  readonly #open = new Map<Socket, string | undefined>();
  readonly #perParty = new Map<string, number>();
  readonly #refused = new Set<Socket>();
  /** The counted connection below an encrypted one. */
  readonly #carriers = new WeakMap<Socket, Socket>();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Counts a new connection, or refuses it. Encrypted ones are counted before their handshake. */
  admit(socket: Socket, { speaksHttp = true } = {}): void {
    if (this.#carriers.has(socket) || this.#open.has(socket)) return;
    // Kept for the socket's lifetime: during an upgrade the socket may have no other error listener for a moment.
    socket.on('error', () => socket.destroy());
    const party = this.#options.partyOf(socket.remoteAddress ?? '');
    const ofParty = party === undefined ? 0 : (this.#perParty.get(party) ?? 0);
    const { maxConnections, maxConnectionsPerAddress } = this.#options.limits;
    if (this.#open.size >= maxConnections) this.#refuse(socket, 'connections', { limit: maxConnections, speaksHttp });
    else if (ofParty >= maxConnectionsPerAddress)
      this.#refuse(socket, 'connections_per_address', { limit: maxConnectionsPerAddress, speaksHttp });
    else this.#count(socket, party);
  }

  /** Makes the encrypted connection count as the one that carries it. */
  carry(encrypted: Socket, carrier: Socket): void {
    encrypted.on('error', () => encrypted.destroy());
    this.#carriers.set(encrypted, carrier);
  }

  /** Whether the connection was refused; its data is ignored. */
  isRefused(socket: Socket): boolean {
    return this.#refused.has(socket);
  }

  /** The party that an open connection counts for; undefined for a trusted proxy's. */
  partyOf(socket: Socket): string | undefined {
    return this.#open.get(this.#carriers.get(socket) ?? socket);
  }

  /** Destroys all connections. */
  destroy(): void {
    for (const socket of [...this.#open.keys(), ...this.#refused]) socket.destroy();
  }

  #count(socket: Socket, party: string | undefined): void {
    this.#open.set(socket, party);
    if (party !== undefined) this.#perParty.set(party, (this.#perParty.get(party) ?? 0) + 1);
    socket.once('close', () => {
      this.#open.delete(socket);
      if (party === undefined) return;
      const left = (this.#perParty.get(party) ?? 1) - 1;
      if (left > 0) this.#perParty.set(party, left);
      else this.#perParty.delete(party);
    });
  }

  #refuse(socket: Socket, reason: 'connections' | 'connections_per_address', { limit, speaksHttp }: Refused): void {
    const { metrics, refuse } = this.#options;
    metrics.refused(reason);
    const overflow = this.#refused.size >= MAX_LINGERING;
    this.#refused.add(socket);
    socket.once('close', () => this.#refused.delete(socket));
    if (overflow || !speaksHttp) {
      socket.destroy();
      return;
    }
    const owner = reason === 'connections' ? 'The hub' : 'This address';
    const message = `${owner} has ${limit} open connections, which is the limit`;
    refuse(socket, new HubError('too_many_connections', message, { retryAfterSeconds: RETRY_AFTER_SECONDS }));
  }
}
