/** session:join, leave, note, unnote, typing: participants of capture sessions and their notes. */
import { sessionEventSchema, sessionNoteSchema, sessionTypingSchema, type CaptureSession, type LeaveReason } from '@eyepiece/shared-types';
import { z } from 'zod';
import type { Principal } from '../../people/caller.ts';
import { mayReceive } from '../../people/key-policies.ts';
import { mayViewSession } from '../../people/policies.ts';
import { toHubError } from '../../errors.ts';
import type { HubServices, PeopleServices, SessionServices } from '../../process/opening/services.ts';
import type { Audience } from '../audience.ts';
import { personOf, type Answering } from '../handle.ts';
import type { HubSocket } from '../io.ts';
import type { Typing } from '../presence/typing.ts';

/** Socket.IO's reasons of disconnection by the client or network; all others are caused by the hub. */
const TRANSPORT_ENDS: Partial<Record<string, LeaveReason>> = {
  'client namespace disconnect': 'closed',
  'transport close': 'gone',
  'transport error': 'connection_lost',
  'ping timeout': 'connection_lost',
};

/**
 * A connection that its client closes while the hub writes to it ends with an error of that write, which is the same event
 * as its close.
 */
function transportEnd(why: string, error: unknown): LeaveReason | undefined {
  const isLateWrite = why === 'transport error' && error instanceof Error && error.message === 'write error';
  return TRANSPORT_ENDS[isLateWrite ? 'transport close' : why];
}

const unnoteSchema = z.strictObject({ ...sessionEventSchema.shape, entryId: z.int().min(1) });

export function inSessions(
  { sessions, loginSessions }: PeopleServices & SessionServices,
  typing: Typing,
  answer: Answering,
  socket: HubSocket,
): void {
  const at = ({ sessionId }: { sessionId: string }): string | Promise<string> => sessions.cameraOf(sessionId);
  const guests = ({ sessionId }: { sessionId: string }): boolean => mayViewSession(socket.data.principal, sessionId);

  const disconnect = (why: LeaveReason): void => sessions.disconnect(socket.data.principal.userId, socket.id, why);
  let closedFor: LeaveReason = 'gone';

  socket.on('disconnect', (why, error: unknown) => {
    closedFor = socket.data.closedFor ?? loginSessions.endReason(socket.data.principal) ?? transportEnd(why, error) ?? 'cut';
    disconnect(closedFor);
    typing.end(socket);
  });

  answer('session:join', {
    schema: sessionEventSchema,
    allow: 'session:view',
    about: at,
    stores: true,
    guests,
    run: async ({ sessionId }) => {
      const session = await sessions.join(sessionId, personOf(socket), socket.id);
      // If the connection closed meanwhile, its disconnect came before the join.
      if (!socket.connected) disconnect(closedFor);
      return { session };
    },
  });

  answer('session:leave', {
    schema: sessionEventSchema,
    allow: 'session:view',
    about: at,
    guests,
    run: async ({ sessionId }) => ({ session: await sessions.leave(sessionId, personOf(socket)) }),
  });

  answer('session:note', {
    schema: sessionNoteSchema,
    allow: 'session:note',
    at,
    stores: true,
    guests,
    run: async (note) => {
      await sessions.get(note.sessionId);
      return { entry: await sessions.notes.write(note, personOf(socket)) };
    },
  });

  answer('session:unnote', {
    schema: unnoteSchema,
    allow: 'session:note',
    at,
    stores: true, // the former text is stored in the history
    guests,
    run: async ({ sessionId, entryId }) => ({ entry: await sessions.notes.remove(sessionId, entryId, personOf(socket)) }),
  });

  answer('session:typing', {
    schema: sessionTypingSchema,
    allow: 'session:note',
    // Nobody types in a session that has ended.
    at: ({ sessionId }) => (sessions.isOpen(sessionId) ? sessions.cameraOf(sessionId) : null),
    guests,
    run: (request) => {
      if (sessions.isOpen(request.sessionId)) typing.update(socket, request);
      return {};
    },
  });
}

/** Sends the open sessions to new connections. Connections that arrive together share one query. */
export class OpenSessionsSender {
  readonly #services: Pick<HubServices, 'sessions' | 'logger'>;
  #waiting: HubSocket[] = [];
  #sending = false;

  constructor(services: Pick<HubServices, 'sessions' | 'logger'>) {
    this.#services = services;
  }

  send(socket: HubSocket): void {
    this.#waiting.push(socket);
    if (!this.#sending) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    const { sessions, logger } = this.#services;
    this.#sending = true;
    while (this.#waiting.length > 0) {
      const recipients = this.#waiting;
      this.#waiting = [];
      try {
        const open = await sessions.allOpen();
        for (const socket of recipients) {
          for (const session of open) if (maySee(socket.data.principal, session)) socket.emit('session:state', session);
        }
      } catch (error) {
        logger.warn({ err: toHubError(error).cause ?? error }, 'the open sessions could not be sent to new connections');
      }
    }
    this.#sending = false;
  }
}

function maySee(principal: Principal, { id, cameraId }: CaptureSession): boolean {
  return mayViewSession(principal, id) && mayReceive(principal, 'session:state', cameraId);
}

export function announceSessions({ sessions }: SessionServices, audience: Audience): void {
  sessions.on('state', (session) => audience.aboutSession('session:state', session.id, session.cameraId).emit('session:state', session));
  sessions.on('people', (change) => audience.aboutSession('session:people', change.sessionId).emit('session:people', change));
  sessions.on('entry', (entry) => audience.aboutSession('session:event', entry.sessionId).emit('session:event', entry));
}
