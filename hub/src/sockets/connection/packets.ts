/** What a Socket.IO packet from a client is, read from its first characters: JSON is not parsed for one that is refused. */

/** Namespaces, binary attachments and long ids are never sent to this hub by a client that follows docs/protocol.md. */
export type Packet =
  | { readonly kind: 'connect' }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'event'; readonly name: string; readonly ackId: string | undefined }
  /** The hub asks clients for no acknowledgement. */
  | { readonly kind: 'acknowledgement' }
  | { readonly kind: 'violation'; readonly why: string };

const HEAD = /^2(\d{0,15})\["([\w:.-]{1,40})"/;
/** Above this a handshake carries something else than a token. */
const MAX_CONNECT_CHARS = 16_384;

export function readPacket(data: unknown): Packet {
  if (typeof data !== 'string') return violation('binary data');
  if (data.charAt(1) === '/') return violation('another namespace');
  switch (data.charAt(0)) {
    case '0':
      return data.length > MAX_CONNECT_CHARS ? violation('a handshake that is too long') : { kind: 'connect' };
    case '1':
      return { kind: 'disconnect' };
    case '2': {
      const [, ackId = '', name] = HEAD.exec(data) ?? [];
      return name === undefined ? violation('an event without a name') : { kind: 'event', name, ackId: ackId === '' ? undefined : ackId };
    }
    case '3':
      return { kind: 'acknowledgement' };
    default:
      return violation('a packet that no client sends');
  }
}

const violation = (why: string): Packet => ({ kind: 'violation', why });

/**
 * Tokens that an event costs; one that is not listed costs 1. Four: it changes what the camera or the database does.
 * Ten: it writes to the database and is told to everybody, and no person does it more than a few times a second.
 */
const COSTS: ReadonlyMap<string, number> = new Map([
  ...['watch', 'analysis:watch', 'settings:update', 'annotation:put', 'annotation:remove', 'annotation:restore'].map(
    (name) => [name, 4] as const,
  ),
  ...[
    ...['session:join', 'session:leave', 'session:note', 'session:unnote', 'capture', 'camera:fire', 'camera:retry'],
    ...['job:start', 'job:estimate', 'job:cancel', 'job:resume', 'settings:save', 'settings:load'],
    ...['corrections:update', 'objective:choose', 'control:request', 'control:withdraw', 'control:release'],
    ...['control:grant', 'control:deny', 'control:take'],
  ].map((name) => [name, 10] as const),
]);

export function costOf(event: string): number {
  return COSTS.get(event) ?? 1;
}
