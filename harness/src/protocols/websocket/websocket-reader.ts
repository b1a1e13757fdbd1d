/**
 * Reads a server's WebSocket stream (RFC 6455 §5) without storing it. It returns the first bytes and the length of a
 * binary message, and the text of a text message. No I/O; data passed to `push` may be overwritten when `push` returns.
 */

/** Bytes of a binary message that are kept. */
export const HEAD_BYTES = 64;
const TEXT_MAX_BYTES = 1024 * 1024;
/** Memory for texts that is kept after the message. */
const KEPT_BYTES = 512;
const CONTROL_MAX_BYTES = 125;

const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface MessageHandler {
  text(message: string, bytes: number): void;
  /** `head`: the first HEAD_BYTES, valid until the call returns; `bytes`: length of the whole message. */
  binary(head: Buffer, bytes: number): void;
  ping(payload: Buffer): void;
  closed(code: number | undefined, reason: string): void;
}

export class WebSocketError extends Error {
  override readonly name = 'WebSocketError';
}

export class WebSocketReader {
  readonly #handler: MessageHandler;
  readonly #textMaxBytes: number;
  readonly #frameHead = Buffer.alloc(10);
  #frameHeadFilled = 0;
  #frameHeadNeeded = 2;
  #opcode = 0;
  #final = true;
  #remaining = -1;
  /** Opcode of the message to which continuation frames belong. */
  #message: number = OPCODE.continuation;
  /** The text so far: in one piece, because each piece of a message in tiny fragments would take memory besides its bytes. */
  #kept = Buffer.allocUnsafe(KEPT_BYTES);
  #keptBytes = 0;
  readonly #head = Buffer.alloc(HEAD_BYTES);
  #headFilled = 0;
  #binaryBytes = 0;
  /** Separate, because control frames may come between the fragments of a message. */
  #control = Buffer.alloc(0);

  /** `textMaxBytes`: longer text messages end the connection. */
  constructor(handler: MessageHandler, textMaxBytes = TEXT_MAX_BYTES) {
    this.#handler = handler;
    this.#textMaxBytes = textMaxBytes;
  }

  /** @throws {WebSocketError} if a server may not send this */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length || this.#remaining === 0) {
      if (this.#remaining < 0) {
        at = this.#readFrameHead(chunk, at);
        continue;
      }
      const end = Math.min(chunk.length, at + this.#remaining);
      if (end > at) this.#keep(chunk, at, end);
      this.#remaining -= end - at;
      at = end;
      if (this.#remaining === 0) this.#frameEnded();
    }
  }

  #readFrameHead(chunk: Buffer, start: number): number {
    let at = start;
    while (at < chunk.length && this.#frameHeadFilled < this.#frameHeadNeeded) {
      this.#frameHead[this.#frameHeadFilled++] = chunk[at++] ?? 0;
      if (this.#frameHeadFilled === 2) this.#frameHeadNeeded = lengthOfHead(this.#frameHead[1] ?? 0);
    }
    if (this.#frameHeadFilled === this.#frameHeadNeeded) this.#frameBegins();
    return at;
  }

  #frameBegins(): void {
    const first = this.#frameHead[0] ?? 0;
    if ((first & 0x70) !== 0) throw new WebSocketError('a reserved bit is set although no extension was agreed on');
    this.#final = (first & 0x80) !== 0;
    this.#opcode = first & 0x0f;
    this.#remaining = payloadLength(this.#frameHead);
    this.#frameHeadFilled = 0;
    this.#frameHeadNeeded = 2;
    if (this.#isControl) {
      if (!this.#final || this.#remaining > CONTROL_MAX_BYTES) throw new WebSocketError('a control frame is fragmented or too long');
    } else if ((this.#opcode === OPCODE.continuation) === (this.#message === OPCODE.continuation)) {
      throw new WebSocketError(`a data frame of kind ${this.#opcode} is out of place`);
    } else if (this.#opcode !== OPCODE.continuation) {
      this.#message = this.#opcode;
    }
    // Before the payload arrives, which would take memory.
    if (!this.#isControl && this.#message === OPCODE.text) this.#checkText(this.#keptBytes + this.#remaining);
  }

  #checkText(bytes: number): void {
    if (bytes > this.#textMaxBytes) throw new WebSocketError(`a text message is longer than ${this.#textMaxBytes} bytes`);
  }

  get #isControl(): boolean {
    return this.#opcode >= OPCODE.close;
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    if (this.#isControl) {
      this.#control = Buffer.concat([this.#control, chunk.subarray(from, to)]);
      return;
    }
    if (this.#message === OPCODE.binary) {
      if (this.#headFilled < HEAD_BYTES) this.#headFilled += chunk.copy(this.#head, this.#headFilled, from, to);
      this.#binaryBytes += to - from;
      return;
    }
    const bytes = this.#keptBytes + to - from;
    if (bytes > this.#kept.length) {
      const larger = Buffer.allocUnsafe(Math.max(bytes, 2 * this.#kept.length));
      this.#kept.copy(larger, 0, 0, this.#keptBytes);
      this.#kept = larger;
    }
    chunk.copy(this.#kept, this.#keptBytes, from, to);
    this.#keptBytes = bytes;
  }

  #frameEnded(): void {
    this.#remaining = -1;
    if (this.#isControl) this.#controlEnded();
    else if (this.#final) this.#messageEnded();
  }

  #messageEnded(): void {
    const message = this.#message;
    this.#message = OPCODE.continuation;
    if (message === OPCODE.binary) {
      const bytes = this.#binaryBytes;
      const head = this.#head.subarray(0, this.#headFilled);
      this.#binaryBytes = 0;
      this.#headFilled = 0;
      this.#handler.binary(head, bytes);
    } else if (message === OPCODE.text) {
      const bytes = this.#keptBytes;
      this.#handler.text(this.#takeText(), bytes);
    } else {
      throw new WebSocketError(`there is no data frame of kind ${message}`);
    }
  }

  #controlEnded(): void {
    const payload = this.#control;
    this.#control = Buffer.alloc(0);
    if (this.#opcode === OPCODE.ping) this.#handler.ping(payload);
    else if (this.#opcode === OPCODE.close) {
      this.#handler.closed(payload.length >= 2 ? payload.readUInt16BE(0) : undefined, payload.subarray(2).toString('utf8'));
    } else if (this.#opcode !== OPCODE.pong) throw new WebSocketError(`there is no control frame of kind ${this.#opcode}`);
  }

  #takeText(): string {
    const text = this.#kept.toString('utf8', 0, this.#keptBytes);
    if (this.#kept.length > KEPT_BYTES) this.#kept = Buffer.allocUnsafe(KEPT_BYTES);
    this.#keptBytes = 0;
    return text;
  }
}

function lengthOfHead(second: number): number {
  if ((second & 0x80) !== 0) throw new WebSocketError('a server must not mask what it sends');
  const length = second & 0x7f;
  return length < 126 ? 2 : length === 126 ? 4 : 10;
}

function payloadLength(head: Buffer): number {
  const length = (head[1] ?? 0) & 0x7f;
  if (length < 126) return length;
  if (length === 126) return head.readUInt16BE(2);
  const bytes = Number(head.readBigUInt64BE(2));
  if (bytes > Number.MAX_SAFE_INTEGER) throw new WebSocketError('a frame has a length that is not possible');
  return bytes;
}
