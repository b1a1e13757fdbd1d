import type { Direction } from '../rules/schema.ts';
import type { MessageKind, WebSocketMessage } from './frames.ts';
import type { SocketIoPacket } from './socket-io.ts';

/** A message of a client or server, as it arrived. A Socket.IO packet with its attachments is one message. */
export interface Message {
  readonly direction: Direction;
  /** From 1, per connection and direction; control frames do not count and have that of the message before. */
  readonly number: number;
  /** Of the first part. */
  readonly kind: MessageKind;
  readonly parts: readonly WebSocketMessage[];
  readonly packet: SocketIoPacket | undefined;
}

export function payloadBytes(parts: readonly { readonly payload: Buffer }[]): number {
  return parts.reduce((sum, { payload }) => sum + payload.length, 0);
}

/** A WebSocket message that is sent on. Without `frames` it is not one that arrived, and is encoded. */
export interface Outgoing {
  readonly kind: MessageKind;
  readonly payload: Buffer;
  readonly frames?: readonly Buffer[];
}
