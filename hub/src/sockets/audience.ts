/**
 * Recipients of events. Users receive all events. Guests are only in the rooms of their link's scope, so by default an
 * event does not reach them.
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
  readonly #isShared: boolean;

  /** @param isShared whether events also reach the clients of other hubs */
  constructor(io: HubServer, sessions: OpenSessions, isShared = false) {
    this.#io = io;
    this.#sessions = sessions;
    this.#isShared = isShared;
  }

  /** Adds a connection to the rooms of the events that its owner may receive. */
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
   * After the end of a session, its guests still receive events of the session, but no longer of the camera.
   * @returns the connections of the guests
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

  /** All users, without guests. */
  toUsers(): Listeners {
    return this.#io.to(EVENTS_ROOM);
  }

  /** All users of this hub, for what every hub announces itself. */
  toUsersHere(): Listeners {
    return this.#io.local.to(EVENTS_ROOM);
  }

  /** All users, and the guests of this camera. */
  aboutCamera(cameraId: string): Listeners {
    return this.#io.to([EVENTS_ROOM, CAMERA_GUESTS + cameraId]);
  }

  /** All users, and the guests of this camera, of this hub. */
  aboutCameraHere(cameraId: string): Listeners {
    return this.#io.local.to([EVENTS_ROOM, CAMERA_GUESTS + cameraId]);
  }

  /** The guests of this camera at this hub; undefined when none is connected. */
  toGuestsOfCameraHere(cameraId: string): Listeners | undefined {
    const room = CAMERA_GUESTS + cameraId;
    return this.#io.of('/').adapter.rooms.has(room) ? this.#io.local.to(room) : undefined;
  }

  /** All users, and the guests of this session, if any. */
  aboutSession(sessionId: string | null | undefined): Listeners {
    return this.#io.to(typeof sessionId === 'string' ? [EVENTS_ROOM, SESSION_GUESTS + sessionId] : EVENTS_ROOM);
  }

  /** Calls `send` for each of these sessions that may have connected guests. */
  toGuestsOfSessions(sessionIds: Iterable<string | null | undefined>, send: (guests: Listeners, sessionId: string) => void): void {
    const { rooms } = this.#io.of('/').adapter;
    for (const id of new Set(sessionIds))
      // The rooms of other hubs are unknown: without a guest there, no hub subscribes to the event.
      if (typeof id === 'string' && (this.#isShared || rooms.has(SESSION_GUESTS + id))) send(this.#io.to(SESSION_GUESTS + id), id);
  }

  /** Only these connections of this hub; undefined when there are none, which Socket.IO would treat as all. */
  toConnections(sockets: readonly HubSocket[]): Listeners | undefined {
    return sockets.length === 0 ? undefined : this.#io.local.to(sockets.map(({ id }) => id));
  }

  /** Calls `part` for the guests of each camera at this hub, to send them their part of a list. */
  toGuestsHere(part: (guests: Listeners, cameraId: string) => void): void {
    for (const room of this.#io.of('/').adapter.rooms.keys()) {
      if (room.startsWith(CAMERA_GUESTS)) part(this.#io.local.to(room), room.slice(CAMERA_GUESTS.length));
    }
  }
}
