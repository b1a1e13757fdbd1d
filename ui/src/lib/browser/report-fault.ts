/** Logs an error that the page has handled, for debugging. */
export function reportFault(what: string, error: unknown): void {
  // eslint-disable-next-line no-console -- the console is the only log a page has
  console.warn(what, error instanceof Error ? error.message : error);
}
