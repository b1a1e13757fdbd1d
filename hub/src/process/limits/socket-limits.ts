/** A rate with bursts, as in a token bucket. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface EventRates {
  /** Events, weighted by cost. */
  readonly events: Rate;
  /** Bytes of all packets. */
  readonly bytes: Rate;
  /** `frame:ack`. */
  readonly acknowledgements: Rate;
}

/** Socket.IO connections and their events. */
export interface SocketLimits {
  /** Open connections per user, per share link, and per address. */
  readonly maxPerUser: number;
  readonly maxPerShare: number;
  readonly maxPerAddress: number;
  /** Connections that have not signed in, per address and in total, and the time they have to do so, ms. */
  readonly maxPendingPerAddress: number;
  readonly maxPending: number;
  readonly connectTimeoutMs: number;
  /** Rates per connection, per user (all connections), and per share link (all guests). */
  readonly rates: { readonly connection: EventRates; readonly user: EventRates; readonly share: EventRates };
  /** `video:reset` per connection. Key frames that it causes have a lower limit (fanout/video/key-allowance.ts). */
  readonly videoResets: Rate;
  /** Packets per polling request. */
  readonly maxPacketsPerRequest: number;
  /** Events handled concurrently, per connection and per user. */
  readonly maxServing: number;
  readonly maxServingPerUser: number;
  /** A connection is closed above this many unsent bytes, or when it does not drain for this long. */
  readonly maxUnsentBytes: number;
  readonly maxUndrainedMs: number;
  /** Subscriptions to the diagnostics, of all administrators. */
  readonly maxDiagnostics: number;
}

export const SOCKET_LIMITS: SocketLimits = {
  maxPerUser: 64,
  maxPerShare: 256,
  maxPerAddress: 1024,
  maxPendingPerAddress: 512,
  maxPending: 2048,
  connectTimeoutMs: 10_000,
  rates: {
    connection: {
      events: { perSecond: 200, burst: 1000 },
      bytes: { perSecond: 512 * 1024, burst: 2 * 1024 * 1024 },
      acknowledgements: { perSecond: 2000, burst: 4000 },
    },
    user: {
      events: { perSecond: 400, burst: 3000 },
      bytes: { perSecond: 1024 * 1024, burst: 4 * 1024 * 1024 },
      acknowledgements: { perSecond: 8000, burst: 16_000 },
    },
    share: {
      events: { perSecond: 2000, burst: 10_000 },
      bytes: { perSecond: 4 * 1024 * 1024, burst: 16 * 1024 * 1024 },
      acknowledgements: { perSecond: 32_000, burst: 64_000 },
    },
  },
  videoResets: { perSecond: 5, burst: 20 },
  maxPacketsPerRequest: 1000,
  maxServing: 64,
  maxServingPerUser: 256,
  maxUnsentBytes: 4 * 1024 * 1024,
  maxUndrainedMs: 10_000,
  maxDiagnostics: 8,
};
