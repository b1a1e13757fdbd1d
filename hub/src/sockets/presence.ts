/** Who has the workstation open, and which cameras each person watches. One person may have many tabs and connections. */
import { presenceUpdateSchema, type Present, type PresenceUpdate } from '@eyepiece/shared-types';
import { EVENTS_ROOM, type HubServer, type HubSocket } from './io.ts';

/** Joins and leaves of a reconnecting room come in bursts, ms. */
const SETTLE_MS = 100;

interface Connection {
  view: Present['view'];
  readonly watching: Set<string>;
}

export class Presence {
  readonly #io: HubServer;
  readonly #connections = new Map<HubSocket, Connection>();
  #timer: NodeJS.Timeout | undefined;

  constructor(io: HubServer) {
    this.#io = io;
  }

  join(socket: HubSocket): void {
    this.#connections.set(socket, { view: 'live', watching: new Set() });
    socket.on('presence:update', (update: unknown) => this.#update(socket, update));
    socket.on('disconnect', () => {
      this.#connections.delete(socket);
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
        clients: new Set<string>(),
      };
      person.clients.add(clientId);
      person.cameraIds.push(...[...watching].filter((id) => !person.cameraIds.includes(id)));
      people.set(principal.userId, purpose === 'all' ? { ...person, view } : person);
    }
    return [...people.values()].map(({ clients, ...person }) => ({ ...person, tabs: clients.size }));
  }

  /** Tells everybody who is here, soon. */
  announce(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#io.to(EVENTS_ROOM).emit('presence', this.people);
    }, SETTLE_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #update(socket: HubSocket, update: unknown): void {
    const parsed = presenceUpdateSchema.safeParse(update);
    const connection = this.#connections.get(socket);
    if (!parsed.success || !connection) return;
    const { view }: PresenceUpdate = parsed.data;
    if (connection.view === view) return;
    connection.view = view;
    this.announce();
  }
}
