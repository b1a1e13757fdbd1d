/**
 * How much of what was written to a TCP connection has not arrived, for those that are watched. Node offers no such
 * figure (TIOCOUTQ, SIOCOUTQ); Linux lists it for all connections of the network namespace, see proc_net_tcp.rst.
 */
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { SendMeasurement } from './send-pace.ts';

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'] as const;
const INTERVAL_MS = 100;
/** With thousands of connections the tables are long: looking through them takes no more than this share of the time. */
const MAX_SHARE = 1 / 20;
/** Local and remote address with their ports, the state, and what is queued for sending, all in hex. */
const CONNECTION = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):/gm;

export type WatchedSocket = Pick<Socket, 'localPort' | 'remotePort' | 'bytesWritten' | 'writableLength'>;
/** `undefined`: the platform does not tell. */
export type OnMeasured = (measurement: SendMeasurement | undefined) => void;

interface Watched {
  readonly onMeasured: OnMeasured;
  /** Whether the last reading listed it. A table that changes while it is read may leave out a connection once. */
  listed: boolean;
  failed: boolean;
}

export class SendQueues {
  readonly #watched = new Map<WatchedSocket, Watched>();
  readonly #onError: (error: unknown) => void;
  readonly #read: (path: string) => Promise<string>;
  #timer: NodeJS.Timeout | undefined;
  #measuring = false;
  #tookMs = 0;

  /** @param onError told of the first error of each listener */
  constructor(
    onError: (error: unknown) => void = () => undefined,
    read: (path: string) => Promise<string> = (path) => readFile(path, 'latin1'),
  ) {
    this.#onError = onError;
    this.#read = read;
  }

  /** Measures the connection several times a second. @returns ends it */
  watch(socket: WatchedSocket, onMeasured: OnMeasured): () => void {
    this.#watched.set(socket, { onMeasured, listed: false, failed: false });
    this.#schedule(INTERVAL_MS);
    return () => {
      this.#watched.delete(socket);
      if (this.#watched.size === 0) clearTimeout(this.#timer);
    };
  }

  async measure(): Promise<void> {
    const atMs = performance.now();
    const written = new Map([...this.#watched.keys()].map((socket) => [socket, socket.bytesWritten]));
    const queued = await this.#queued();
    for (const [socket, watched] of this.#watched) {
      const writtenBytes = written.get(socket);
      if (writtenBytes === undefined) continue;
      const inKernel = queued.get(keyOf(socket));
      const wasListed = watched.listed;
      watched.listed = inKernel !== undefined;
      if (inKernel !== undefined) this.#tell(watched, { undeliveredBytes: inKernel + socket.writableLength, writtenBytes, atMs });
      else if (!wasListed) this.#tell(watched, undefined);
    }
  }

  /** An error of one listener must not stop the measuring of the others. */
  #tell(watched: Watched, measurement: SendMeasurement | undefined): void {
    try {
      watched.onMeasured(measurement);
    } catch (error) {
      if (!watched.failed) this.#onError(error);
      watched.failed = true;
    }
  }

  #schedule(delayMs: number): void {
    if (this.#measuring || this.#watched.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), delayMs);
    this.#timer.unref();
  }

  async #run(): Promise<void> {
    this.#measuring = true;
    try {
      await this.measure();
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#measuring = false;
      this.#schedule(Math.max(INTERVAL_MS, this.#tookMs / MAX_SHARE));
    }
  }

  /** Bytes by ports. Addresses are left out: of two clients with the same port, the slower one sets the pace of both. */
  async #queued(): Promise<ReadonlyMap<string, number>> {
    const wanted = new Set([...this.#watched.keys()].map(keyOf));
    const bytes = new Map<string, number>();
    this.#tookMs = 0;
    for (const table of TABLES) {
      const text = await this.#read(table).catch(() => ''); // another platform, or no IPv6
      const startedAtMs = performance.now();
      for (const [, local = '', remote = '', queue = ''] of text.matchAll(CONNECTION)) {
        const key = `${local}:${remote}`;
        if (wanted.has(key)) bytes.set(key, Math.max(bytes.get(key) ?? 0, Number.parseInt(queue, 16)));
      }
      this.#tookMs += performance.now() - startedAtMs;
    }
    return bytes;
  }
}

function keyOf({ localPort = 0, remotePort = 0 }: WatchedSocket): string {
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
  return `${hex(localPort)}:${hex(remotePort)}`;
}
