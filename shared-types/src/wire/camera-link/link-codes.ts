/** The constants of the camera link: its path, limits, and codes. */

export const LINK_PATH = '/ingest/v1';
export const LINK_PING_INTERVAL_MS = 2000;
export const LINK_MISSED_PINGS = 3;
/** Largest text message on the link, bytes. */
export const LINK_MAX_TEXT_BYTES = 1024 * 1024;

/** WebSocket close codes of the link. `tryAgain` is a standard code: the service dials again soon. */
export const LINK_CLOSE = {
  replaced: 4001,
  notJson: 4002,
  noHello: 4003,
  silent: 4005,
  taken: 4006,
  tooMuch: 4007,
  tryAgain: 1013,
} as const;

/** JSON-RPC error codes: the standard ones, and our own from −32000 down. */
export const RPC_ERROR = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  cameraError: -32000,
  cameraDisconnected: -32001,
  settingRejected: -32002,
  noSpace: -32003,
  busy: -32004,
  timeout: -32005,
  /** The hub is not the home of the camera any more. */
  replaced: -32006,
  /** The capture was cancelled before it was exposed. */
  cancelled: -32007,
  /** The frame is not kept in memory. */
  gone: -32008,
} as const;
