/**
 * The messages of one direction that wait to be sent: delayed ones in order, held ones until they are released, and ones
 * that let later messages pass. When QUEUE_MAX_BYTES or QUEUE_MAX_MESSAGES wait, the outbox is full, and the sender is
 * read no further until there is room: nothing is lost.
 */
import type { Duplex } from 'node:stream';
import type { RuleEntry } from '../rules/rule-book.ts';
import type { Decision } from './decisions.ts';
import { encodeFrame } from './frames.ts';
import type { Outgoing } from './message.ts';

const QUEUE_MAX_BYTES = 16 * 1024 * 1024;
const QUEUE_MAX_MESSAGES = 10_000;

interface Waiting {
  readonly frames: readonly Buffer[];
  readonly bytes: number;
}

interface Held extends Waiting {
  readonly by: RuleEntry;
  readonly releases: number;
}

interface Reordered extends Waiting {
  remaining: number;
  timer: NodeJS.Timeout | undefined;
}

export class Outbox {
  readonly #to: Duplex;
  readonly #isMasked: boolean;
  readonly #onRoom: () => void;
  readonly #line: (Waiting & { readonly dueMs: number })[] = [];
  #held: Held[] = [];
  #reordered: Reordered[] = [];
  #bytes = 0;
  #lastDueMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #isBlocked = false;
  #isEnding = false;
  #isClosed = false;

  /** `isMasked`: the messages go to a server. `onRoom`: the outbox is no longer full. */
  constructor(to: Duplex, isMasked: boolean, onRoom: () => void) {
    this.#to = to;
    this.#isMasked = isMasked;
    this.#onRoom = onRoom;
    to.on('drain', () => {
      this.#isBlocked = false;
      this.#tellRoom();
    });
    to.on('close', () => this.#close());
  }

  get isFull(): boolean {
    const messages = this.#line.length + this.#held.length + this.#reordered.length;
    if (this.#isClosed) return false;
    return this.#isBlocked || this.#bytes >= QUEUE_MAX_BYTES || messages >= QUEUE_MAX_MESSAGES;
  }

  /** `passes`: the message counts for those that wait until later ones have passed. */
  add({ sent, delayMs, heldBy, behind }: Pick<Decision, 'sent' | 'delayMs' | 'heldBy' | 'behind'>, passes: boolean): void {
    for (const parts of sent) {
      const frames = parts.flatMap((part) => this.#framesOf(part));
      if (heldBy) this.#held.push({ ...this.#waiting(frames), by: heldBy, releases: heldBy.releases });
      else if (behind) this.#sendBehind(frames, behind);
      else this.#queue(frames, delayMs);
    }
    if (passes && !heldBy && !behind && sent.length > 0) this.#passed();
  }

  /** Bytes that are no message. They keep their place. */
  addBytes(bytes: Buffer): void {
    if (bytes.length > 0) this.#queue([bytes], 0);
  }

  /** Lets the messages go that no rule holds any more. */
  release(): void {
    const isFree = ({ by, releases }: Held): boolean => !by.isActive || by.releases !== releases;
    const free = this.#held.filter(isFree);
    if (free.length === 0) return;
    this.#held = this.#held.filter((held) => !isFree(held));
    for (const { frames, bytes } of free) {
      this.#bytes -= bytes;
      this.#queue(frames, 0);
    }
    this.#tellRoom();
  }

  /** Ends the socket after the last message. Held messages are discarded. */
  end(): void {
    this.#isEnding = true;
    for (const reordered of [...this.#reordered]) this.#sendReordered(reordered);
    this.#send();
  }

  /** Sends a close frame at once; whatever waits is discarded. */
  closeWith(payload: Buffer): void {
    if (this.#isClosed) return;
    this.#close();
    this.#to.write(encodeFrame('close', payload, this.#isMasked));
  }

  #framesOf({ kind, payload, frames }: Outgoing): readonly Buffer[] {
    return frames ?? [encodeFrame(kind, payload, this.#isMasked)];
  }

  #queue(frames: readonly Buffer[], delayMs: number): void {
    if (this.#isClosed) return;
    if (delayMs === 0 && this.#line.length === 0) {
      this.#write(frames);
      return;
    }
    this.#lastDueMs = Math.max(this.#lastDueMs, performance.now() + delayMs);
    this.#line.push({ ...this.#waiting(frames), dueMs: this.#lastDueMs });
    if (this.#line.length === 1) this.#send();
  }

  #sendBehind(frames: readonly Buffer[], { messages, waitMs }: { readonly messages: number; readonly waitMs: number }): void {
    const reordered: Reordered = { ...this.#waiting(frames), remaining: messages, timer: undefined };
    reordered.timer = setTimeout(() => this.#sendReordered(reordered), waitMs);
    this.#reordered.push(reordered);
  }

  #passed(): void {
    for (const reordered of [...this.#reordered]) {
      reordered.remaining -= 1;
      if (reordered.remaining === 0) this.#sendReordered(reordered);
    }
  }

  #sendReordered(reordered: Reordered): void {
    clearTimeout(reordered.timer);
    this.#reordered = this.#reordered.filter((each) => each !== reordered);
    this.#bytes -= reordered.bytes;
    this.#queue(reordered.frames, 0);
  }

  #send(): void {
    clearTimeout(this.#timer);
    const wasFull = this.isFull;
    const now = performance.now();
    for (let next = this.#line[0]; next && next.dueMs <= now; next = this.#line[0]) {
      this.#line.shift();
      this.#bytes -= next.bytes;
      this.#write(next.frames);
    }
    const [next] = this.#line;
    if (next) this.#timer = setTimeout(() => this.#send(), Math.ceil(next.dueMs - now));
    else if (this.#isEnding) this.#to.end();
    if (wasFull) this.#tellRoom();
  }

  #tellRoom(): void {
    if (!this.isFull) this.#onRoom();
  }

  #write(frames: readonly Buffer[]): void {
    if (this.#isClosed) return;
    for (const frame of frames) if (!this.#to.write(frame)) this.#isBlocked = true;
  }

  /** Copies: a small message would keep the whole chunk in memory that it arrived in. */
  #waiting(frames: readonly Buffer[]): Waiting {
    const copy = Buffer.concat(frames);
    this.#bytes += copy.length;
    return { frames: [copy], bytes: copy.length };
  }

  #close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const { timer } of this.#reordered) clearTimeout(timer);
    this.#line.length = 0;
    this.#held = [];
    this.#reordered = [];
    this.#bytes = 0;
  }
}
