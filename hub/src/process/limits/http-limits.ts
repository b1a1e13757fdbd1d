/** HTTP limits that apply before routing. */
export interface HttpLimits {
  /** Time from the connection to the end of the TLS handshake, ms. */
  readonly handshakeTimeoutMs: number;
  /** Time to send the request's headers, ms. */
  readonly headersTimeoutMs: number;
  /** Time to send a whole body that is not an upload, ms. */
  readonly bodyTimeoutMs: number;
  /** Minimum rate of an upload, averaged over the window. */
  readonly minUploadBytesPerSecond: number;
  readonly uploadWindowMs: number;
  /** Time without progress after which a response that the client does not read is aborted, ms. */
  readonly stalledAnswerMs: number;
  /** Keep-alive time of idle connections, ms. */
  readonly keepAliveMs: number;
  /** Time for a refused connection to read the error, ms. */
  readonly refusalLingerMs: number;
  /** Longest request target (path and query), bytes. */
  readonly maxTargetBytes: number;
  /** All headers of a request, bytes. Uploads carry their metadata in one. */
  readonly maxHeaderBytes: number;
  readonly maxUploadHeaderBytes: number;
  readonly maxQueryParameters: number;
  /** Unanswered requests per connection. Browsers and proxies send one at a time. */
  readonly maxUnansweredRequests: number;
  /** Requests and upgrades started per turn of the event loop. */
  readonly maxRequestsPerTurn: number;
  /** Requests waiting for a later turn, in total and per address. */
  readonly maxRequestsWaiting: number;
  readonly maxRequestsWaitingPerAddress: number;
  /** Open TCP connections, in total and per address. */
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
}

export const HTTP_LIMITS: HttpLimits = {
  handshakeTimeoutMs: 10_000,
  headersTimeoutMs: 10_000,
  bodyTimeoutMs: 15_000,
  minUploadBytesPerSecond: 4096,
  uploadWindowMs: 15_000,
  stalledAnswerMs: 30_000,
  keepAliveMs: 10_000,
  refusalLingerMs: 1000,
  maxTargetBytes: 8192,
  maxHeaderBytes: 16 * 1024,
  maxUploadHeaderBytes: 64 * 1024,
  maxQueryParameters: 100,
  maxUnansweredRequests: 2,
  maxRequestsPerTurn: 8,
  maxRequestsWaiting: 8192,
  maxRequestsWaitingPerAddress: 2048,
  maxConnections: 4096,
  maxConnectionsPerAddress: 1024,
};
