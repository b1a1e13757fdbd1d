/**
 * Who is writing a note just now. Never stored, and over by itself when a client says nothing more. A person's state in
 * a session is told at most once a second, so that a client that changes its mind all the time costs the others nothing.
 */
import type { sessionTypingSchema } from '@eyepiece/shared-types';
import type { z } from 'zod';
import type { Audience } from '../audience.ts';
import type { HubSocket } from '../io.ts';

/** Clients say it again while it goes on. */
const EXPIRES_MS = 5000;
const TOLD_EVERY_MS = 1000;
const TICK_MS = 250;

type TypingEvent = z.infer<typeof sessionTypingSchema>;

/** One person in one session. */
interface Writing {
  readonly sessionId: string;
  /** The connection it was said on last. */
  socket: HubSocket;
  /** Until then; 0 when it is over. */
  untilMs: number;
  told: boolean;
  toldAtMs: number;
}

export class Typing {
  readonly #audience: Audience;
  /** By user and session. */
  readonly #writing = new Map<string, Writing>();
  /** One for all, while anybody writes. */
  #timer: NodeJS.Timeout | undefined;

  constructor(audience: Audience) {
    this.#audience = audience;
  }

  tell(socket: HubSocket, { sessionId, typing }: TypingEvent): void {
    const key = `${socket.data.principal.userId} ${sessionId}`;
    const known = this.#writing.get(key);
    if (!known && !typing) return;
    const writing = known ?? { sessionId, socket, untilMs: 0, told: false, toldAtMs: -Infinity };
    this.#writing.set(key, writing);
    writing.socket = socket;
    writing.untilMs = typing ? performance.now() + EXPIRES_MS : 0;
    this.#settle(key, writing);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
  }

  /** The connection is gone. */
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

  #settle(key: string, writing: Writing): void {
    const nowMs = performance.now();
    const typing = writing.untilMs > nowMs;
    const due = nowMs - writing.toldAtMs >= TOLD_EVERY_MS;
    if (typing !== writing.told && due) {
      writing.told = typing;
      writing.toldAtMs = nowMs;
      this.#announce(writing);
    } else if (!typing && !writing.told && due) this.#writing.delete(key);
  }

  #announce({ socket, sessionId, told }: Writing): void {
    const { userId, name } = socket.data.principal;
    this.#audience.aboutSession(sessionId).except(socket.id).volatile.emit('session:typing', { sessionId, userId, name, typing: told });
  }
}
