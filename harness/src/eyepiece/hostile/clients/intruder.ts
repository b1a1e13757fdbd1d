/** A Socket.IO connection that sends anything at any rate, and reads only on request. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connectPacket, eventPacket } from '../../../protocols/eyepiece/engine-packets.ts';
import { dial, happens, reset } from './conversation.ts';
import { upgrade, webSocketFrame } from './conversations.ts';

const ANSWER_MS = 2000;
const TEXT = 0x81;

export class Intruder {
  readonly #socket: Socket;
  #replies = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** undefined if the hub refuses the connection. */
  static async enter(port: number, token: string): Promise<Intruder | undefined> {
    const socket = dial({ port });
    if (!(await happens(socket, 'connect', ANSWER_MS))) return undefined;
    socket.write(upgrade('/socket.io/?EIO=4&transport=websocket'));
    if (!(await happens(socket, 'data', ANSWER_MS))) return undefined;
    socket.write(webSocketFrame(TEXT, connectPacket({ token })));
    if (!(await happens(socket, 'data', ANSWER_MS))) return undefined;
    const intruder = new Intruder(socket);
    // Only the bytes of answers are counted.
    socket.on('data', (chunk: Buffer) => (intruder.#replies += chunk.length));
    return intruder;
  }

  get open(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  /** Received bytes. */
  get received(): number {
    return this.#replies;
  }

  /** Sends an event repeatedly. Resolves when the kernel has taken all of it, or the hub has closed the connection. */
  async flood(name: string, args: readonly unknown[], times: number, withAck: boolean): Promise<void> {
    const frames = Array.from({ length: times }, (_, id) => webSocketFrame(TEXT, eventPacket(name, args, withAck ? id : undefined)));
    await this.write(Buffer.concat(frames));
  }

  async write(bytes: Buffer): Promise<void> {
    if (!this.open) return;
    if (this.#socket.write(bytes)) return;
    const leaving = new AbortController();
    const wait = (event: string): Promise<unknown> => once(this.#socket, event, { signal: leaving.signal }).catch(() => undefined);
    await Promise.race([wait('drain'), wait('close')]);
    leaving.abort();
  }

  /** Answers the ping of Engine.IO to keep the connection alive. */
  pong(): Promise<void> {
    return this.write(webSocketFrame(TEXT, '3'));
  }

  /** Stops reading. */
  stall(): void {
    this.#socket.pause();
  }

  leave(): void {
    reset(this.#socket);
  }
}
