/** session:join, leave, note, unnote, typing: people in capture sessions, and what they write. */
import { sessionEventSchema, sessionNoteSchema, sessionTypingSchema, type LeaveReason } from '@eyepiece/shared-types';
import { z } from 'zod';
import { mayViewSession } from '../../people/policies.ts';
import { toHubError } from '../../errors.ts';
import type { HubServices, PeopleServices, SessionServices } from '../../services.ts';
import type { Audience } from '../audience.ts';
import { handle, personOf, type HandlerServices } from '../handle.ts';
import type { HubSocket } from '../io.ts';
import type { Typing } from '../presence/typing.ts';

/** Socket.IO's reasons of a disconnection; all others are the hub's own doing. */
const TRANSPORT_ENDS: Partial<Record<string, LeaveReason>> = {
  'client namespace disconnect': 'closed',
  'transport close': 'gone',
  'transport error': 'connection_lost',
  'ping timeout': 'connection_lost',
};

const unnoteSchema = z.strictObject({ ...sessionEventSchema.shape, entryId: z.int().min(1) });

export function inSessions(services: PeopleServices & SessionServices & HandlerServices, typing: Typing, socket: HubSocket): void {
  const { sessions, loginSessions } = services;
  const guests = ({ sessionId }: { sessionId: string }): boolean => mayViewSession(socket.data.principal, sessionId);

  const disconnect = (why: LeaveReason): void => sessions.disconnect(socket.data.principal.userId, socket.id, why);
  let closedFor: LeaveReason = 'gone';

  socket.on('disconnect', (why) => {
    closedFor = socket.data.closedFor ?? loginSessions.endReason(socket.data.principal) ?? TRANSPORT_ENDS[why] ?? 'cut';
    disconnect(closedFor);
    typing.end(socket);
  });

  socket.on(
    'session:join',
    handle(services, socket, {
      schema: sessionEventSchema,
      allow: 'session:view',
      stores: true,
      guests,
      run: async ({ sessionId }) => {
        const session = await sessions.join(sessionId, personOf(socket), socket.id);
        // One that went away meanwhile was not in it yet when its connection was lost.
        if (!socket.connected) disconnect(closedFor);
        return { session };
      },
    }),
  );

  socket.on(
    'session:leave',
    handle(services, socket, {
      schema: sessionEventSchema,
      allow: 'session:view',
      guests,
      run: async ({ sessionId }) => ({ session: await sessions.leave(sessionId, personOf(socket)) }),
    }),
  );

  socket.on(
    'session:note',
    handle(services, socket, {
      schema: sessionNoteSchema,
      allow: 'session:note',
      stores: true,
      guests,
      run: async (note) => {
        await sessions.get(note.sessionId);
        return { entry: await sessions.notes.write(note, personOf(socket)) };
      },
    }),
  );

  socket.on(
    'session:unnote',
    handle(services, socket, {
      schema: unnoteSchema,
      allow: 'session:note',
      stores: true, // the former text is kept
      guests,
      run: async ({ sessionId, entryId }) => ({ entry: await sessions.notes.remove(sessionId, entryId, personOf(socket)) }),
    }),
  );

  socket.on(
    'session:typing',
    handle(services, socket, {
      schema: sessionTypingSchema,
      allow: 'session:note',
      guests,
      run: (request) => {
        if (sessions.isOpen(request.sessionId)) typing.tell(socket, request);
        return {};
      },
    }),
  );
}

/** The open sessions, for new connections: those that come together share one query. */
export class OpenSessionsTold {
  readonly #services: Pick<HubServices, 'sessions' | 'logger'>;
  #waiting: HubSocket[] = [];
  #asking = false;

  constructor(services: Pick<HubServices, 'sessions' | 'logger'>) {
    this.#services = services;
  }

  tell(socket: HubSocket): void {
    this.#waiting.push(socket);
    if (!this.#asking) void this.#ask();
  }

  async #ask(): Promise<void> {
    const { sessions, logger } = this.#services;
    this.#asking = true;
    while (this.#waiting.length > 0) {
      const told = this.#waiting;
      this.#waiting = [];
      try {
        const open = await sessions.allOpen();
        for (const socket of told) {
          for (const session of open) if (mayViewSession(socket.data.principal, session.id)) socket.emit('session:state', session);
        }
      } catch (error) {
        logger.warn({ err: toHubError(error).cause ?? error }, 'new connections were not told of the open sessions');
      }
    }
    this.#asking = false;
  }
}

export function announceSessions({ sessions }: SessionServices, audience: Audience): void {
  sessions.on('state', (session) => audience.aboutSession(session.id).emit('session:state', session));
  sessions.on('people', (news) => audience.aboutSession(news.sessionId).emit('session:people', news));
  sessions.on('entry', (entry) => audience.aboutSession(entry.sessionId).emit('session:event', entry));
}
