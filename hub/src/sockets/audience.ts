/**
 * Who is told what. People with an account hear of everything; somebody who came by a share link is in rooms of what
 * the link is for, and in no other: an event that nobody thought of guests for does not reach them.
 */
import type { ServerToClientEvents } from '@eyepiece/shared-types';
import type { BroadcastOperator } from 'socket.io';
import { mayWatch, type OpenSessions } from '../people/policies.ts';
import { EVENTS_ROOM, type HubServer, type HubSocket, type SocketData } from './io.ts';

export type Listeners = BroadcastOperator<ServerToClientEvents, SocketData>;

const CAMERA_GUESTS = 'guests-of-camera:';
const SESSION_GUESTS = 'guests-of-session:';

export class Audience {
  readonly #io: HubServer;
  readonly #sessions: OpenSessions;

  constructor(io: HubServer, sessions: OpenSessions) {
    this.#io = io;
    this.#sessions = sessions;
  }

  /** Puts a connection where it hears what its person may know. */
  join(socket: HubSocket): void {
    const { principal } = socket.data;
    const { guest } = principal;
    if (guest === undefined) void socket.join(EVENTS_ROOM);
    else {
      const session = guest.kind === 'session' && guest.sessionId !== null ? [SESSION_GUESTS + guest.sessionId] : [];
      const camera = mayWatch(principal, guest.cameraId, this.#sessions) ? [CAMERA_GUESTS + guest.cameraId] : [];
      void socket.join([...camera, ...session]);
    }
  }

  /**
   * A session has ended: its guests hear of that session still, and of the camera no more, where nobody is for them now.
   * Returns their connections.
   */
  endSession(sessionId: string): HubSocket[] {
    const { adapter, sockets } = this.#io.of('/');
    const guests = [...(adapter.rooms.get(SESSION_GUESTS + sessionId) ?? [])].flatMap((id) => sockets.get(id) ?? []);
    for (const socket of guests) {
      const { guest } = socket.data.principal;
      if (guest !== undefined) void socket.leave(CAMERA_GUESTS + guest.cameraId);
      socket.emit('presence', []);
    }
    return guests;
  }

  /** Everybody with an account; no guests. */
  toEverybody(): Listeners {
    return this.#io.to(EVENTS_ROOM);
  }

  /** Everybody, and the guests of this camera. */
  aboutCamera(cameraId: string): Listeners {
    return this.#io.to([EVENTS_ROOM, CAMERA_GUESTS + cameraId]);
  }

  /** The guests of this camera; undefined when none is here. */
  toGuestsOfCamera(cameraId: string): Listeners | undefined {
    const room = CAMERA_GUESTS + cameraId;
    return this.#io.of('/').adapter.rooms.has(room) ? this.#io.to(room) : undefined;
  }

  /** Everybody, and the guests of this session. What belongs to no session is no guest's business. */
  aboutSession(sessionId: string | null | undefined): Listeners {
    return this.#io.to(typeof sessionId === 'string' ? [EVENTS_ROOM, SESSION_GUESTS + sessionId] : EVENTS_ROOM);
  }

  /** The sessions that have guests here, of these; and each one's guests. */
  toGuestsOfSessions(sessionIds: Iterable<string | null | undefined>, tell: (guests: Listeners, sessionId: string) => void): void {
    const { rooms } = this.#io.of('/').adapter;
    for (const id of new Set(sessionIds))
      if (typeof id === 'string' && rooms.has(SESSION_GUESTS + id)) tell(this.#io.to(SESSION_GUESTS + id), id);
  }

  /** These connections and no other; undefined when there are none, which Socket.IO would take for everybody. */
  toConnections(sockets: readonly HubSocket[]): Listeners | undefined {
    return sockets.length === 0 ? undefined : this.#io.to(sockets.map(({ id }) => id));
  }

  /** Lists that guests are shown a part of: sent to the guests of each camera as `part` has it for them. */
  toGuests(part: (guests: Listeners, cameraId: string) => void): void {
    for (const room of this.#io.of('/').adapter.rooms.keys()) {
      if (room.startsWith(CAMERA_GUESTS)) part(this.#io.to(room), room.slice(CAMERA_GUESTS.length));
    }
  }
}
