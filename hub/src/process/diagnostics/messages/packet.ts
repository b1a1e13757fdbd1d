/** Reads the event of an encoded Socket.IO packet (protocol 5) without parsing its payload. */

export interface MessagePacket {
  readonly kind: 'event' | 'reply';
  /** Empty for replies: their packets have only the id. */
  readonly event: string;
  readonly ackId: string | undefined;
  /** Position of the JSON array. */
  readonly payloadAt: number;
}

const EVENT = /^2(\d{0,15})\["([^"\\]{1,64})"/;
const REPLY = /^3(\d{1,15})\[/;

/** Undefined for other packets: connect, disconnect, and events with binary attachments, which are frames. */
export function readMessagePacket(text: string): MessagePacket | undefined {
  const event = EVENT.exec(text);
  if (event) {
    const [, ackId = '', name = ''] = event;
    return { kind: 'event', event: name, ackId: ackId === '' ? undefined : ackId, payloadAt: 1 + ackId.length };
  }
  const reply = REPLY.exec(text);
  if (!reply) return undefined;
  const [, ackId = ''] = reply;
  return { kind: 'reply', event: '', ackId, payloadAt: 1 + ackId.length };
}
