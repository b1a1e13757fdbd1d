/** A viewer of a plain WebSocket server. It reads the described values and counts the other bytes. */
import { ConnectError, WebSocketClient } from './websocket-client.ts';
import { oneLine } from '../../input/one-line.ts';
import { parsedJson } from '../../input/parsed-json.ts';
import { readPath } from '../fields.ts';
import type { FrameFields } from '../frame-fields.ts';
import type { Arrivals, Connection, Frame } from '../protocol.ts';
import { SilenceTimer } from '../silence.ts';
import { untilLeft } from '../until-left.ts';
import type { WebsocketOptions } from './options.ts';

const SHOWN_CHARS = 60;

export interface WebsocketViewer {
  readonly url: URL;
  readonly options: WebsocketOptions;
  readonly fields: FrameFields;
  readonly arrivals: Arrivals;
  /** Ends the attempt to open. */
  readonly signal?: AbortSignal | undefined;
}

export class WebsocketConnection implements Connection {
  readonly #viewer: WebsocketViewer;
  readonly #socket: WebSocketClient;
  readonly #silence: SilenceTimer;
  #unacknowledged = 0;
  #isOpen = false;
  #closed = false;
  /** Why the connection has ended. */
  #ended: string | undefined;

  private constructor(viewer: WebsocketViewer) {
    this.#viewer = viewer;
    const { idleTimeoutMs, messages, maxTextBytes } = viewer.options;
    this.#silence = new SilenceTimer(idleTimeoutMs, () => this.#end(`nothing arrived for ${idleTimeoutMs} ms`));
    const handler = {
      text:
        messages === 'json'
          ? (text: string, bytes: number) => this.#json(text, bytes)
          : (text: string, bytes: number) => this.#other('text', bytes, text),
      binary:
        messages === 'json'
          ? (_head: Buffer, bytes: number) => this.#other('binary', bytes)
          : (head: Buffer, bytes: number) => this.#binary(head, bytes),
      ping: () => this.#silence.heard(),
      closed: (reason: string) => this.#end(reason),
    };
    this.#socket = new WebSocketClient(viewer.url, handler, maxTextBytes);
  }

  /** Open, and the described messages sent. @throws {ConnectError} with the reason of the server */
  static async open(viewer: WebsocketViewer): Promise<WebsocketConnection> {
    const connection = new WebsocketConnection(viewer);
    try {
      await untilLeft(connection.#open(), viewer.signal, () => connection.close());
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  acknowledge(seq: number): void {
    const { acknowledge } = this.#viewer.options;
    if (acknowledge !== undefined) this.#socket.send(acknowledge.replaceAll('{seq}', String(seq)));
  }

  stall(): void {
    this.#silence.pause(this.#socket);
  }

  resume(): void {
    this.#silence.resume(this.#socket);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#end('closed');
    this.#socket.close();
  }

  async #open(): Promise<void> {
    const { headers, subprotocol, send } = this.#viewer.options;
    await this.#socket.open(subprotocol === undefined ? headers : { ...headers, 'Sec-WebSocket-Protocol': subprotocol });
    if (this.#socket.subprotocol !== subprotocol) {
      throw new ConnectError(
        `the server does not speak the subprotocol ${subprotocol ?? 'none'}: it answers ${oneLine(this.#socket.subprotocol ?? 'none')}`,
      );
    }
    if (this.#ended !== undefined) throw new ConnectError(this.#ended);
    this.#isOpen = true;
    this.#silence.start();
    for (const message of send) this.#socket.send(message);
  }

  #binary(head: Buffer, bytes: number): void {
    const { fields } = this.#viewer;
    const frame = fields.begin();
    fields.readBinary(frame, head, 0);
    fields.check(frame, () => `a message of ${bytes} bytes: ${head.toString('hex')}`);
    this.#frame(frame, bytes);
  }

  #json(text: string, bytes: number): void {
    const { fields, options } = this.#viewer;
    if (!fields.inJson && !options.where) {
      this.#frame(fields.begin(), bytes, text);
      return;
    }
    const value = jsonOf(text);
    if (options.where && String(readPath(value, options.where.steps)) !== options.where.value) {
      this.#other('json', bytes, text);
      return;
    }
    const frame = fields.begin();
    fields.readJson(frame, value);
    fields.check(frame, () => text);
    this.#frame(frame, bytes, text);
  }

  #frame(frame: Frame, bytes: number, json?: string): void {
    if (this.#ended !== undefined) return;
    this.#silence.heard();
    this.#viewer.arrivals.frame(frame, bytes, json);
    const { acknowledge, acknowledgeEvery } = this.#viewer.options;
    if (acknowledge === undefined) return;
    this.#unacknowledged += 1;
    if (this.#unacknowledged < acknowledgeEvery) return;
    this.#unacknowledged = 0;
    this.#socket.send(acknowledge.replaceAll('{seq}', String(frame.seq)));
  }

  #other(name: string, bytes: number, json?: string): void {
    if (this.#ended !== undefined) return;
    this.#silence.heard();
    this.#viewer.arrivals.message(name, bytes, json);
  }

  #end(reason: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#silence.stop();
    this.#socket.close();
    if (this.#isOpen && !this.#closed) this.#viewer.arrivals.lost(reason);
  }
}

/** @throws if it is none */
function jsonOf(text: string): unknown {
  const value = parsedJson(text);
  if (value !== undefined) return value;
  throw new Error(`the server sends a message that is not JSON: ${oneLine(text.slice(0, SHOWN_CHARS))}`);
}
