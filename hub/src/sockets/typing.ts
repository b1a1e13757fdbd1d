/** Who is writing a note just now. Never stored, and over by itself when somebody says nothing more. */
import type { sessionTypingSchema } from '@eyepiece/shared-types';
import type { z } from 'zod';
import type { Audience } from './audience.ts';
import type { HubSocket } from './io.ts';

/** Clients say it again while it goes on. */
const EXPIRES_MS = 5000;

type TypingEvent = z.infer<typeof sessionTypingSchema>;

export class Typing {
  readonly #audience: Audience;
  /** By connection, then by session. */
  readonly #writing = new Map<HubSocket, Map<string, NodeJS.Timeout>>();

  constructor(audience: Audience) {
    this.#audience = audience;
  }

  tell(socket: HubSocket, { sessionId, typing }: TypingEvent): void {
    if (!typing) {
      this.#stop(socket, sessionId);
      return;
    }
    const sessions = this.#writing.get(socket) ?? new Map<string, NodeJS.Timeout>();
    this.#writing.set(socket, sessions);
    const before = sessions.get(sessionId);
    clearTimeout(before);
    sessions.set(
      sessionId,
      setTimeout(() => this.#stop(socket, sessionId), EXPIRES_MS),
    );
    if (before === undefined) this.#announce(socket, { sessionId, typing });
  }

  /** The connection is gone. */
  end(socket: HubSocket): void {
    for (const sessionId of [...(this.#writing.get(socket)?.keys() ?? [])]) this.#stop(socket, sessionId);
  }

  close(): void {
    for (const sessions of this.#writing.values()) for (const timer of sessions.values()) clearTimeout(timer);
    this.#writing.clear();
  }

  #stop(socket: HubSocket, sessionId: string): void {
    const sessions = this.#writing.get(socket);
    clearTimeout(sessions?.get(sessionId));
    if (!sessions?.delete(sessionId)) return;
    if (sessions.size === 0) this.#writing.delete(socket);
    this.#announce(socket, { sessionId, typing: false });
  }

  #announce(socket: HubSocket, { sessionId, typing }: TypingEvent): void {
    const { userId, name } = socket.data.principal;
    this.#audience.aboutSession(sessionId).except(socket.id).volatile.emit('session:typing', { sessionId, userId, name, typing });
  }
}
