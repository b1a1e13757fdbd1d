/** All Engine.IO connections: how many there may be, whose they are, and which of them do not read. */
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Principal } from '../../caller.ts';
import { networkOf, type ClientOf } from '../../network/client.ts';
import { HubError, rateLimited } from '../../errors.ts';
import type { SocketLimits } from '../../limits.ts';
import type { Metrics } from '../../metrics.ts';
import { Connection } from './connection.ts';
import type { EngineServer, EngineSocket } from './engine.ts';
import { Groups } from './event-budget.ts';

/** Events that an admission counts as: reads of the database, and everything that a new connection is told. */
const ADMISSION_COST = 20;
/** What a person with one tab has: events and frames. Nobody with so few loses one to somebody else, or to a tab's other half. */
const TAB_CONNECTIONS = 2;
/** Heartbeats come every 5 s: a client not heard for longer is probably gone, ms. */
const SILENT_MS = 7000;
const TICK_MS = 1000;

export interface ConnectionsParts {
  readonly engine: EngineServer;
  readonly limits: SocketLimits;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly clientOf: ClientOf;
}

export class Connections {
  readonly #parts: ConnectionsParts;
  readonly #byEngine = new Map<string, Connection>();
  /** Not admitted yet, oldest first; in all and by address. */
  readonly #pending = new Set<Connection>();
  readonly #pendingAt = new Map<string, Set<Connection>>();
  readonly #admittedAt = new Map<string, Set<Connection>>();
  readonly #people: Groups<Connection>;
  readonly #links: Groups<Connection>;
  readonly #timer: NodeJS.Timeout;

  constructor(parts: ConnectionsParts) {
    this.#parts = parts;
    const { rates, maxUndrainedMs } = parts.limits;
    this.#people = new Groups(rates.user);
    this.#links = new Groups(rates.share);
    parts.engine.on('connection', (engine) => this.#opened(engine));
    parts.engine.on('headers', (_headers, request) => {
      if (request.method === 'GET' && request._query?.sid !== undefined) {
        this.#byEngine.get(request._query.sid)?.answering();
      }
    });
    this.#timer = setInterval(() => this.#tick(), Math.min(TICK_MS, maxUndrainedMs / 4));
    this.#timer.unref();
  }

  get counts(): { readonly pending: number; readonly admitted: number } {
    return { pending: this.#pending.size, admitted: this.#byEngine.size - this.#pending.size };
  }

  /**
   * Counts a connection as its person's. When a limit is reached, the person with the most connections under it loses
   * one of theirs: a silent one, else the oldest.
   * @throws {HubError} too_many_connections when nobody under the limit has more than a tab's, or rate_limited
   */
  admit(engine: object, { userId, guest }: Pick<Principal, 'userId' | 'guest'>): Connection {
    const { limits, metrics } = this.#parts;
    const connection = this.#byEngine.get((engine as EngineSocket).id);
    if (!connection?.isOpen) throw new HubError('shutting_down', 'The connection is gone');
    const nowMs = performance.now();
    const person = this.#people.of(userId, nowMs);
    const link = guest && this.#links.of(guest.shareId, nowMs);
    const verdicts = [person, ...(link ? [link] : [])].map(({ budget }) => budget.event(ADMISSION_COST, 0, nowMs));
    if (verdicts.some((verdict) => verdict !== 'taken')) {
      metrics.refused('event_rate');
      throw rateLimited('Too many connections in a short time, try again in a moment', 1);
    }
    const at = setOf(this.#admittedAt, connection.address);
    this.#makeRoom(person.members, limits.maxPerUser, { userId, where: 'of one person', least: 0 });
    if (link) this.#makeRoom(link.members, limits.maxPerShare, { userId, where: 'by one link', least: TAB_CONNECTIONS });
    this.#makeRoom(at, limits.maxPerAddress, { userId, where: 'from one address', least: TAB_CONNECTIONS });
    for (const members of [person.members, ...(link ? [link.members] : []), at]) members.add(connection);
    this.#noLongerPending(connection);
    connection.owner = { userId, person, link };
    return connection;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #opened(engine: EngineSocket): void {
    const { limits, metrics, logger } = this.#parts;
    const address = this.#addressOf(engine.request);
    const connection = new Connection({
      engine,
      address,
      limits,
      refused: (reason, ended) => {
        metrics.refused(reason);
        if (ended !== undefined) logger.info({ address, userId: connection.owner?.userId, why: ended }, 'a connection was cut');
      },
    });
    this.#byEngine.set(engine.id, connection);
    engine.once('close', () => this.#closed(engine, connection));
    const here = setOf(this.#pendingAt, address);
    // New ones are admitted within moments; the oldest has had its time.
    if (here.size >= limits.maxPendingPerAddress) first(here)?.end('socket_limit', 'too many without sign-in from one address');
    if (this.#pending.size >= limits.maxPending) first(this.#pending)?.end('socket_limit', 'too many without sign-in');
    setOf(this.#pendingAt, address).add(connection);
    this.#pending.add(connection);
  }

  #addressOf(request: IncomingMessage): string {
    const { address } = this.#parts.clientOf(request);
    return address === '' ? '' : networkOf(address);
  }

  #closed(engine: EngineSocket, connection: Connection): void {
    this.#byEngine.delete(engine.id);
    this.#noLongerPending(connection);
    connection.giveUpUnsent();
    const { owner, address } = connection;
    owner?.person.members.delete(connection);
    owner?.link?.members.delete(connection);
    remove(this.#admittedAt, address, connection);
  }

  #noLongerPending(connection: Connection): void {
    this.#pending.delete(connection);
    remove(this.#pendingAt, connection.address, connection);
  }

  #makeRoom(
    members: Set<Connection>,
    max: number,
    { userId, where, least }: { readonly userId: string; readonly where: string; readonly least: number },
  ): void {
    if (members.size < max) return;
    this.#parts.metrics.refused('socket_limit');
    const error = new HubError('too_many_connections', `There are ${String(max)} connections ${where}, which is the limit`);
    const [mostId, most] = busiest(members, userId);
    if (most <= least) throw error;
    const leaving = leastAlive([...members].filter(({ owner }) => owner?.userId === mostId));
    if (!leaving) throw error;
    // It stops counting at once; its client is told in its own time.
    leaving.owner?.person.members.delete(leaving);
    leaving.owner?.link?.members.delete(leaving);
    this.#admittedAt.get(leaving.address)?.delete(leaving);
    leaving.supersede(error);
  }

  #tick(): void {
    const nowMs = performance.now();
    const { maxUnsentBytes, maxUndrainedMs } = this.#parts.limits;
    for (const connection of this.#byEngine.values()) {
      const stuckMs = connection.unsent.stuckMs(nowMs);
      if (stuckMs >= maxUndrainedMs) {
        connection.end('socket_undrained', 'it reads nothing');
        continue;
      }
      // Frames on their way are bounded by the viewer's credit, and one alone may be larger than the limit.
      const { bytes } = connection.unsent;
      if (bytes > maxUnsentBytes && bytes > maxUnsentBytes + connection.framesInFlight()) {
        connection.end('socket_undrained', `${String(bytes)} bytes are unsent`);
      }
    }
    this.#people.sweep(nowMs);
    this.#links.sweep(nowMs);
  }
}

/** Who has the most, and how many; the newcomer rather than another with as many. */
function busiest(members: ReadonlySet<Connection>, newcomer: string): readonly [string, number] {
  const counts = new Map<string, number>();
  for (const { owner } of members) if (owner) counts.set(owner.userId, (counts.get(owner.userId) ?? 0) + 1);
  let most: readonly [string, number] = [newcomer, counts.get(newcomer) ?? 0];
  for (const entry of counts) if (entry[1] > most[1]) most = entry;
  return most;
}

function leastAlive(connections: readonly Connection[]): Connection | undefined {
  const silentSince = performance.now() - SILENT_MS;
  const silent = connections.filter(({ heardAtMs }) => heardAtMs < silentSince);
  return silent.toSorted((one, other) => one.heardAtMs - other.heardAtMs)[0] ?? connections[0];
}

function setOf(sets: Map<string, Set<Connection>>, key: string): Set<Connection> {
  const known = sets.get(key);
  if (known) return known;
  const made = new Set<Connection>();
  sets.set(key, made);
  return made;
}

function remove(sets: Map<string, Set<Connection>>, key: string, connection: Connection): void {
  const members = sets.get(key);
  members?.delete(connection);
  if (members?.size === 0) sets.delete(key);
}

function first(connections: ReadonlySet<Connection>): Connection | undefined {
  const [oldest] = connections;
  return oldest;
}
