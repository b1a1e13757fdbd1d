/**
 * The traffic of one camera link. A service that sends without end would keep the hub from serving the others, so its
 * link is closed. A working service stays far below all limits.
 */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { LinkLimits } from '../../process/limits/link-limits.ts';
import { TokenBucket } from '../../process/limits/token-bucket.ts';

interface LinkConnection {
  readonly webSocket: Pick<WebSocket, 'pause'>;
  /** Below the WebSocket. */
  readonly socket: Duplex & { readonly bytesRead?: number };
}

export class LinkTraffic {
  readonly #rates: LinkLimits['rates'];
  readonly #connection: LinkConnection;
  readonly #buckets: Readonly<Record<keyof LinkLimits['rates'], TokenBucket>>;
  #readAtMessage: number;

  constructor(rates: LinkLimits['rates'], connection: LinkConnection, nowMs: number) {
    this.#rates = rates;
    this.#connection = connection;
    this.#buckets = {
      frames: new TokenBucket(rates.frames, nowMs),
      frameBytes: new TokenBucket(rates.frameBytes, nowMs),
      texts: new TokenBucket(rates.texts, nowMs),
      textBytes: new TokenBucket(rates.textBytes, nowMs),
    };
    this.#readAtMessage = this.#read;
  }

  /** A message has arrived. @returns the limit that it exceeds, for the service's log */
  exceeded(isBinary: boolean, bytes: number, nowMs: number): string | undefined {
    this.#readAtMessage = this.#read;
    const [messages, volume] = isBinary ? (['frames', 'frameBytes'] as const) : (['texts', 'textBytes'] as const);
    const what = isBinary ? 'frames' : 'text messages';
    if (this.#buckets[messages].take(1, nowMs) !== 'taken') return `more than ${this.#rates[messages].perSecond} ${what} a second`;
    if (this.#buckets[volume].take(bytes, nowMs) === 'taken') return undefined;
    return `more than ${this.#rates[volume].perSecond} bytes of ${what} a second`;
  }

  /** Bytes in memory of a message that is not complete. */
  get unfinishedBytes(): number {
    return this.#read - this.#readAtMessage;
  }

  /** Reads nothing more. Its connection has to be ended. */
  stop(): void {
    this.#connection.webSocket.pause();
  }

  get #read(): number {
    return this.#connection.socket.bytesRead ?? 0;
  }
}
