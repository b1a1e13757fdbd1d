/** The store cannot be used with this configuration. The message is one line for the operator. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
