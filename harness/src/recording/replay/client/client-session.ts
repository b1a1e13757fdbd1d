/** One recorded client against a server under test: sends what it sent, and keeps what comes back. */
import { once } from 'node:events';
import { PacketType } from 'socket.io-parser';
import { WebSocket, type RawData } from 'ws';
import { PacketAssembler, packetOf, type SocketIoPacket } from '../../../proxy/messages/socket-io.ts';
import type { RecordedMessage } from '../../file/entries.ts';
import type { RawPart } from '../../file/descriptors.ts';
import { textOf, type ReplayedConnection } from '../contents.ts';
import type { Expectations } from './expectations.ts';
import { encodePacket } from '../packets.ts';

const OPEN_MS = 10_000;

export interface ClientOptions {
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Instead of the recorded auth payloads, which may be redacted. */
  readonly auth: object | undefined;
  /** Breaks connections off, also while they are opened. */
  readonly stopped: AbortSignal;
}

export class ClientSession {
  readonly #connection: ReplayedConnection;
  readonly #options: ClientOptions;
  readonly #expectations: Expectations;
  readonly #socket: WebSocket;
  readonly #assembler = new PacketAssembler();
  readonly #admitted = new Set<string>();
  readonly #waiting = new Set<() => void>();
  #isOpen = false;

  private constructor(connection: ReplayedConnection, options: ClientOptions, expectations: Expectations, socket: WebSocket) {
    this.#connection = connection;
    this.#options = options;
    this.#expectations = expectations;
    this.#socket = socket;
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#check());
  }

  /** @throws if the server does not admit the client */
  static async open(connection: ReplayedConnection, options: ClientOptions, expectations: Expectations): Promise<ClientSession> {
    const url = addressOf(options.target, connection.path);
    const socket = new WebSocket(url, { headers: { ...options.headers }, perMessageDeflate: false, handshakeTimeout: OPEN_MS });
    const abort = (): void => socket.terminate();
    options.stopped.addEventListener('abort', abort);
    socket.once('close', () => options.stopped.removeEventListener('abort', abort));
    // Nothing is read before the session listens.
    socket.once('open', () => socket.pause());
    await once(socket, 'open');
    const session = new ClientSession(connection, options, expectations, socket);
    socket.resume();
    return session;
  }

  /** Sends a recorded message of the client, after the handshakes that it needs. */
  async send(message: RecordedMessage): Promise<void> {
    const [first] = message.parts;
    if (first?.kind === 'ping' || first?.kind === 'pong') return;
    if (first?.kind === 'close') this.close();
    else if (this.#connection.isSocketIo) await this.#sendPacket(message);
    else this.#sendParts(message.parts);
  }

  close(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(1000);
    else this.#socket.terminate();
  }

  terminate(): void {
    this.#socket.terminate();
  }

  async #sendPacket(message: RecordedMessage): Promise<void> {
    const packet = packetOf(message.parts);
    // Pings of Engine.IO and acknowledgements are answers of this client itself.
    if (!packet || packet.type === 'ack') return;
    await this.#until(() => this.#isOpen);
    if (packet.type === 'connect') {
      this.#sendParts([{ kind: 'text', payload: this.#handshake(packet, message) }]);
      await this.#until(() => this.#admitted.has(packet.namespace));
      return;
    }
    this.#expectations.asked(packet);
    this.#sendParts(message.parts);
  }

  #handshake({ namespace }: SocketIoPacket, message: RecordedMessage): Buffer {
    const { auth } = this.#options;
    if (!auth) return Buffer.from(textOf(message));
    return Buffer.from(`40${namespace === '/' ? '' : `${namespace},`}${JSON.stringify(auth)}`);
  }

  #receive(data: RawData, isBinary: boolean): void {
    const message = { kind: isBinary ? ('binary' as const) : ('text' as const), payload: data as Buffer, frames: [] };
    if (!this.#connection.isSocketIo) {
      this.#expectations.came([message], undefined);
      return;
    }
    for (const { parts, packet } of this.#assembler.add(message)) {
      if (packet) this.#packet(packet, parts);
      else this.#engine(parts[0]?.payload.toString('utf8') ?? '');
    }
  }

  #engine(text: string): void {
    if (text.startsWith('0')) this.#isOpen = true;
    else if (text === '2') this.#sendParts([{ kind: 'text', payload: Buffer.from('3') }]);
    this.#check();
  }

  #packet(packet: SocketIoPacket, parts: readonly RawPart[]): void {
    this.#expectations.came(parts, packet);
    if (packet.type === 'connect' || packet.type === 'connect_error') this.#admitted.add(packet.namespace);
    const { id, namespace: nsp, event } = packet;
    if (event !== undefined && id !== undefined) this.#sendParts(encodePacket({ type: PacketType.ACK, nsp, id, data: [] }));
    this.#check();
  }

  #sendParts(parts: readonly RawPart[]): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    for (const { kind, payload } of parts) this.#socket.send(payload, { binary: kind === 'binary' });
  }

  /** Waits for the server, for a limited time. */
  #until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(deadline);
        this.#waiting.delete(check);
        resolve();
      };
      const check = (): void => {
        if (isTrue() || this.#socket.readyState !== WebSocket.OPEN) settle();
      };
      const deadline = setTimeout(settle, OPEN_MS);
      this.#waiting.add(check);
      check();
    });
  }

  #check(): void {
    for (const check of [...this.#waiting]) check();
  }
}

/** @throws if the path leads to another server: the headers are for the target only */
function addressOf(target: string, path: string): URL {
  const server = new URL(target.replace(/^http/, 'ws'));
  const address = path.startsWith('/') && URL.canParse(path, server.href) ? new URL(path, server) : undefined;
  if (address?.origin !== server.origin) throw new Error(`the recorded path ${path} leads to another server`);
  return address;
}
