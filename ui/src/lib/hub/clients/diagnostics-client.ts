import type { ProcessSample } from '@eyepiece/shared-types';

/** Diagnostics of the hub, for administrators. Updates arrive as `diagnostics` events. */
export interface DiagnosticsClient {
  /** Replaces an earlier subscription. Returns the samples of the last ten minutes. Rejects with a HubError. */
  watch(messages: boolean): Promise<ProcessSample[]>;
  /** Does nothing without a connection: the hub drops the subscription with it. */
  unwatch(): void;
}
