/**
 * Typing indicators for notes. Not stored; they expire when a client stops repeating them. Each change of a person in a
 * session is announced at most once a second, to bound the traffic of a client that toggles constantly.
 */
import type { sessionTypingSchema } from '@eyepiece/shared-types';
import type { z } from 'zod';
import type { Audience } from '../audience.ts';
import type { HubSocket } from '../io.ts';

/** Clients repeat the event while typing continues. */
const EXPIRES_MS = 5000;
const MIN_INTERVAL_MS = 1000;
const TICK_MS = 250;

type TypingEvent = z.infer<typeof sessionTypingSchema>;

/** One person in one session. */
interface TypingState {
  readonly sessionId: string;
  /** The connection of the last event. */
  socket: HubSocket;
  /** Expiry; 0 when typing has ended. */
  untilMs: number;
  announced: boolean;
  announcedAtMs: number;
}

export class Typing {
  readonly #audience: Audience;
  /** By user and session. */
  readonly #writing = new Map<string, TypingState>();
  /** Shared timer, running while any entry exists. */
  #timer: NodeJS.Timeout | undefined;

  constructor(audience: Audience) {
    this.#audience = audience;
  }

  update(socket: HubSocket, { sessionId, typing }: TypingEvent): void {
    const key = `${socket.data.principal.userId} ${sessionId}`;
    const known = this.#writing.get(key);
    if (!known && !typing) return;
    const writing = known ?? { sessionId, socket, untilMs: 0, announced: false, announcedAtMs: -Infinity };
    this.#writing.set(key, writing);
    writing.socket = socket;
    writing.untilMs = typing ? performance.now() + EXPIRES_MS : 0;
    this.#settle(key, writing);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
  }

  /** The connection has closed. */
  end(socket: HubSocket): void {
    for (const [key, writing] of this.#writing) {
      if (writing.socket !== socket) continue;
      writing.untilMs = 0;
      this.#settle(key, writing);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#writing.clear();
  }

  #tick(): void {
    for (const [key, writing] of this.#writing) this.#settle(key, writing);
    if (this.#writing.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #settle(key: string, writing: TypingState): void {
    const nowMs = performance.now();
    const typing = writing.untilMs > nowMs;
    const due = nowMs - writing.announcedAtMs >= MIN_INTERVAL_MS;
    if (typing !== writing.announced && due) {
      writing.announced = typing;
      writing.announcedAtMs = nowMs;
      this.#announce(writing);
    } else if (!typing && !writing.announced && due) this.#writing.delete(key);
  }

  #announce({ socket, sessionId, announced }: TypingState): void {
    const { userId, name } = socket.data.principal;
    this.#audience
      .aboutSession('session:typing', sessionId)
      .except(socket.id)
      .volatile.emit('session:typing', { sessionId, userId, name, typing: announced });
  }
}
