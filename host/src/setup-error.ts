import type { StartFault } from './start-faults.ts';

/** A failure whose message is enough to fix it: no stack trace is shown. */
export class SetupError extends Error {
  override readonly name: string = 'SetupError';
  readonly fault: StartFault;

  constructor(message: string, { fault = 'unknown', ...options }: ErrorOptions & { readonly fault?: StartFault } = {}) {
    super(message, options);
    this.fault = fault;
  }
}
