/** One direction of a WebSocket connection: reads the messages of one end, and sends to the other what the rules leave of them. */
import type { Duplex } from 'node:stream';
import type { Direction } from '../rules/schema.ts';
import type { Decision, Decisions } from './decisions.ts';
import { FrameError, FrameReader, type WebSocketMessage } from './frames.ts';
import type { Message, Outgoing } from './message.ts';
import { Outbox } from './outbox.ts';
import { PacketAssembler, type Assembled } from './socket-io.ts';

export interface ChannelOptions {
  readonly direction: Direction;
  readonly from: Duplex;
  readonly to: Duplex;
  /** The messages are read as Socket.IO packets. */
  readonly isSocketIo: boolean;
  readonly decisions: Decisions;
  readonly onMessage: (message: Message, decision: Decision) => void;
  readonly onClose: (code: number, reason: string) => void;
  /** The direction is not WebSocket any more: its bytes pass unread from now on. */
  readonly onUnreadable: (reason: string) => void;
}

export class Channel {
  readonly #options: ChannelOptions;
  readonly #reader = new FrameReader();
  readonly #assembler: PacketAssembler | undefined;
  readonly #outbox: Outbox;
  #messages = 0;
  #isUnread = false;
  #isEnded = false;
  #isClosed = false;

  constructor(options: ChannelOptions) {
    const { direction, from, to, isSocketIo } = options;
    this.#options = options;
    this.#assembler = isSocketIo ? new PacketAssembler() : undefined;
    this.#outbox = new Outbox(to, direction === 'up', () => from.resume());
    from.on('data', (chunk: Buffer) => this.#receive(chunk));
    from.once('end', () => this.#end());
    from.once('close', () => this.#end());
  }

  /** Sends a message that no end sent, if the direction is readable and has room. @returns whether it was sent */
  inject(parts: readonly Outgoing[]): boolean {
    if (this.#isUnread || this.#isClosed || this.#isEnded || this.#outbox.isFull) return false;
    this.#outbox.add({ sent: [parts], delayMs: 0, heldBy: undefined, behind: undefined }, true);
    return true;
  }

  /** To be called when the rules have changed. */
  release(): void {
    this.#outbox.release();
  }

  /** Sends a close frame and drops what still arrives. */
  closeWith(payload: Buffer): void {
    this.#isClosed = true;
    this.#outbox.closeWith(payload);
  }

  #receive(chunk: Buffer): void {
    if (this.#isClosed) return;
    if (this.#isUnread) this.#outbox.addBytes(chunk);
    else this.#read(chunk);
    if (this.#outbox.isFull) this.#options.from.pause();
  }

  #read(chunk: Buffer): void {
    try {
      for (const message of this.#reader.push(chunk)) this.#assemble(message);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#isUnread = true;
      for (const assembled of this.#assembler?.flush() ?? []) this.#pass(assembled);
      this.#outbox.addBytes(this.#reader.unread);
      this.#options.onUnreadable(error.message);
    }
  }

  #assemble(message: WebSocketMessage): void {
    if (!this.#assembler) this.#pass({ parts: [message] });
    else for (const assembled of this.#assembler.add(message)) this.#pass(assembled);
  }

  #pass({ parts, packet }: Assembled): void {
    if (this.#isClosed) return;
    const kind = parts[0]?.kind ?? 'binary';
    const isControl = kind !== 'text' && kind !== 'binary';
    if (!isControl) this.#messages += 1;
    const { direction, decisions, onMessage, onClose } = this.#options;
    const message: Message = { direction, number: this.#messages, kind, parts, packet };
    const decision = decisions.decide(message);
    onMessage(message, decision);
    if (decision.close) onClose(decision.close.code, decision.close.reason);
    else this.#outbox.add(decision, !isControl);
  }

  #end(): void {
    if (this.#isEnded || this.#isClosed) return;
    this.#isEnded = true;
    for (const assembled of this.#assembler?.flush() ?? []) this.#pass(assembled);
    if (!this.#isUnread) this.#outbox.addBytes(this.#reader.unread);
    this.#outbox.end();
  }
}
