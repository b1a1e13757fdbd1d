/** Checks the CLUSTER_TOKEN of a hub that dials, before it gets a WebSocket. */
import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { rateLimited, unauthenticated, type HubError } from '../../errors.ts';
import { isBearer } from '../../network/bearer.ts';
import { networkOf } from '../../network/client.ts';

/** Wrong tokens per address and window. The right token is accepted even after more of them. */
const WRONG_MAX = 10;
const WINDOW_SECONDS = 60;
/** Interval of log entries about wrong tokens, ms. */
const LOG_EVERY_MS = 10_000;

/** What a hub sends instead of the token, which may contain characters that no header can. */
export function peerCredential(token: string): string {
  return createHmac('sha256', token).update('eyepiece: connections between hubs').digest('hex');
}

export interface ClusterTokenOptions {
  readonly token: string;
  readonly addressOf: (request: IncomingMessage) => string;
  /** Called at most every ten seconds, with the number of wrong tokens since the last call. */
  readonly onRefused: (address: string, count: number) => void;
}

export class ClusterToken {
  readonly #options: ClusterTokenOptions;
  readonly #credential: string;
  readonly #wrong = new RateLimiterMemory({ points: WRONG_MAX, duration: WINDOW_SECONDS });
  #refused = 0;
  #loggedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ClusterTokenOptions) {
    this.#options = options;
    this.#credential = peerCredential(options.token);
  }

  /** @returns why the request is refused; undefined when the token is right */
  async check(request: IncomingMessage): Promise<HubError | undefined> {
    if (isBearer(request.headers.authorization, this.#credential)) return undefined;
    const address = this.#options.addressOf(request);
    this.#log(address);
    try {
      await this.#wrong.consume(networkOf(address));
      return unauthenticated('CLUSTER_TOKEN is missing or wrong');
    } catch {
      return rateLimited(`At most ${WRONG_MAX} wrong values of CLUSTER_TOKEN in ${WINDOW_SECONDS} s`, WINDOW_SECONDS);
    }
  }

  #log(address: string): void {
    this.#refused += 1;
    const nowMs = performance.now();
    if (nowMs - this.#loggedAtMs < LOG_EVERY_MS) return;
    this.#options.onRefused(address, this.#refused);
    this.#loggedAtMs = nowMs;
    this.#refused = 0;
  }
}
