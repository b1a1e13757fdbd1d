/** What an observer of a proxy is told. Calls are synchronous: an observer that takes long delays the traffic. */
import type { Message } from '../messages/message.ts';
import type { ConnectionIdentity } from '../rules/selection.ts';

export interface ConnectionState extends ConnectionIdentity {
  /** `ws1`, `http2`. */
  readonly id: string;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/** A message as it arrived, before the faults. */
export interface TappedMessage extends Message {
  readonly connection: ConnectionState;
  /** Since the Unix epoch. */
  readonly atUs: number;
  /** Names of the rules that were applied. */
  readonly faults: readonly string[];
}

/** An HTTP request and its response, when the response has ended. */
export interface TappedExchange {
  readonly connection: ConnectionState;
  /** Since the Unix epoch; `startedUs`: when the request arrived. */
  readonly atUs: number;
  readonly startedUs: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly status: number;
  /** Headers of the response as a flat list: name, value, name, value, … */
  readonly rawHeaders: readonly string[];
  /** Of the response as it arrived. Absent if it is too long or was broken off. */
  readonly body: Buffer | undefined;
}

export interface Tap {
  opened?(connection: ConnectionState): void;
  closed?(connection: ConnectionState): void;
  message?(message: TappedMessage): void;
  exchange?(exchange: TappedExchange): void;
  /** The target cannot be reached, or a connection cannot be read. One line. */
  problem?(message: string): void;
}
