/**
 * Measures the undelivered bytes of watched TCP connections. Node has no API for this (TIOCOUTQ, SIOCOUTQ). Linux lists
 * the figure for all connections of the network namespace, see proc_net_tcp.rst.
 */
import type { Socket } from 'node:net';
import type { SendMeasurement } from './send-pace.ts';
import { TcpTable } from './tcp-table.ts';

/** The table of a connection. Reading one takes the kernel milliseconds: it walks its whole hash of connections. */
const PATHS = { IPv4: '/proc/net/tcp', IPv6: '/proc/net/tcp6' } as const;
type Family = keyof typeof PATHS;
/** Time between measurements, unless one is wanted sooner. Data that was written since then must fit the budget of a feed. */
const INTERVAL_MS = 300;
const SOON_MS = 100;
/** Maximum share of time spent on reading and parsing, because the tables are long with thousands of connections. */
const MAX_SHARE = 1 / 20;
/** The fastest of so many readings shows what one costs. The others waited for the processor or for the event loop too. */
const READINGS = 8;
/** Local and remote address with ports, state, and send queue, all in hex. */
const CONNECTION = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):/gm;

export type WatchedSocket = Pick<Socket, 'localPort' | 'remotePort' | 'remoteFamily' | 'bytesWritten' | 'writableLength'>;
/** Called with `undefined` when the platform does not provide the figure. */
export type OnMeasured = (measurement: SendMeasurement | undefined) => void;

export interface Watch {
  /** Brings the next measurement forward, for a connection that is slow or waits for one. */
  soon(): void;
  stop(): void;
}

interface Watched {
  readonly onMeasured: OnMeasured;
  /** Whether the last reading listed it. A table that changes during reading may omit a connection once. */
  listed: boolean;
  failed: boolean;
}

export class SendQueues {
  readonly #watched = new Map<WatchedSocket, Watched>();
  readonly #onError: (error: unknown) => void;
  readonly #read: (family: Family) => Promise<string>;
  #timer: NodeJS.Timeout | undefined;
  /** Time of the next measurement; infinite if none is scheduled. */
  #dueMs = Number.POSITIVE_INFINITY;
  #endedMs = Number.NEGATIVE_INFINITY;
  #measuring = false;
  #isWantedSoon = false;
  readonly #tookMs: number[] = [];

  /** @param onError called with the first error of each listener */
  constructor(onError: (error: unknown) => void = () => undefined, read = readTables()) {
    this.#onError = onError;
    this.#read = read;
  }

  /** Measures the connection several times a second. */
  watch(socket: WatchedSocket, onMeasured: OnMeasured): Watch {
    this.#watched.set(socket, { onMeasured, listed: false, failed: false });
    this.#soon();
    return {
      soon: () => this.#soon(),
      stop: () => {
        this.#watched.delete(socket);
        if (this.#watched.size === 0) this.#unschedule();
      },
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

  #soon(): void {
    this.#isWantedSoon = true;
    this.#schedule();
  }

  get #costMs(): number {
    return this.#tookMs.length === 0 ? 0 : Math.min(...this.#tookMs);
  }

  #schedule(): void {
    if (this.#measuring || this.#watched.size === 0) return;
    const nowMs = performance.now();
    const pauseMs = Math.max(this.#isWantedSoon ? SOON_MS : INTERVAL_MS, this.#costMs / MAX_SHARE);
    const dueMs = Math.max(nowMs, this.#endedMs + pauseMs);
    if (dueMs >= this.#dueMs) return;
    clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(() => void this.#run(), dueMs - nowMs).unref();
  }

  #unschedule(): void {
    clearTimeout(this.#timer);
    this.#dueMs = Number.POSITIVE_INFINITY;
    this.#isWantedSoon = false;
  }

  async #run(): Promise<void> {
    this.#unschedule();
    this.#measuring = true;
    try {
      await this.measure();
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#measuring = false;
      this.#endedMs = performance.now();
      this.#schedule();
    }
  }

  /** Queued bytes by port pair. Addresses are ignored: of two clients with the same port, the slower one limits both. */
  async #queued(): Promise<ReadonlyMap<string, number>> {
    const wanted = new Set([...this.#watched.keys()].map(keyOf));
    const families = new Set([...this.#watched.keys()].map(({ remoteFamily }) => remoteFamily));
    const bytes = new Map<string, number>();
    const startedAtMs = performance.now();
    for (const family of ['IPv4', 'IPv6'] as const) {
      if (!families.has(family)) continue;
      const text = await this.#read(family).catch(() => ''); // another platform, or no IPv6
      for (const [, local = '', remote = '', queue = ''] of text.matchAll(CONNECTION)) {
        const key = `${family} ${local}:${remote}`;
        if (wanted.has(key)) bytes.set(key, Math.max(bytes.get(key) ?? 0, Number.parseInt(queue, 16)));
      }
    }
    this.#tookMs.push(performance.now() - startedAtMs);
    if (this.#tookMs.length > READINGS) this.#tookMs.shift();
    return bytes;
  }
}

function readTables(): (family: Family) => Promise<string> {
  const tables = { IPv4: new TcpTable(PATHS.IPv4), IPv6: new TcpTable(PATHS.IPv6) };
  return (family) => tables[family].read();
}

/** A client over IPv4 at a socket for both families counts as IPv6, for Node as well as in the tables. */
function keyOf({ localPort = 0, remotePort = 0, remoteFamily = '' }: WatchedSocket): string {
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
  return `${remoteFamily} ${hex(localPort)}:${hex(remotePort)}`;
}
