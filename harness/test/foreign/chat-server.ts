/** A Socket.IO 4 server like those of chats: viewers join a room, frames are events with JSON and a picture. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';

const ROOM = 'room-1';
const PICTURE = Buffer.alloc(2000, 0xd8);

export interface ChatOptions {
  readonly path?: string;
  readonly namespace?: string;
  readonly admit?: (socket: Socket) => boolean;
  readonly refusal?: string;
  /** The server expects the callback of each frame. */
  readonly callbacks?: boolean;
}

export class ChatServer {
  readonly url: string;
  readonly acknowledged: unknown[] = [];
  readonly #io: Server;
  readonly #options: ChatOptions;

  private constructor(io: Server, url: string, options: ChatOptions) {
    this.#io = io;
    this.url = url;
    this.#options = options;
    const { namespace = '/', admit = () => true, refusal = 'no entry' } = options;
    io.of(namespace).use((socket, next) => next(admit(socket) ? undefined : new Error(refusal)));
    io.of(namespace).on('connection', (socket) => {
      socket.emit('welcome', { motd: 'be kind' });
      socket.on('join', async (room: string) => {
        await socket.join(room);
        this.#send(socket, 0);
      });
      socket.on('frame:ack', (seq: unknown) => this.acknowledged.push(seq));
    });
  }

  static async start(options: ChatOptions = {}): Promise<ChatServer> {
    const http = createServer();
    const io = new Server(http, { serveClient: false, ...(options.path !== undefined && { path: options.path }) });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new ChatServer(io, `http://127.0.0.1:${(http.address() as AddressInfo).port}`, options);
  }

  get sockets(): Socket[] {
    return [...this.#io.of(this.#options.namespace ?? '/').sockets.values()];
  }

  publish(seqs: readonly number[], to: readonly Socket[] = this.sockets): void {
    for (const seq of seqs) for (const socket of to) this.#send(socket, seq);
  }

  async close(): Promise<void> {
    await this.#io.close();
  }

  #send(socket: Socket, seq: number): void {
    if (!socket.rooms.has(ROOM)) return;
    const meta = { seq, info: { takenAt: new Date().toISOString() } };
    if (this.#options.callbacks === true) socket.emit('frame', meta, PICTURE, (...args: unknown[]) => this.acknowledged.push(...args));
    else socket.emit('frame', meta, PICTURE);
  }
}
