/** WebSocket frames (RFC 6455 §5) of one direction, read into whole messages that keep their bytes. No I/O. */
import { randomBytes } from 'node:crypto';

export type MessageKind = 'text' | 'binary' | 'ping' | 'pong' | 'close';

export interface WebSocketMessage {
  readonly kind: MessageKind;
  /** Unmasked; the fragments are joined. */
  readonly payload: Buffer;
  /** All its frames as they arrived. */
  readonly frames: readonly Buffer[];
}

/** The stream cannot be read any further. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

export const MESSAGE_MAX_BYTES = 64 * 1024 * 1024;
/** Each fragment takes memory besides its bytes. */
const FRAGMENTS_MAX = 10_000;
const CONTROL_MAX_BYTES = 125;
const CONTINUATION = 0;
const OPCODES: Readonly<Record<MessageKind, number>> = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 };
const KINDS = new Map(Object.entries(OPCODES).map(([kind, opcode]) => [opcode, kind as MessageKind]));

interface Head {
  readonly final: boolean;
  readonly opcode: number;
  readonly mask: Buffer | undefined;
  readonly payloadAt: number;
  readonly payloadBytes: number;
}

export class FrameReader {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #needed = 2;
  #fragments: { readonly kind: MessageKind; readonly frames: Buffer[]; readonly payloads: Buffer[]; bytes: number } | undefined;

  /** @throws {FrameError}; `unread` gives all bytes that belong to no message then */
  *push(chunk: Buffer): Generator<WebSocketMessage> {
    this.#keep(chunk);
    while (this.#bytes >= this.#needed) {
      const [first] = this.#chunks;
      const bytes = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
      this.#chunks = [bytes];
      const head = readHead(bytes);
      this.#needed = typeof head === 'number' ? head : head.payloadAt + head.payloadBytes;
      if (typeof head === 'number' || bytes.length < this.#needed) continue;
      const end = this.#needed;
      const message = this.#take(head, bytes.subarray(0, end));
      this.#chunks = [];
      this.#bytes = 0;
      this.#needed = 2;
      this.#keep(bytes.subarray(end));
      if (message) yield message;
    }
  }

  #keep(chunk: Buffer): void {
    if (chunk.length > 0) this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  get unread(): Buffer {
    return Buffer.concat([...(this.#fragments?.frames ?? []), ...this.#chunks]);
  }

  #take(head: Head, frame: Buffer): WebSocketMessage | undefined {
    const payload = unmasked(frame.subarray(head.payloadAt), head.mask);
    const kind = KINDS.get(head.opcode);
    if (head.opcode >= OPCODES.close && kind) return { kind, payload, frames: [frame] };
    if (kind === undefined && head.opcode !== CONTINUATION) throw new FrameError(`there is no frame with the opcode ${head.opcode}`);
    if ((kind === undefined) !== (this.#fragments !== undefined)) throw new FrameError('a fragment is out of place');
    if (kind && head.final) return { kind, payload, frames: [frame] };
    return this.#join(kind, head.final, payload, frame);
  }

  #join(kind: MessageKind | undefined, final: boolean, payload: Buffer, frame: Buffer): WebSocketMessage | undefined {
    const joined = this.#fragments ?? { kind: kind ?? 'binary', frames: [], payloads: [], bytes: 0 };
    if (joined.bytes + frame.length > MESSAGE_MAX_BYTES) throw tooLong();
    if (joined.frames.length >= FRAGMENTS_MAX) throw new FrameError(`a message has more than ${FRAGMENTS_MAX} fragments`);
    joined.frames.push(frame);
    joined.payloads.push(payload);
    joined.bytes += frame.length;
    this.#fragments = final ? undefined : joined;
    return final ? { kind: joined.kind, payload: Buffer.concat(joined.payloads), frames: joined.frames } : undefined;
  }
}

/** @returns how many bytes are needed if there are too few */
function readHead(bytes: Buffer): Head | number {
  const first = bytes[0] ?? 0;
  const second = bytes[1] ?? 0;
  const short = second & 0x7f;
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const isMasked = (second & 0x80) !== 0;
  const payloadAt = 2 + lengthBytes + (isMasked ? 4 : 0);
  const opcode = first & 0x0f;
  if ((first & 0x70) !== 0) throw new FrameError('a reserved bit is set although no extension was agreed on');
  if (opcode >= OPCODES.close && ((first & 0x80) === 0 || short > CONTROL_MAX_BYTES)) {
    throw new FrameError('a control frame is fragmented or too long');
  }
  if (bytes.length < payloadAt) return payloadAt;
  const payloadBytes = lengthBytes === 8 ? Number(bytes.readBigUInt64BE(2)) : lengthBytes === 2 ? bytes.readUInt16BE(2) : short;
  if (payloadBytes > MESSAGE_MAX_BYTES) throw tooLong();
  return {
    final: (first & 0x80) !== 0,
    opcode,
    mask: isMasked ? bytes.subarray(payloadAt - 4, payloadAt) : undefined,
    payloadAt,
    payloadBytes,
  };
}

function tooLong(): FrameError {
  return new FrameError(`a message is longer than ${MESSAGE_MAX_BYTES} bytes`);
}

function unmasked(payload: Buffer, mask: Buffer | undefined): Buffer {
  return mask ? masked(payload, mask) : payload;
}

function masked(payload: Buffer, mask: Buffer): Buffer {
  const result = Buffer.allocUnsafe(payload.length);
  for (let at = 0; at < payload.length; at += 1) result[at] = (payload[at] ?? 0) ^ (mask[at & 3] ?? 0);
  return result;
}

/** One frame. `isMasked`: as a client has to send it. */
export function encodeFrame(kind: MessageKind, payload: Buffer, isMasked: boolean): Buffer {
  const length = payload.length;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + lengthBytes);
  head[0] = 0x80 | OPCODES[kind];
  head[1] = (isMasked ? 0x80 : 0) | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) head.writeUInt16BE(length, 2);
  else if (lengthBytes === 8) head.writeBigUInt64BE(BigInt(length), 2);
  if (!isMasked) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, masked(payload, mask)]);
}

export function closePayload(code: number, reason: string): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code);
  payload.write(reason, 2);
  return payload;
}
