/** A failure that its message explains completely; the message says what to do. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
