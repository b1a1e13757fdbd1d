/** The other hubs of the cluster: a connection to each of them, and the handlers of their requests. */
import { EventEmitter } from 'node:events';
import type { OwnHub } from './dial.ts';
import type { PeerDirectory } from './directory.ts';
import { PeerConnection } from './peer-connection.ts';
import { PeerServer, type PeerHandler, type PeerServerParts } from './peer-server.ts';

/** Longer than the entry of a hub that died stays in the directory: only hubs that are alive count as unreachable. */
const UNREACHABLE_AFTER_MS = 10_000;

interface PeersEvents {
  up: [connection: PeerConnection];
  down: [connection: PeerConnection];
}

export interface PeersParts extends PeerServerParts {
  readonly directory: PeerDirectory;
  readonly clockEveryMs?: number | undefined;
  readonly unreachableAfterMs?: number | undefined;
}

export class Peers extends EventEmitter<PeersEvents> {
  readonly own: OwnHub;
  readonly server: PeerServer;
  readonly #parts: PeersParts;
  readonly #connections = new Map<string, PeerConnection>();
  readonly #follow = (): void => this.#update();

  constructor(parts: PeersParts) {
    super();
    this.#parts = parts;
    this.own = parts.own;
    this.server = new PeerServer(parts);
  }

  /** Dials the other hubs. Called once all handlers are set. */
  start(): void {
    this.#parts.directory.on('changed', this.#follow);
    this.#update();
  }

  /** Answers requests and takes notifications of all other hubs. A HubError that it throws arrives at the requester. */
  serve(event: string, handler: PeerHandler): void {
    this.server.handle(event, handler);
  }

  /** Undefined for a hub that is not in the directory. */
  connectionTo(hubId: string): PeerConnection | undefined {
    return this.#connections.get(hubId);
  }

  /** Whether hubs that are alive are connected to this one. */
  get reachable(): boolean {
    const afterMs = this.#parts.unreachableAfterMs ?? UNREACHABLE_AFTER_MS;
    return this.connections.every(({ up, downMs }) => up || downMs < afterMs);
  }

  get connections(): readonly PeerConnection[] {
    return [...this.#connections.values()];
  }

  async close(): Promise<void> {
    this.#parts.directory.off('changed', this.#follow);
    for (const connection of this.connections) this.#remove(connection);
    await this.server.close();
  }

  #update(): void {
    const wanted = new Map(this.#parts.directory.hubs.map((hub) => [hub.hubId, hub]));
    wanted.delete(this.own.hubId);
    for (const connection of this.connections) {
      if (wanted.get(connection.hubId)?.url !== connection.address.url) this.#remove(connection);
    }
    for (const address of wanted.values()) if (!this.#connections.has(address.hubId)) this.#add(address);
  }

  #add(address: PeersParts['directory']['hubs'][number]): void {
    const { own, logger, clockEveryMs } = this.#parts;
    const connection = new PeerConnection({ own, address, logger, clockEveryMs });
    connection.on('up', () => this.emit('up', connection));
    connection.on('down', () => this.emit('down', connection));
    this.#connections.set(address.hubId, connection);
  }

  #remove(connection: PeerConnection): void {
    this.#connections.delete(connection.hubId);
    connection.close();
  }
}
