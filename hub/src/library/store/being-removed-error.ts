import { HubError } from '../../errors.ts';

const RETRY_AFTER_SECONDS = 1;

/** The capture that is being uploaded is being removed. The removal may have been interrupted. */
export class BeingRemovedError extends HubError {
  constructor(id: string) {
    super('store_unavailable', `Capture ${id} is being removed, try again shortly`, { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}
