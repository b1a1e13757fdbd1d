/**
 * A WebSocket client with minimal cost: all connections of the process read into the same buffer and parse the data in
 * place. For crowds of viewers that only count what they receive.
 */
import { createHash, randomBytes } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { oneLine } from '../../input/one-line.ts';
import { WebSocketReader, type MessageHandler } from './websocket-reader.ts';

/** RFC 6455 §1.3 */
const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const RESPONSE_MAX_BYTES = 16 * 1024;
const CONNECT_MS = 10_000;
const CLOSE_MS = 2000;
/** Pongs and acknowledgements for a server that does not read them. */
const UNSENT_MAX_BYTES = 1024 * 1024;
const OPCODE_TEXT = 0x81;
const OPCODE_CLOSE = 0x88;
const OPCODE_PONG = 0x8a;
const MASKED = 0x80;

/** Shared by all sockets: the data is processed before libuv fills the buffer again. */
const sharedBuffer = Buffer.allocUnsafe(256 * 1024);

export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  /** HTTP status of a refusal. */
  readonly status: number | undefined;
  /** The server's code of a refusal, such as `rate_limited`. */
  readonly code: string | undefined;

  constructor(message: string, { status, code }: { readonly status?: number | undefined; readonly code?: string | undefined } = {}) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface WebSocketHandler extends Omit<MessageHandler, 'closed'> {
  /** Emitted once, whichever side ended the connection. */
  closed(reason: string): void;
}

export class WebSocketClient {
  readonly #socket: Socket;
  readonly #handler: WebSocketHandler;
  readonly #reader: WebSocketReader;
  #response: Buffer | undefined = Buffer.alloc(0);
  #opened: ((error?: ConnectError) => void) | undefined;
  #expectedAccept = '';
  #subprotocol: string | undefined;
  #ended = false;
  #paused = false;

  readonly #url: URL;

  /** `textMaxBytes`: longer text messages end the connection. */
  constructor(url: URL, handler: WebSocketHandler, textMaxBytes?: number) {
    this.#url = url;
    this.#handler = handler;
    const messages: MessageHandler = {
      text: (message, bytes) => handler.text(message, bytes),
      binary: (head, bytes) => handler.binary(head, bytes),
      ping: (payload) => {
        this.#write(OPCODE_PONG, payload);
        handler.ping(payload);
      },
      closed: (code, reason) => this.#finish(`closed by the server: ${String(code ?? 'no code')} ${oneLine(reason)}`.trim()),
    };
    this.#reader = new WebSocketReader(messages, textMaxBytes);
    this.#socket = this.#dial(url);
    this.#socket.setNoDelay(true);
    this.#socket.on('error', (error) => this.#finish(error.message));
    this.#socket.on('end', () => this.#finish('the server ended the connection'));
    this.#socket.on('close', () => this.#finish('the connection was lost'));
  }

  /** The subprotocol that the server has chosen. */
  get subprotocol(): string | undefined {
    return this.#subprotocol;
  }

  /** Resolves when messages may be sent. @throws {ConnectError} if the server is unreachable or refuses */
  open(headers: Readonly<Record<string, string>> = {}): Promise<void> {
    const url = this.#url;
    const key = randomBytes(16).toString('base64');
    this.#expectedAccept = createHash('sha1')
      .update(key + ACCEPT_GUID)
      .digest('base64');
    const lines = [
      `GET ${url.pathname}${url.search} HTTP/1.1`,
      `Host: ${url.host}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${key}`,
      'Sec-WebSocket-Version: 13',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => this.#finish(`no answer within ${CONNECT_MS} ms`), CONNECT_MS);
      this.#opened = (error) => {
        this.#opened = undefined;
        clearTimeout(deadline);
        if (error) reject(error);
        else resolve();
      };
      this.#socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    });
  }

  send(text: string): void {
    this.#write(OPCODE_TEXT, Buffer.from(text));
  }

  /** Stops reading like a hanging viewer: the kernel's buffers fill, then the server's. */
  pause(): void {
    this.#paused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#socket.resume();
  }

  /** May be called twice. */
  close(): void {
    if (!this.#ended) this.#write(OPCODE_CLOSE, Buffer.from([0x03, 0xe8]));
    this.#finish('closed');
  }

  #dial(url: URL): Socket {
    const tls = url.protocol === 'https:' || url.protocol === 'wss:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = url.port === '' ? (tls ? 443 : 80) : Number(url.port);
    if (tls) return connectTls({ host, port, servername: host }).on('data', (chunk: Buffer) => this.#received(chunk));
    const callback = (bytes: number, buffer: Uint8Array): boolean => {
      this.#received(buffer.subarray(0, bytes) as Buffer);
      return !this.#paused;
    };
    return connectTcp({ host, port, onread: { buffer: sharedBuffer, callback } });
  }

  #received(chunk: Buffer): void {
    if (this.#ended) return;
    try {
      if (this.#response) this.#readResponse(chunk);
      else this.#reader.push(chunk);
    } catch (error) {
      this.#finish((error as Error).message);
    }
  }

  #readResponse(chunk: Buffer): void {
    const response = Buffer.concat([this.#response ?? Buffer.alloc(0), chunk]);
    this.#response = response;
    const end = response.indexOf('\r\n\r\n');
    if (end < 0) {
      if (response.length > RESPONSE_MAX_BYTES) this.#finish('the answer to the upgrade is not HTTP');
      return;
    }
    const head = response.toString('latin1', 0, end);
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
    const accept = /^sec-websocket-accept:\s*(\S+)/im.exec(head)?.[1];
    if (status !== 101 || accept !== this.#expectedAccept) {
      this.#finish(`the upgrade was refused: ${oneLine(head.split('\r\n')[0] ?? 'no status')}`, status);
      return;
    }
    this.#subprotocol = /^sec-websocket-protocol:[ \t]*([^\s,]+)/im.exec(head)?.[1];
    this.#response = undefined;
    this.#opened?.();
    if (response.length > end + 4) this.#reader.push(response.subarray(end + 4));
  }

  #write(firstByte: number, payload: Buffer): void {
    if (this.#ended) return;
    const extended = payload.length < 126 ? 0 : 2;
    if (payload.length > 0xffff) throw new RangeError(`a viewer has no message of ${payload.length} bytes to send`);
    const frame = Buffer.allocUnsafe(2 + extended + 4 + payload.length);
    frame[0] = firstByte;
    frame[1] = MASKED | (extended === 0 ? payload.length : 126);
    if (extended > 0) frame.writeUInt16BE(payload.length, 2);
    const mask = randomBytes(4);
    mask.copy(frame, 2 + extended);
    for (let index = 0; index < payload.length; index += 1) {
      frame[6 + extended + index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0);
    }
    this.#socket.write(frame);
    if (this.#socket.writableLength > UNSENT_MAX_BYTES) this.#stuck();
  }

  #stuck(): void {
    this.#finish(`the server does not read: ${UNSENT_MAX_BYTES} bytes wait to be sent`);
    this.#socket.destroy();
  }

  #finish(reason: string, status?: number): void {
    if (this.#ended) return;
    this.#ended = true;
    // A peer that does not read would keep unsent data, and therefore this process, alive.
    setTimeout(() => this.#socket.destroy(), CLOSE_MS).unref();
    this.#socket.destroySoon();
    if (this.#opened) this.#opened(new ConnectError(reason, { status }));
    else this.#handler.closed(reason);
  }
}
