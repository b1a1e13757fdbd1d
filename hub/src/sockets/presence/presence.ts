/** Tracks connected people and the cameras they watch. One person may have many tabs and connections. */
import { presenceUpdateSchema, type Present, type PresenceUpdate } from '@eyepiece/shared-types';
import { mayWatch, type OpenSessions } from '../../people/policies.ts';
import type { HubPeople, OtherHubs } from './other-hubs.ts';
import { merged } from './merge.ts';
import type { Audience } from '../audience.ts';
import type { HubSocket } from '../io.ts';
import { PersonColors } from './person-colors.ts';

/** Delay that merges bursts of joins and leaves, ms. */
const SETTLE_MS = 100;
/** Minimum interval of announcements, ms. Grows with the number of people, since each one goes to all. */
const INTERVAL_MS = 250;
const INTERVAL_PER_PERSON_MS = 10;
/** Views that show live video. */
const LIVE_VIEWS: ReadonlySet<Present['view']> = new Set(['live', 'wall']);

interface Connection {
  view: Present['view'];
  /** The camera shown in the view. */
  cameraId: string | undefined;
  readonly watching: Set<string>;
}

export class Presence {
  readonly #audience: Audience;
  readonly #sessions: OpenSessions;
  readonly #connections = new Map<HubSocket, Connection>();
  /** Open connections per user; absent when zero. */
  readonly #open = new Map<string, number>();
  /** Cache of `lookingAt`, cleared by every change. */
  readonly #looking = new Map<string, readonly HubSocket[]>();
  #announcedAtMs = -Infinity;
  #closed = false;
  readonly #colors = new PersonColors();
  readonly #others: OtherHubs | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param others people at other hubs; undefined with a single hub */
  constructor(audience: Audience, sessions: OpenSessions, others?: OtherHubs) {
    this.#audience = audience;
    this.#sessions = sessions;
    this.#others = others;
    others?.onChange(() => {
      this.#colors.yieldTo(others.precedingColors);
      this.announce();
    });
  }

  join(socket: HubSocket): void {
    const { userId } = socket.data.principal;
    this.#connections.set(socket, { view: 'live', cameraId: undefined, watching: new Set() });
    this.#open.set(userId, (this.#open.get(userId) ?? 0) + 1);
    socket.on('presence:update', (update: unknown) => this.#update(socket, update));
    socket.on('disconnect', () => {
      this.#connections.delete(socket);
      const left = (this.#open.get(userId) ?? 1) - 1;
      if (left > 0) this.#open.set(userId, left);
      else {
        this.#open.delete(userId);
        this.#colors.leave(userId);
      }
      this.announce();
    });
    this.announce();
  }

  watch(socket: HubSocket, cameraId: string): void {
    this.#connections.get(socket)?.watching.add(cameraId);
    this.announce();
  }

  unwatch(socket: HubSocket, cameraId: string): void {
    this.#connections.get(socket)?.watching.delete(cameraId);
    this.announce();
  }

  /** All people, at every hub. */
  get people(): Present[] {
    return merged([this.#own, ...(this.#others?.people ?? [])]);
  }

  /** The people who are connected to this hub. */
  get #own(): HubPeople {
    const people = new Map<string, Omit<Present, 'cameraIds' | 'tabs'> & { cameraIds: string[]; clients: Set<string> }>();
    const guests: [string, string][] = [];
    const elsewhere = this.#others?.colors;
    for (const [socket, { view, watching }] of this.#connections) {
      const { principal, clientId, purpose } = socket.data;
      const person = people.get(principal.userId) ?? {
        userId: principal.userId,
        name: principal.name,
        role: principal.role,
        cameraIds: [] as string[],
        view,
        guest: principal.guest !== undefined,
        color: this.#colors.take(principal.userId, elsewhere),
        clients: new Set<string>(),
      };
      person.clients.add(clientId);
      person.cameraIds.push(...[...watching].filter((id) => !person.cameraIds.includes(id)));
      people.set(principal.userId, purpose === 'all' ? { ...person, view } : person);
      const { guest } = principal;
      if (guest !== undefined && mayWatch(principal, guest.cameraId, this.#sessions)) guests.push([guest.cameraId, principal.userId]);
    }
    return { people: [...people.values()].map((person) => ({ ...person, clients: [...person.clients] })), guests };
  }

  /** Event connections of the tabs that show this camera live. */
  lookingAt(cameraId: string): readonly HubSocket[] {
    const known = this.#looking.get(cameraId) ?? this.#findLooking(cameraId);
    this.#looking.set(cameraId, known);
    return known;
  }

  #findLooking(cameraId: string): HubSocket[] {
    const connections = [...this.#connections];
    const watchers = new Set(connections.filter(([, { watching }]) => watching.has(cameraId)).map(([{ data }]) => data.clientId));
    return connections.flatMap(([socket, { view, cameraId: shown }]) => {
      const { purpose, clientId, principal } = socket.data;
      const looks = watchers.has(clientId) || (shown === cameraId && LIVE_VIEWS.has(view));
      return purpose === 'all' && looks && mayWatch(principal, cameraId, this.#sessions) ? [socket] : [];
    });
  }

  /** Schedules an announcement of the connected people. */
  announce(): void {
    this.#looking.clear();
    if (this.#closed || this.#timer !== undefined) return;
    const intervalMs = Math.max(INTERVAL_MS, this.#open.size * INTERVAL_PER_PERSON_MS);
    const waitMs = Math.max(SETTLE_MS, this.#announcedAtMs + intervalMs - performance.now());
    this.#timer = setTimeout(() => this.#announceNow(), waitMs);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #announceNow(): void {
    this.#timer = undefined;
    this.#announcedAtMs = performance.now();
    const own = this.#own;
    this.#others?.tell(own);
    const everywhere = [own, ...(this.#others?.people ?? [])];
    const people = merged(everywhere);
    const guests = everywhere.flatMap((hub) => hub.guests);
    this.#audience.toUsersHere('presence').emit('presence', people);
    this.#audience.toGuestsHere((listeners, cameraId) => {
      const ofCamera = guests.filter(([camera]) => camera === cameraId).map(([, userId]) => userId);
      listeners.emit('presence', peopleAt(cameraId, people, new Set(ofCamera)));
    });
  }

  #update(socket: HubSocket, update: unknown): void {
    const parsed = presenceUpdateSchema.safeParse(update);
    const connection = this.#connections.get(socket);
    if (!parsed.success || !connection) return;
    const { view, cameraId }: PresenceUpdate = parsed.data;
    connection.cameraId = cameraId;
    this.#looking.clear();
    if (connection.view === view) return;
    connection.view = view;
    this.announce();
  }
}

/** Guests see only people at their camera. */
function peopleAt(cameraId: string, people: readonly Present[], guests: ReadonlySet<string>): Present[] {
  return people
    .filter(({ userId, cameraIds }) => cameraIds.includes(cameraId) || guests.has(userId))
    .map((person) => ({ ...person, cameraIds: person.cameraIds.filter((id) => id === cameraId) }));
}
