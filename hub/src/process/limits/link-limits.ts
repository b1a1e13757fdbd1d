/** Limits of authenticated camera links. */
export interface LinkLimits {
  readonly maxLinks: number;
  /** Links that have not sent hello. */
  readonly maxWithoutHello: number;
  /** Other messages before hello. */
  readonly maxBeforeHello: number;
  /** A link with more unsent bytes is closed, because the service does not read. */
  readonly maxUnsentBytes: number;
  /** Minimum interval of log lines about invalid tokens, ms. */
  readonly refusalLogMs: number;
}

export const LINK_LIMITS: LinkLimits = {
  maxLinks: 256,
  maxWithoutHello: 32,
  maxBeforeHello: 16,
  maxUnsentBytes: 8 * 1024 * 1024,
  refusalLogMs: 10_000,
};
