/**
 * Recipients of events. Users receive all events. Guests are only in the rooms of their link's scope, so by default an
 * event does not reach them. API keys are in the rooms of their scopes; those limited to cameras receive only events that
 * name one of them.
 */
import { ANNOUNCEMENT_SCOPES, type Announcement, type KeyPass, type KeyScope, type ServerToClientEvents } from '@eyepiece/shared-types';
import type { BroadcastOperator } from 'socket.io';
import { mayReceive } from '../people/key-policies.ts';
import { mayWatch, type OpenSessions } from '../people/policies.ts';
import { EVENTS_ROOM, type HubServer, type HubSocket, type SocketData } from './io.ts';

export type Listeners<Event extends Announcement = Announcement> = BroadcastOperator<Pick<ServerToClientEvents, Event>, SocketData>;

const CAMERA_GUESTS = 'guests-of-camera:';
const SESSION_GUESTS = 'guests-of-session:';

/** @param cameraId undefined: keys for all cameras */
function keysRoom(scope: KeyScope | 'any', cameraId?: string): string {
  return cameraId === undefined ? `keys:${scope}` : `keys:${scope}:of:${cameraId}`;
}

/** The rooms of people, and of keys with the scope of the event. */
function usersOf(event: Announcement, cameraId?: string): string[] {
  const scope = ANNOUNCEMENT_SCOPES[event];
  const ofCamera = cameraId === undefined ? [] : [keysRoom(scope, cameraId)];
  return [EVENTS_ROOM, keysRoom(scope), ...ofCamera];
}

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
    const { guest, key } = principal;
    if (key !== undefined) this.#joinKey(socket, key);
    else if (guest === undefined) void socket.join(EVENTS_ROOM);
    else {
      const session = guest.kind === 'session' && guest.sessionId !== null ? [SESSION_GUESTS + guest.sessionId] : [];
      const camera = mayWatch(principal, guest.cameraId, this.#sessions) ? [CAMERA_GUESTS + guest.cameraId] : [];
      void socket.join([...camera, ...session]);
    }
  }

  #joinKey(socket: HubSocket, { scopes, cameraIds }: KeyPass): void {
    const ofScopes = scopes.flatMap((scope) => (cameraIds ?? [undefined]).map((cameraId) => keysRoom(scope, cameraId)));
    void socket.join([keysRoom('any'), ...ofScopes]);
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

  /** All users, without guests. @param cameraId the camera that the event is about, if any */
  toUsers<Event extends Announcement>(event: Event, cameraId?: string): Listeners<Event> {
    return this.#io.to(usersOf(event, cameraId));
  }

  /** All users of this hub, for what every hub announces itself. */
  toUsersHere<Event extends Announcement>(event: Event, cameraId?: string): Listeners<Event> {
    return this.#io.local.to(usersOf(event, cameraId));
  }

  /** All users, and the guests of this camera. */
  aboutCamera<Event extends Announcement>(event: Event, cameraId: string): Listeners<Event> {
    return this.#io.to([...usersOf(event, cameraId), CAMERA_GUESTS + cameraId]);
  }

  /** All users, and the guests of this camera, of this hub. */
  aboutCameraHere<Event extends Announcement>(event: Event, cameraId: string): Listeners<Event> {
    return this.#io.local.to([...usersOf(event, cameraId), CAMERA_GUESTS + cameraId]);
  }

  /** Calls `send` for each connection of this hub whose key is limited to cameras, to send it its part of a list. */
  toLimitedKeysHere(event: Announcement, send: (socket: HubSocket, mayReceiveAbout: (cameraId: string) => boolean) => void): void {
    for (const socket of this.#io.sockets.sockets.values()) {
      const { purpose, principal } = socket.data;
      if (purpose === 'all' && principal.key?.cameraIds) send(socket, (cameraId) => mayReceive(principal, event, cameraId));
    }
  }

  /** The guests of this camera at this hub; undefined when none is connected. */
  toGuestsOfCameraHere(cameraId: string): Listeners | undefined {
    const room = CAMERA_GUESTS + cameraId;
    return this.#io.of('/').adapter.rooms.has(room) ? this.#io.local.to(room) : undefined;
  }

  /** All users, and the guests of this session, if any. @param cameraId as for `toUsers` */
  aboutSession<Event extends Announcement>(event: Event, sessionId: string | null | undefined, cameraId?: string): Listeners<Event> {
    const users = usersOf(event, cameraId);
    return this.#io.to(typeof sessionId === 'string' ? [...users, SESSION_GUESTS + sessionId] : users);
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
