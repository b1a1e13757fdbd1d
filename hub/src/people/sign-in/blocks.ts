export const HOUR_MS = 3_600_000;
/** Failures of a client on an account before it is blocked, and the first block, which doubles up to an hour. */
export const BLOCK = { fromFailure: 5, firstMs: 60_000 };
/** Time without a failure after which a client is forgotten. */
export const REMEMBERED_MS = 24 * HOUR_MS;
