/** Tells an observer of each HTTP request and the whole response. Bodies that are too long are left out. */
import type { IncomingMessage } from 'node:http';
import { nowUs } from '../../timing/clock.ts';
import type { ConnectionState, TappedExchange } from './tap.ts';

const BODY_MAX_BYTES = 16 * 1024 * 1024;
/** Of all responses that are under way. */
const BODIES_MAX_BYTES = 64 * 1024 * 1024;

export class ExchangeObserver {
  readonly #tell: (exchange: TappedExchange) => void;
  #bytes = 0;

  constructor(tell: (exchange: TappedExchange) => void) {
    this.#tell = tell;
  }

  /** To be called when the head of the answer has arrived, before it is read. */
  observe({ method = 'GET', url = '/' }: IncomingMessage, answer: IncomingMessage, connection: ConnectionState, startedUs: number): void {
    let chunks: Buffer[] | undefined = [];
    let bytes = 0;
    const forget = (): void => {
      this.#bytes -= bytes;
      bytes = 0;
      chunks = undefined;
    };
    answer.on('data', (chunk: Buffer) => {
      if (!chunks) return;
      chunks.push(chunk);
      bytes += chunk.length;
      this.#bytes += chunk.length;
      if (bytes > BODY_MAX_BYTES || this.#bytes > BODIES_MAX_BYTES) forget();
    });
    answer.once('close', () => {
      const isWhole = answer.complete && chunks !== undefined;
      const body = isWhole ? Buffer.concat(chunks ?? []) : undefined;
      forget();
      const { statusCode = 502, rawHeaders } = answer;
      this.#tell({ connection, atUs: nowUs(), startedUs, method, path: url, status: statusCode, rawHeaders, body });
    });
  }
}
