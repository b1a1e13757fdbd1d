/** What a recording tells, in the order in which it was seen. Times are µs since the Unix epoch. */
import type { RawPart } from './descriptors.ts';
import type { Direction } from './layout.ts';

interface At {
  readonly atUs: number;
  /** `ws1`, `http2`. */
  readonly connection: string;
}

export interface ConnectionChange extends At {
  readonly type: 'opened' | 'closed';
  readonly kind: 'websocket' | 'http';
  /** With the query; secret values are replaced. */
  readonly path: string;
}

export interface RecordedMessage extends At {
  readonly type: 'message';
  readonly direction: Direction;
  /** Per connection and direction, from 1. */
  readonly number: number;
  /** Time of capture, if the message is a frame that has one; else `atUs`. */
  readonly publishedUs: number;
  /** One, or a Socket.IO packet and its attachments. */
  readonly parts: readonly RawPart[];
  /** Of a message with pictures: the camera that the event names, or empty. */
  readonly camera: string;
}

export interface RecordedExchange extends At {
  readonly type: 'exchange';
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: Uint8Array;
  /** The body was too long. */
  readonly bodyOmitted: boolean;
  readonly durationUs: number;
}

export type Entry = ConnectionChange | RecordedMessage | RecordedExchange;
