/** Socket.IO packets in the WebSocket messages of one direction. An event and its binary attachments are one. */
import { decodePacket } from 'engine.io-parser';
import { Decoder, Encoder, PacketType, type Packet } from 'socket.io-parser';
import { isShallow } from '../../input/shallow-json.ts';
import { MESSAGE_MAX_BYTES, type MessageKind, type WebSocketMessage } from './frames.ts';

const ATTACHMENTS_MAX = 1000;
const TYPES = {
  [PacketType.CONNECT]: 'connect',
  [PacketType.DISCONNECT]: 'disconnect',
  [PacketType.EVENT]: 'event',
  [PacketType.ACK]: 'ack',
  [PacketType.CONNECT_ERROR]: 'connect_error',
  [PacketType.BINARY_EVENT]: 'event',
  [PacketType.BINARY_ACK]: 'ack',
} as const;

export interface SocketIoPacket {
  readonly type: (typeof TYPES)[PacketType];
  readonly namespace: string;
  /** Of an event that asks for an acknowledgement, and of the acknowledgement. */
  readonly id: number | undefined;
  /** Of an event. */
  readonly event: string | undefined;
  /** Of an event or acknowledgement; attachments are buffers. */
  readonly args: readonly unknown[];
}

/** Of the WebSocket connection with this path. Socket.IO 3 and later say the revision of Engine.IO in the query. */
export function isSocketIo(path: string): boolean {
  const query = new URLSearchParams(path.slice(path.indexOf('?') + 1));
  return query.get('EIO') === '4' && query.get('transport') === 'websocket';
}

/** @returns the packet in the parts of a whole message; undefined if they are none */
export function packetOf(parts: readonly { readonly kind: string; readonly payload: Uint8Array }[]): SocketIoPacket | undefined {
  const assembler = new PacketAssembler();
  let packet: SocketIoPacket | undefined;
  for (const { kind, payload } of parts) {
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
    packet = assembler.add({ kind: kind as MessageKind, payload: bytes, frames: [] }).at(-1)?.packet;
  }
  return packet;
}

export interface Assembled {
  /** More than one if there are attachments. */
  readonly parts: readonly WebSocketMessage[];
  readonly packet?: SocketIoPacket;
}

export class PacketAssembler {
  #decoder = this.#newDecoder();
  #decoded: SocketIoPacket | undefined;
  #parts: WebSocketMessage[] = [];
  #bytes = 0;

  /** @returns what is whole now. Messages that are no packet are returned as they are */
  add(message: WebSocketMessage): Assembled[] {
    if (message.kind === 'text') return this.#text(message);
    if (message.kind !== 'binary' || this.#parts.length === 0) return [{ parts: [message] }];
    return this.#feed(message, message.payload);
  }

  /** What waits for attachments that have not arrived. */
  flush(): Assembled[] {
    const parts = this.#parts;
    this.#parts = [];
    this.#bytes = 0;
    this.#decoder.destroy();
    this.#decoder = this.#newDecoder();
    return parts.map((part) => ({ parts: [part] }));
  }

  #text(message: WebSocketMessage): Assembled[] {
    const { type, data } = decodePacket(message.payload.toString('utf8')) as { type: string; data?: string };
    if (type !== 'message' || data === undefined) return [{ parts: [message] }];
    return [...this.flush(), ...this.#feed(message, data)];
  }

  #feed(message: WebSocketMessage, data: string | Buffer): Assembled[] {
    this.#parts.push(message);
    this.#bytes += message.payload.length;
    try {
      this.#decoder.add(data);
    } catch {
      return this.flush();
    }
    const packet = this.#decoded;
    this.#decoded = undefined;
    if (packet && !isShallow(packet.args)) return this.flush();
    if (!packet) return this.#bytes > MESSAGE_MAX_BYTES ? this.flush() : [];
    const parts = this.#parts;
    this.#parts = [];
    this.#bytes = 0;
    return [{ parts, packet }];
  }

  #newDecoder(): Decoder {
    const decoder = new Decoder({ maxAttachments: ATTACHMENTS_MAX });
    decoder.on('decoded', (packet) => {
      this.#decoded = readPacket(packet);
    });
    return decoder;
  }
}

/** The texts of an event without attachments. */
export function encodeEvent(event: string, args: readonly unknown[], namespace: string, id: number | undefined): Buffer {
  const packet: Packet = { type: PacketType.EVENT, nsp: namespace, data: [event, ...args], ...(id === undefined ? {} : { id }) };
  const [text] = new Encoder().encode(packet) as [string];
  return Buffer.from(`4${text}`);
}

function readPacket({ type, nsp, id, data }: Packet): SocketIoPacket {
  const items = Array.isArray(data) ? (data as unknown[]) : [];
  const isEvent = TYPES[type] === 'event';
  return {
    type: TYPES[type],
    namespace: nsp,
    id,
    event: isEvent ? String(items[0]) : undefined,
    args: isEvent ? items.slice(1) : items,
  };
}
