/** Socket.IO 5 packets with namespaces, acknowledgement ids and attachments, in the text of an Engine.IO 4 message. */

export const PACKET = { connect: 0, disconnect: 1, event: 2, reply: 3, refusal: 4, binaryEvent: 5, binaryReply: 6 } as const;

const [ZERO, NINE, DASH, SLASH] = [48, 57, 45, 47];
const ATTACHMENTS_MAX = 100;

/** The part of a packet before its JSON. */
export interface PacketHead {
  readonly type: number;
  readonly attachments: number;
  readonly namespace: string;
  /** Present if the sender expects a reply. */
  readonly id: number | undefined;
  /** Where the JSON begins in the text. */
  readonly from: number;
}

/**
 * `text`: an Engine.IO message, with its leading `4`.
 * @throws if it is no packet
 */
export function readPacketHead(text: string): PacketHead {
  const type = text.charCodeAt(1) - ZERO;
  if (!(type >= 0 && type <= 6)) throw new Error('the server sent a packet that Socket.IO does not have');
  let at = 2;
  let attachments = 0;
  if (type >= PACKET.binaryEvent) {
    const end = digitsEnd(text, at);
    if (text.charCodeAt(end) !== DASH) throw new Error('a packet has no count of attachments');
    attachments = Number(text.slice(at, end));
    if (attachments > ATTACHMENTS_MAX) throw new Error(`a packet has more than ${ATTACHMENTS_MAX} attachments`);
    at = end + 1;
  }
  let namespace = '/';
  if (text.charCodeAt(at) === SLASH) {
    const comma = text.indexOf(',', at);
    const end = comma < 0 ? text.length : comma;
    namespace = text.slice(at, end);
    at = comma < 0 ? end : end + 1;
  }
  const end = digitsEnd(text, at);
  return { type, attachments, namespace, id: end > at ? Number(text.slice(at, end)) : undefined, from: end };
}

export function connectText(namespace: string, auth: object): string {
  return `40${prefix(namespace)}${JSON.stringify(auth)}`;
}

export function eventText(namespace: string, name: string, args: readonly unknown[]): string {
  return `42${prefix(namespace)}${JSON.stringify([name, ...args])}`;
}

export function replyText(namespace: string, id: number, args: readonly unknown[]): string {
  return `43${prefix(namespace)}${id}${JSON.stringify(args)}`;
}

export function leaveText(namespace: string): string {
  return `41${prefix(namespace)}`;
}

function prefix(namespace: string): string {
  return namespace === '/' ? '' : `${namespace},`;
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code >= ZERO && code <= NINE; code = text.charCodeAt(at)) at += 1;
  return at;
}
