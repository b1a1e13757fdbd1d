/** A viewer that leaves while it connects does not wait for the server. */

/** `leave` ends the work early, which then rejects. */
export async function untilLeft<T>(work: Promise<T>, signal: AbortSignal | undefined, leave: () => void): Promise<T> {
  if (signal?.aborted === true) leave();
  signal?.addEventListener('abort', leave, { once: true });
  try {
    return await work;
  } finally {
    signal?.removeEventListener('abort', leave);
  }
}
