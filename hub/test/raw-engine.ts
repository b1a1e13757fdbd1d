/** Engine.IO as an attacker writes it: single packets over polling or a WebSocket, and nothing sent by itself. */
import { once } from 'node:events';
import { WebSocket } from 'ws';

const SEPARATOR = '\x1e';

/** A polling session of which only the handshake is done. */
export class RawPolling {
  /** Of its requests. */
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

  /** All packets in one request. The status, or 0 when the hub cut the connection. */
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

  /** Whether the hub knows the session still. */
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

  /** Reads nothing any more: what the hub sends stays in the kernel, then in the hub. */
  pause(): void {
    this.#socket.pause();
  }

  terminate(): void {
    this.#socket.terminate();
  }
}

/** A CONNECT packet in its Engine.IO message. */
export const connectPacket = (token: string, purpose = 'all'): string => `40${JSON.stringify({ token, purpose })}`;
