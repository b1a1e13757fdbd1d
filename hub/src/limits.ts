/** Limits that keep one client from degrading the others. docs/security.md lists each with its default and its variable. */

/** HTTP, before a route is chosen. */
export interface HttpLimits {
  /** Time to send the request's headers, ms. */
  readonly headersTimeoutMs: number;
  /** Time to send a whole body that is not an upload, ms. */
  readonly bodyTimeoutMs: number;
  /** Longest request target (path and query), bytes. */
  readonly maxTargetBytes: number;
  /** Open TCP connections in all, and from one address. */
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
}

/** Socket.IO connections and their events. */
export interface SocketLimits {
  /** Open connections of one user, of all guests of one link, and of one address. */
  readonly maxPerUser: number;
  readonly maxPerShare: number;
  readonly maxPerAddress: number;
  /** A connection with more unsent bytes than this, or that does not drain for so long, is closed. */
  readonly maxUnsentBytes: number;
  readonly maxUndrainedMs: number;
}

export interface Limits {
  readonly http: HttpLimits;
  readonly sockets: SocketLimits;
}

export const DEFAULT_LIMITS: Limits = {
  http: {
    headersTimeoutMs: 10_000,
    bodyTimeoutMs: 15_000,
    maxTargetBytes: 8192,
    maxConnections: 4096,
    maxConnectionsPerAddress: 1024,
  },
  sockets: {
    maxPerUser: 64,
    maxPerShare: 256,
    maxPerAddress: 1024,
    maxUnsentBytes: 4 * 1024 * 1024,
    maxUndrainedMs: 10_000,
  },
};
