/** Who has the workstation open, and which cameras each person watches. One person may have many tabs and connections. */
import { presenceUpdateSchema, type Present, type PresenceUpdate } from '@eyepiece/shared-types';
import { mayWatch, type OpenSessions } from '../auth/policies.ts';
import type { Principal } from '../auth/tokens.ts';
import type { Audience } from './audience.ts';
import type { HubSocket } from './io.ts';
import { PersonColors } from './person-colors.ts';

/** Joins and leaves of a reconnecting room come in bursts, ms. */
const SETTLE_MS = 100;
/** Views that show live pictures. */
const LIVE_VIEWS: ReadonlySet<Present['view']> = new Set(['live', 'wall']);

interface Connection {
  view: Present['view'];
  /** The camera that the view is about. */
  cameraId: string | undefined;
  readonly watching: Set<string>;
}

export class Presence {
  readonly #audience: Audience;
  readonly #sessions: OpenSessions;
  readonly #connections = new Map<HubSocket, Connection>();
  readonly #colors = new PersonColors();
  #timer: NodeJS.Timeout | undefined;

  constructor(audience: Audience, sessions: OpenSessions) {
    this.#audience = audience;
    this.#sessions = sessions;
  }

  join(socket: HubSocket): void {
    this.#connections.set(socket, { view: 'live', cameraId: undefined, watching: new Set() });
    socket.on('presence:update', (update: unknown) => this.#update(socket, update));
    socket.on('disconnect', () => {
      this.#connections.delete(socket);
      const { userId } = socket.data.principal;
      if (!this.#isHere(userId)) this.#colors.leave(userId);
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

  get people(): Present[] {
    const people = new Map<string, Omit<Present, 'cameraIds'> & { cameraIds: string[]; clients: Set<string> }>();
    for (const [socket, { view, watching }] of this.#connections) {
      const { principal, clientId, purpose } = socket.data;
      const person = people.get(principal.userId) ?? {
        userId: principal.userId,
        name: principal.name,
        role: principal.role,
        tabs: 0,
        cameraIds: [] as string[],
        view,
        guest: principal.guest !== undefined,
        color: this.#colors.take(principal.userId),
        clients: new Set<string>(),
      };
      person.clients.add(clientId);
      person.cameraIds.push(...[...watching].filter((id) => !person.cameraIds.includes(id)));
      people.set(principal.userId, purpose === 'all' ? { ...person, view } : person);
    }
    return [...people.values()].map(({ clients, ...person }) => ({ ...person, tabs: clients.size }));
  }

  /** Guests see who is at their camera while they may watch it, and nothing of other cameras. */
  peopleFor(principal: Pick<Principal, 'guest'>): Present[] {
    const { guest } = principal;
    if (guest === undefined) return this.people;
    return mayWatch(principal, guest.cameraId, this.#sessions) ? this.#peopleAt(guest.cameraId, this.people) : [];
  }

  /** Connections for events of the tabs that show this camera live. */
  lookingAt(cameraId: string): HubSocket[] {
    const connections = [...this.#connections];
    const watchers = new Set(connections.filter(([, { watching }]) => watching.has(cameraId)).map(([{ data }]) => data.clientId));
    return connections.flatMap(([socket, { view, cameraId: shown }]) => {
      const { purpose, clientId, principal } = socket.data;
      const looks = watchers.has(clientId) || (shown === cameraId && LIVE_VIEWS.has(view));
      return purpose === 'all' && looks && mayWatch(principal, cameraId, this.#sessions) ? [socket] : [];
    });
  }

  /** Tells everybody who is here, soon. */
  announce(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const { people } = this;
      this.#audience.toEverybody().emit('presence', people);
      this.#audience.toGuests((guests, cameraId) => guests.emit('presence', this.#peopleAt(cameraId, people)));
    }, SETTLE_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #peopleAt(cameraId: string, people: readonly Present[]): Present[] {
    const itsGuests = new Set<string>();
    for (const { data } of this.#connections.keys()) {
      const { principal } = data;
      if (principal.guest !== undefined && mayWatch(principal, cameraId, this.#sessions)) itsGuests.add(principal.userId);
    }
    return people
      .filter(({ userId, cameraIds }) => cameraIds.includes(cameraId) || itsGuests.has(userId))
      .map((person) => ({ ...person, cameraIds: person.cameraIds.filter((id) => id === cameraId) }));
  }

  #isHere(userId: string): boolean {
    return [...this.#connections.keys()].some(({ data }) => data.principal.userId === userId);
  }

  #update(socket: HubSocket, update: unknown): void {
    const parsed = presenceUpdateSchema.safeParse(update);
    const connection = this.#connections.get(socket);
    if (!parsed.success || !connection) return;
    const { view, cameraId }: PresenceUpdate = parsed.data;
    connection.cameraId = cameraId;
    if (connection.view === view) return;
    connection.view = view;
    this.announce();
  }
}
