/**
 * Measures the undelivered bytes of watched TCP connections. Node has no API for this (TIOCOUTQ, SIOCOUTQ). Linux lists
 * the figure for all connections of the network namespace, see proc_net_tcp.rst.
 */
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { SendMeasurement } from './send-pace.ts';

/** The table of a connection. Reading one takes the kernel milliseconds: it walks its whole hash of connections. */
const TABLES = new Map([
  ['IPv4', '/proc/net/tcp'],
  ['IPv6', '/proc/net/tcp6'],
]);
const INTERVAL_MS = 100;
/** Maximum share of time spent on reading and parsing, because the tables are long with thousands of connections. */
const MAX_SHARE = 1 / 20;
/** Local and remote address with ports, state, and send queue, all in hex. */
const CONNECTION = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):/gm;

export type WatchedSocket = Pick<Socket, 'localPort' | 'remotePort' | 'remoteFamily' | 'bytesWritten' | 'writableLength'>;
/** Called with `undefined` when the platform does not provide the figure. */
export type OnMeasured = (measurement: SendMeasurement | undefined) => void;

interface Watched {
  readonly onMeasured: OnMeasured;
  /** Whether the last reading listed it. A table that changes during reading may omit a connection once. */
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

  /** @param onError called with the first error of each listener */
  constructor(
    onError: (error: unknown) => void = () => undefined,
    read: (path: string) => Promise<string> = (path) => readFile(path, 'latin1'),
  ) {
    this.#onError = onError;
    this.#read = read;
  }

  /** Measures the connection several times a second. @returns a function that stops it */
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
      if (inKernel !== undefined) this.#notify(watched, { undeliveredBytes: inKernel + socket.writableLength, writtenBytes, atMs });
      else if (!wasListed) this.#notify(watched, undefined);
    }
  }

  /** An error of one listener must not stop the measurements of others. */
  #notify(watched: Watched, measurement: SendMeasurement | undefined): void {
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

  /** Queued bytes by port pair. Addresses are ignored: of two clients with the same port, the slower one limits both. */
  async #queued(): Promise<ReadonlyMap<string, number>> {
    const wanted = new Set([...this.#watched.keys()].map(keyOf));
    const families = new Set([...this.#watched.keys()].map(({ remoteFamily }) => remoteFamily));
    const bytes = new Map<string, number>();
    this.#tookMs = 0;
    for (const [family, table] of TABLES) {
      if (!families.has(family)) continue;
      const startedAtMs = performance.now();
      const text = await this.#read(table).catch(() => ''); // another platform, or no IPv6
      for (const [, local = '', remote = '', queue = ''] of text.matchAll(CONNECTION)) {
        const key = `${family} ${local}:${remote}`;
        if (wanted.has(key)) bytes.set(key, Math.max(bytes.get(key) ?? 0, Number.parseInt(queue, 16)));
      }
      this.#tookMs += performance.now() - startedAtMs;
    }
    return bytes;
  }
}

/** A client over IPv4 at a socket for both families counts as IPv6, for Node as well as in the tables. */
function keyOf({ localPort = 0, remotePort = 0, remoteFamily = '' }: WatchedSocket): string {
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
  return `${remoteFamily} ${hex(localPort)}:${hex(remotePort)}`;
}
