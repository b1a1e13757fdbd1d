/** What an observer of a proxy is told. Calls are synchronous: an observer that takes long delays the traffic. */
import type { ConnectionIdentity } from '../rules/selection.ts';

export interface ConnectionState extends ConnectionIdentity {
  /** `ws1`, `http2`. */
  readonly id: string;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

export interface Tap {
  opened?(connection: ConnectionState): void;
  closed?(connection: ConnectionState): void;
  /** The target cannot be reached. One line. */
  problem?(message: string): void;
}
