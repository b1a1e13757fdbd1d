/** All Engine.IO connections: enforces their limits and closes those that do not read. */
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Principal } from '../../people/caller.ts';
import { networkOf, type ClientOf } from '../../network/client.ts';
import { KEYS_PER_LINK, KEYS_PER_USER } from '../../fanout/video/key-allowance.ts';
import { HubError, rateLimited } from '../../errors.ts';
import type { SocketLimits } from '../../process/limits/socket-limits.ts';
import type { Metrics } from '../../process/metrics.ts';
import { Connection } from './connection.ts';
import type { EngineServer, EngineSocket } from './engine.ts';
import { Groups } from './event-budget.ts';

const TICK_MS = 1000;

export interface ConnectionsParts {
  readonly engine: EngineServer;
  readonly limits: SocketLimits;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly clientOf: ClientOf;
}

/** Cost of an admission in events: it reads the database and sends the initial state. */
const ADMISSION_COST = 20;
/** Connections of one tab: events and frames. A user with no more than these never loses one to others. */
const TAB_CONNECTIONS = 2;

export class Connections {
  readonly #parts: ConnectionsParts;
  readonly #byEngine = new Map<string, Connection>();
  /** Connections that are not admitted yet, oldest first: all, and by address. */
  readonly #pending = new Set<Connection>();
  readonly #pendingAt = new Map<string, Set<Connection>>();
  readonly #admittedAt = new Map<string, Set<Connection>>();
  readonly #people: Groups<Connection>;
  readonly #links: Groups<Connection>;
  readonly #timer: NodeJS.Timeout;

  constructor(parts: ConnectionsParts) {
    this.#parts = parts;
    const { rates, maxUndrainedMs } = parts.limits;
    this.#people = new Groups({ events: rates.user, keys: KEYS_PER_USER });
    this.#links = new Groups({ events: rates.share, keys: KEYS_PER_LINK });
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
   * Assigns a connection to its user. When a limit is reached, the user with the most connections loses one: a silent
   * one, otherwise the oldest.
   * @throws {HubError} too_many_connections when no user has more connections than one tab, or rate_limited
   */
  admit(engine: object, { userId, guest }: Pick<Principal, 'userId' | 'guest'>): Connection {
    const { limits, metrics } = this.#parts;
    const connection = this.#byEngine.get((engine as EngineSocket).id);
    if (!connection?.isOpen) throw new HubError('shutting_down', 'The connection has closed');
    const nowMs = performance.now();
    const person = this.#people.of(userId, nowMs);
    const link = guest && this.#links.of(guest.shareId, nowMs);
    const verdicts = [person, ...(link ? [link] : [])].map(({ budget }) => budget.event(ADMISSION_COST, 0, nowMs));
    if (verdicts.some((verdict) => verdict !== 'taken')) {
      metrics.refused('event_rate');
      throw rateLimited('Too many connections in a short time, try again in a moment', 1);
    }
    const at = setOf(this.#admittedAt, connection.address);
    this.#evictOne(person.members, limits.maxPerUser, { userId, where: 'of one person', least: 0 });
    if (link) this.#evictOne(link.members, limits.maxPerShare, { userId, where: 'by one link', least: TAB_CONNECTIONS });
    this.#evictOne(at, limits.maxPerAddress, { userId, where: 'from one address', least: TAB_CONNECTIONS });
    for (const members of [person.members, ...(link ? [link.members] : []), at]) members.add(connection);
    this.#removePending(connection);
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
    // New connections are admitted within moments, so the oldest is dropped.
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
    this.#removePending(connection);
    connection.destroyUnsentSoon();
    const { owner, address } = connection;
    owner?.person.members.delete(connection);
    owner?.link?.members.delete(connection);
    remove(this.#admittedAt, address, connection);
  }

  #removePending(connection: Connection): void {
    this.#pending.delete(connection);
    remove(this.#pendingAt, connection.address, connection);
  }

  #evictOne(
    members: Set<Connection>,
    max: number,
    { userId, where, least }: { readonly userId: string; readonly where: string; readonly least: number },
  ): void {
    if (members.size < max) return;
    this.#parts.metrics.refused('socket_limit');
    const error = new HubError('too_many_connections', `There are ${String(max)} connections ${where}, which is the limit`);
    const [mostId, most] = mostConnected(members, userId);
    if (most <= least) throw error;
    const evicted = mostIdle([...members].filter(({ owner }) => owner?.userId === mostId));
    if (!evicted) throw error;
    // Stops counting it at once, before its client has disconnected.
    evicted.owner?.person.members.delete(evicted);
    evicted.owner?.link?.members.delete(evicted);
    this.#admittedAt.get(evicted.address)?.delete(evicted);
    evicted.supersede(error);
  }

  #tick(): void {
    const nowMs = performance.now();
    const { maxUnsentBytes, maxUndrainedMs } = this.#parts.limits;
    for (const connection of this.#byEngine.values()) {
      const stuckMs = connection.unsent.stuckMs(nowMs);
      if (stuckMs >= maxUndrainedMs) {
        connection.end('socket_undrained', 'the client does not read');
        continue;
      }
      // Frames in flight are limited by the viewer's credit, and a single one may exceed this limit.
      const { bytes } = connection.unsent;
      if (bytes > maxUnsentBytes && bytes > maxUnsentBytes + connection.framesInFlight()) {
        connection.end('socket_undrained', `${String(bytes)} bytes are unsent`);
      }
    }
    this.#people.sweep(nowMs);
    this.#links.sweep(nowMs);
  }
}

/** The user with the most connections, and their number; prefers the new user in case of a tie. */
function mostConnected(members: ReadonlySet<Connection>, newcomer: string): readonly [string, number] {
  const counts = new Map<string, number>();
  for (const { owner } of members) if (owner) counts.set(owner.userId, (counts.get(owner.userId) ?? 0) + 1);
  let most: readonly [string, number] = [newcomer, counts.get(newcomer) ?? 0];
  for (const entry of counts) if (entry[1] > most[1]) most = entry;
  return most;
}

/** Heartbeats arrive every 5 s; a client that is silent for longer has probably disconnected, ms. */
const SILENT_MS = 7000;

function mostIdle(connections: readonly Connection[]): Connection | undefined {
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
