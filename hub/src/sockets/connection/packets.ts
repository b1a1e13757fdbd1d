/** Classifies Socket.IO packets by their first characters, without parsing the JSON of refused ones. */

/** Clients that follow docs/reference/protocol/sockets.md never send namespaces, binary attachments or long ids. */
export type Packet =
  | { readonly kind: 'connect' }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'event'; readonly name: string; readonly ackId: string | undefined }
  /** The hub never requests acknowledgements from clients. */
  | { readonly kind: 'acknowledgement' }
  | { readonly kind: 'violation'; readonly why: string };

const HEAD = /^2(\d{0,15})\["([\w:.-]{1,40})"/;
/** Maximum length of a handshake; tokens are shorter. */
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
 * Cost of events in tokens; unlisted ones cost 1. Four: changes the state of the camera or the database. Ten: writes to
 * the database, is broadcast, and occurs at most a few times a second per person.
 */
const COSTS: ReadonlyMap<string, number> = new Map([
  ...['watch', 'analysis:watch', 'diagnostics:watch', 'settings:update', 'annotation:put', 'annotation:remove', 'annotation:restore'].map(
    (name) => [name, 4] as const,
  ),
  ...[
    ...['session:join', 'session:leave', 'session:note', 'session:unnote', 'camera:fire', 'camera:retry', 'live:set'],
    ...['capture', 'capture:cancel'],
    ...['job:start', 'job:estimate', 'job:cancel', 'job:resume', 'settings:save', 'settings:load'],
    ...['corrections:update', 'objective:choose', 'control:request', 'control:withdraw', 'control:release'],
    ...['control:grant', 'control:deny', 'control:take'],
  ].map((name) => [name, 10] as const),
]);

export function costOf(event: string): number {
  return COSTS.get(event) ?? 1;
}
