/** Sends single Engine.IO packets over polling or a WebSocket; sends nothing automatically. */
import { once } from 'node:events';
import { WebSocket } from 'ws';

const SEPARATOR = '\x1e';

/** A polling session after its handshake. */
export class RawPolling {
  /** The URL of its requests. */
  readonly url: string;

  private constructor(url: string) {
    this.url = url;
  }

  static async open(hubUrl: string): Promise<RawPolling> {
    const url = `${hubUrl}/socket.io/?EIO=4&transport=polling`;
    const opened = await (await fetch(url)).text();
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
    return new RawPolling(`${url}&sid=${sid}`);
  }

  /** Sends all packets in one request. Resolves with the status, or 0 if the hub closed the connection. */
  async post(packets: readonly string[] | string): Promise<number> {
    const body = typeof packets === 'string' ? packets : packets.join(SEPARATOR);
    try {
      return (await fetch(this.url, { method: 'POST', body })).status;
    } catch {
      return 0;
    }
  }

  async poll(): Promise<readonly string[]> {
    return (await (await fetch(this.url)).text()).split(SEPARATOR);
  }

  /** Whether the hub still has the session. */
  async isOpen(): Promise<boolean> {
    return (await this.post('3')) === 200;
  }
}

export class RawWebSocket {
  readonly #socket: WebSocket;
  readonly received: string[] = [];
  readonly closed: Promise<void>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    socket.on('message', (data, isBinary) => {
      if (!isBinary) this.received.push((data as Buffer).toString());
    });
  }

  static async open(hubUrl: string): Promise<RawWebSocket> {
    const raw = new RawWebSocket(new WebSocket(`${hubUrl.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`));
    await once(raw.#socket, 'open');
    return raw;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  send(packet: string | Buffer): void {
    if (this.isOpen) this.#socket.send(packet);
  }

  /** Sends a control frame of the WebSocket. */
  sendControl(kind: 'ping' | 'pong'): void {
    if (this.isOpen) this.#socket[kind]('data');
  }

  /** Stops reading: bytes from the hub fill the kernel buffers, then those of the hub. */
  pause(): void {
    this.#socket.pause();
  }

  terminate(): void {
    this.#socket.terminate();
  }
}

/** A CONNECT packet in its Engine.IO message. */
export const connectPacket = (token: string, purpose = 'all'): string => `40${JSON.stringify({ token, purpose })}`;
