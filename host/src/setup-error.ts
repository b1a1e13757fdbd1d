/** A failure whose message is enough to fix it: no stack trace is shown. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
