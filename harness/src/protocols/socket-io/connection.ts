/** A viewer of any Socket.IO 4 server over WebSocket. It reads the described values and counts the other bytes. */
import { deferred } from '../../timing/deferred.ts';
import { ConnectError, WebSocketClient } from '../websocket/websocket-client.ts';
import { oneLine } from '../../input/one-line.ts';
import { parsedJson } from '../../input/parsed-json.ts';
import { parseShallow } from '../../input/shallow-json.ts';
import type { FrameFields, PartialFrame } from '../frame-fields.ts';
import type { Arrivals, Connection } from '../protocol.ts';
import { withSeq } from '../template.ts';
import { untilLeft } from '../until-left.ts';
import type { SocketIoOptions } from './options.ts';
import { connectText, eventText, leaveText, PACKET, readPacketHead, replyText, type PacketHead } from './packets.ts';

const ADMITTED_MS = 20_000;
const PING_MAX_CHARS = 125;
const SHOWN_CHARS = 60;
const REASON_MAX_CHARS = 200;

/** An event whose attachments are not complete. */
interface Incomplete {
  /** undefined: not the event of frames */
  readonly frame: PartialFrame | undefined;
  readonly name: string;
  readonly id: number | undefined;
  readonly text: string;
  /** Where its JSON begins. */
  readonly from: number;
  readonly attachments: number;
  arrived: number;
  bytes: number;
}

export interface SocketIoViewer {
  readonly url: URL;
  readonly namespace: string;
  readonly options: SocketIoOptions;
  readonly fields: FrameFields;
  readonly arrivals: Arrivals;
  /** Ends the attempt to open. */
  readonly signal?: AbortSignal | undefined;
}

export class SocketIoConnection implements Connection {
  readonly #viewer: SocketIoViewer;
  readonly #socket: WebSocketClient;
  readonly #admitted = deferred<undefined>();
  /** The event of frames as the JSON of a packet begins. */
  readonly #frameStart: string;
  #incomplete: Incomplete | undefined;
  #liveness: NodeJS.Timeout | undefined;
  #unacknowledged = 0;
  #isGreeted = false;
  #isOpen = false;
  #closed = false;
  /** Why the connection has ended. */
  #ended: string | undefined;

  private constructor(viewer: SocketIoViewer) {
    this.#viewer = viewer;
    this.#frameStart = `[${JSON.stringify(viewer.options.event)}`;
    // Settled by packets or by the end of the connection. It is awaited only after the socket opens.
    this.#admitted.promise.catch(() => undefined);
    const handler = {
      text: (text: string, bytes: number) => this.#text(text, bytes),
      binary: (head: Buffer, bytes: number) => this.#attachment(head, bytes),
      ping: () => undefined,
      closed: (reason: string) => this.#end(reason),
    };
    this.#socket = new WebSocketClient(viewer.url, handler, viewer.options.maxTextBytes);
  }

  /** Connected, admitted to the namespace, and the described events sent. @throws {ConnectError} with the reason of the server */
  static async open(viewer: SocketIoViewer): Promise<SocketIoConnection> {
    const connection = new SocketIoConnection(viewer);
    await untilLeft(connection.#open(), viewer.signal, () => connection.close());
    return connection;
  }

  acknowledge(seq: number): void {
    const { acknowledge } = this.#viewer.options;
    if (typeof acknowledge !== 'string') this.#emit(acknowledge.event, withSeq(acknowledge.args, seq) as unknown[]);
  }

  stall(): void {
    clearTimeout(this.#liveness);
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
    this.#liveness?.refresh();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#isOpen && this.#ended === undefined) this.#socket.send(leaveText(this.#viewer.namespace));
    this.#end('closed');
    this.#socket.close();
  }

  async #open(): Promise<void> {
    const { headers, send } = this.#viewer.options;
    const problem = `the server does not admit a viewer within ${ADMITTED_MS / 1000} s: is it a Socket.IO 4 server?`;
    const deadline = setTimeout(() => this.#admitted.reject(new ConnectError(problem)), ADMITTED_MS);
    try {
      await this.#socket.open(headers);
      await this.#admitted.promise;
      if (this.#ended !== undefined) throw new ConnectError(this.#ended);
      this.#isOpen = true;
      for (const { event, args } of send) this.#emit(event, args);
    } catch (error) {
      this.close();
      throw error;
    } finally {
      clearTimeout(deadline);
    }
  }

  #emit(event: string, args: readonly unknown[]): void {
    this.#socket.send(eventText(this.#viewer.namespace, event, args));
  }

  /** A message of Engine.IO. */
  #text(text: string, bytes: number): void {
    if (this.#ended !== undefined) return;
    switch (text[0]) {
      case '4':
        this.#packet(text, bytes);
        return;
      case '2':
        this.#ping(text.slice(1));
        return;
      case '0':
        this.#opened(text.slice(1));
        return;
      case '1':
        this.#end('the server closed the connection');
        return;
      default:
    }
  }

  #ping(payload: string): void {
    this.#liveness?.refresh();
    if (payload.length <= PING_MAX_CHARS) this.#socket.send(`3${payload}`);
    else this.#end(`the server sends a ping of ${payload.length} characters; at most ${PING_MAX_CHARS} are answered`);
  }

  #opened(json: string): void {
    if (this.#isGreeted) {
      this.#end('the server sends its handshake twice');
      return;
    }
    this.#isGreeted = true;
    const open = parseShallow(json);
    if (typeof open !== 'object' || open === null) {
      this.#end('the server sends a handshake that is not a JSON object');
      return;
    }
    const { pingInterval, pingTimeout } = open as { pingInterval?: unknown; pingTimeout?: unknown };
    const silentMs = Number(pingInterval) + Number(pingTimeout);
    if (silentMs > 0 && silentMs < 2 ** 31) this.#liveness = setTimeout(() => this.#end('the server went silent: no ping'), silentMs);
    this.#socket.send(connectText(this.#viewer.namespace, this.#viewer.options.auth));
  }

  #packet(text: string, bytes: number): void {
    const head = readPacketHead(text);
    if (head.namespace !== this.#viewer.namespace) return;
    switch (head.type) {
      case PACKET.event:
      case PACKET.binaryEvent:
        this.#event(text, head, bytes);
        return;
      case PACKET.binaryReply:
        this.#incomplete = incomplete(head, { frame: undefined, name: 'reply', text, bytes });
        return;
      case PACKET.connect:
        // Socket.IO 2 admits without an id.
        if (head.from < text.length) this.#admitted.resolve(undefined);
        else this.#end('the server speaks Socket.IO 2; Socket.IO 3 or newer is needed');
        return;
      case PACKET.refusal:
        this.#end(`the server refused: ${oneLine(refusal(text.slice(head.from)))}`);
        return;
      case PACKET.disconnect:
        this.#end('the server disconnected the viewer');
        return;
      default:
    }
  }

  #event(text: string, head: PacketHead, bytes: number): void {
    const { fields } = this.#viewer;
    let frame: PartialFrame | undefined;
    let name: string;
    if (this.#isFrame(text, head.from)) {
      frame = fields.begin();
      name = this.#viewer.options.event;
      if (fields.inJson) fields.readJson(frame, argumentsOf(text, head.from));
    } else name = eventName(text, head.from);
    const event = incomplete(head, { frame, name, text, bytes });
    if (head.attachments === 0) this.#complete(event);
    else this.#incomplete = event;
  }

  #isFrame(text: string, from: number): boolean {
    const next = from + this.#frameStart.length;
    return text.startsWith(this.#frameStart, from) && (text[next] === ',' || text[next] === ']');
  }

  #attachment(head: Buffer, bytes: number): void {
    const event = this.#incomplete;
    if (this.#ended !== undefined || !event) return;
    if (event.frame) this.#viewer.fields.readBinary(event.frame, head, event.arrived);
    event.arrived += 1;
    event.bytes += bytes;
    if (event.arrived < event.attachments) return;
    this.#incomplete = undefined;
    this.#complete(event);
  }

  #complete({ frame, name, id, text, from, bytes }: Incomplete): void {
    if (!frame) {
      this.#viewer.arrivals.message(name, bytes, text.slice(from));
      return;
    }
    this.#viewer.fields.check(frame, () => text);
    this.#viewer.arrivals.frame(frame, bytes, text.slice(from));
    this.#acknowledgeFrame(frame.seq, id);
  }

  #acknowledgeFrame(seq: number | null, id: number | undefined): void {
    const { acknowledge, acknowledgeEvery } = this.#viewer.options;
    if (this.#ended !== undefined || acknowledge === 'none') return;
    if (acknowledge === 'callback') {
      if (id !== undefined) this.#socket.send(replyText(this.#viewer.namespace, id, seq === null ? [] : [seq]));
      return;
    }
    this.#unacknowledged += 1;
    if (this.#unacknowledged < acknowledgeEvery) return;
    this.#unacknowledged = 0;
    if (typeof acknowledge !== 'string') this.#emit(acknowledge.event, withSeq(acknowledge.args, seq) as unknown[]);
  }

  #end(reason: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    clearTimeout(this.#liveness);
    this.#admitted.reject(new ConnectError(reason));
    this.#socket.close();
    if (this.#isOpen && !this.#closed) this.#viewer.arrivals.lost(reason);
  }
}

function incomplete(head: PacketHead, event: Pick<Incomplete, 'frame' | 'name' | 'text' | 'bytes'>): Incomplete {
  return { ...event, id: head.id, from: head.from, attachments: head.attachments, arrived: 0 };
}

/** @throws if it is no event */
function argumentsOf(text: string, from: number): unknown[] {
  const event = parsedJson(text.slice(from));
  if (Array.isArray(event)) return event.slice(1);
  throw new Error(`the server sends an event that is not JSON: ${oneLine(text.slice(0, SHOWN_CHARS))}`);
}

/** Without parsing the arguments. */
function eventName(text: string, from: number): string {
  const name = /^\["((?:[^"\\]|\\.){1,100})"/.exec(text.slice(from, from + 210))?.[1];
  return name === undefined ? 'unnamed' : oneLine(name);
}

function refusal(json: string): string {
  try {
    const { message, data } = JSON.parse(json) as { message?: unknown; data?: unknown };
    const reason = typeof message === 'string' ? message.slice(0, REASON_MAX_CHARS) : 'no reason';
    return `${reason}${data === undefined ? '' : ` (${JSON.stringify(data)})`}`;
  } catch {
    return 'no reason';
  }
}
