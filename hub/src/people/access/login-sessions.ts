/** Sign-ins, which can be listed and ended. Every token belongs to a sign-in and is valid only while it is active. */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { FEED_URL_MAX_SECONDS, type LoginSession, type User } from '@eyepiece/shared-types';
import { LRUCache } from 'lru-cache';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { GuestPass, Principal } from '../caller.ts';
import { sessionExpired, type AccessEnd } from '../../errors.ts';
import type { LoginLimits } from '../../process/limits/sign-in-limits.ts';
import { LoginSessionEntity, type LoginSessionRow } from '../../persistence/entities/people/login-session.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { upTo } from '../../process/limits/growing-cache.ts';
import type { PresentGuest } from './guest-places.ts';
import { FreshCache } from './fresh-cache.ts';
import { LastUses } from './last-uses.ts';
import type { IssuedToken, Tokens } from './tokens.ts';

const PURGE_EVERY_MS = 60 * 60_000;
const WRITE_USES_EVERY_MS = 60_000;
/** A guest keeps one identity per browser. Opening the link again creates another sign-in. */
const MAX_PER_GUEST = 5;

/** Origin of a sign-in. */
export interface SignInPlace {
  readonly address: string;
  readonly device: string;
}

interface LoginSessionsEvents {
  /** These sign-ins were ended early; their streams and sockets must end now. */
  ended: [ids: ReadonlySet<string>, why: AccessEnd];
}

interface Parts {
  readonly database: Database;
  readonly tokens: Tokens;
  readonly limits: LoginLimits;
  readonly logger: Logger;
}

type State = Pick<LoginSessionRow, 'userId' | 'endedAt'>;

export class LoginSessions extends EventEmitter<LoginSessionsEvents> {
  readonly #database: Database;
  readonly #tokens: Tokens;
  readonly #limits: LoginLimits;
  readonly #logger: Logger;
  readonly #states: FreshCache<State>;
  readonly #uses: LastUses;
  /** Reasons for sign-ins that this hub ended, by id. */
  readonly #endReasons: LRUCache<string, AccessEnd>;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor({ database, tokens, limits, logger }: Parts) {
    super();
    this.#database = database;
    this.#tokens = tokens;
    this.#limits = limits;
    this.#logger = logger;
    this.#uses = new LastUses(database, 'login_sessions', limits.maxRemembered);
    this.#endReasons = new LRUCache(upTo(limits.maxRemembered));
    const read = async (id: string): Promise<State | undefined> =>
      (await database.use((em) => em.findOne(LoginSessionEntity, { id }, { fields: ['userId', 'endedAt'] }))) ?? undefined;
    this.#states = new FreshCache(read, limits.maxRemembered);
  }

  /** Starts deleting expired sign-ins every hour and writing last uses every minute. */
  open(): void {
    const inBackground = (work: () => Promise<void>, what: string) => (): void => {
      work().catch((error: unknown) => this.#logger.warn({ err: error }, what));
    };
    const purge = inBackground(() => this.purge(), 'expired sign-ins could not be deleted');
    const write = inBackground(() => this.#uses.write(), 'the last uses of sign-ins could not be written');
    purge();
    this.#timers.push(setInterval(purge, PURGE_EVERY_MS), setInterval(write, WRITE_USES_EVERY_MS));
  }

  /** Creates a sign-in after the password was checked. */
  async start({ user, tokenVersion }: { user: User; tokenVersion: number }, place: SignInPlace): Promise<IssuedToken> {
    const issued = this.#tokens.issue({ user, tokenVersion, loginSessionId: randomUUID() });
    await this.#insert(issued, { userId: user.id, shareId: null }, place, this.#limits.maxPerUser);
    return issued;
  }

  /** Creates a sign-in for a guest after the link was redeemed. */
  async startGuest(guest: { userId: string; name: string; pass: GuestPass }, place: SignInPlace): Promise<IssuedToken> {
    const { shareId } = guest.pass;
    const issued = this.#tokens.issueGuest({ ...guest, loginSessionId: randomUUID() });
    await this.#insert(issued, { userId: guest.userId, shareId }, place, MAX_PER_GUEST);
    return issued;
  }

  /** @throws {HubError} session_expired when the sign-in has ended or is unknown */
  async check(principal: Principal): Promise<void> {
    const { loginSessionId, userId } = principal;
    const state = await this.#states.get(loginSessionId);
    if (state?.userId !== userId) throw sessionExpired('sign_in_ended', 'This sign-in is no longer known, sign in again');
    if (state.endedAt) throw sessionExpired(this.endReason(principal) ?? 'sign_in_ended');
  }

  /** Why the sign-in ended; undefined while active, or or if it ended before a restart. */
  endReason({ loginSessionId }: Pick<Principal, 'loginSessionId'>): AccessEnd | undefined {
    return this.#endReasons.get(loginSessionId);
  }

  /** Another hub has ended these sign-ins. */
  endedElsewhere(ids: readonly string[], why: AccessEnd): void {
    this.#forget(new Set(ids), why);
  }

  /** Records a use; written within a minute. */
  used({ loginSessionId }: Principal, address?: string): void {
    this.#uses.add(loginSessionId, address);
  }

  /** Active sign-ins, the last used first. */
  async list(userId: string): Promise<Omit<LoginSession, 'current'>[]> {
    const where = { userId, endedAt: null, expiresAt: { $gt: new Date() } };
    const rows = await this.#database.use((em) => em.find(LoginSessionEntity, where));
    return rows
      .map((row) => ({ ...row, ...this.#uses.get(row.id) }))
      .sort((one, other) => other.lastUsedAt.getTime() - one.lastUsedAt.getTime())
      .map(toLoginSession);
  }

  /** Guests of a link with active sign-ins. */
  async guestsOf(em: SqlEntityManager, shareId: string): Promise<PresentGuest[]> {
    const where = { shareId, endedAt: null, expiresAt: { $gt: new Date() } };
    const rows = await em.find(LoginSessionEntity, where, { fields: ['userId', 'address', 'lastUsedAt'] });
    const guests = new Map<string, PresentGuest>();
    for (const { id, userId, address, lastUsedAt } of rows) {
      const guest = { userId, address, lastUsedAt, ...this.#uses.get(id) };
      const known = guests.get(userId);
      if (known === undefined || known.lastUsedAt < guest.lastUsedAt) guests.set(userId, guest);
    }
    return [...guests.values()];
  }

  /** Ends one sign-in of a user. @returns whether it was active */
  async end(id: string, userId: string, why: AccessEnd = 'sign_in_ended'): Promise<boolean> {
    return (await this.#end('id = ? and user_id = ?', [id, userId], why)) > 0;
  }

  /** Ends all sign-ins of a user, except `exceptId`. @returns the number of ended sign-ins */
  endAll(userId: string, { exceptId, why = 'sign_in_ended' }: { exceptId?: string; why?: AccessEnd } = {}): Promise<number> {
    if (exceptId === undefined) return this.#end('user_id = ?', [userId], why);
    return this.#end('user_id = ? and id <> ?', [userId, exceptId], why);
  }

  /** Deletes expired rows. They are kept as long as feed addresses of the sign-in may be valid. */
  async purge(): Promise<void> {
    const before = new Date(Date.now() - FEED_URL_MAX_SECONDS * 1000);
    await this.#database.use((em) => em.nativeDelete(LoginSessionEntity, { expiresAt: { $lt: before } }));
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#uses.write().catch((error: unknown) => this.#logger.warn({ err: error }, 'the last uses of sign-ins could not be written'));
  }

  async #insert(
    { loginSessionId, expiresInSeconds }: IssuedToken,
    person: { userId: string; shareId: string | null },
    place: SignInPlace,
    max: number,
  ): Promise<void> {
    const createdAt = new Date();
    const expiresAt = new Date(createdAt.getTime() + expiresInSeconds * 1000);
    const row = { id: loginSessionId, ...person, createdAt, lastUsedAt: createdAt, expiresAt, endedAt: null, ...place };
    await this.#database.use((em) => em.insert(LoginSessionEntity, row));
    await this.#endUnused(person.userId, max);
  }

  /** Ends the least recently used sign-ins above `max`. */
  async #endUnused(userId: string, max: number): Promise<void> {
    const live = await this.list(userId);
    const ids = live.slice(max).map(({ id }) => id);
    if (ids.length > 0) await this.#end(`user_id = ? and id in (${ids.map(() => '?').join(', ')})`, [userId, ...ids], 'sign_in_ended');
  }

  async #end(where: string, parameters: readonly string[], why: AccessEnd): Promise<number> {
    const rows = await this.#database.use((em) =>
      em.execute<{ id: string; live: boolean }[]>(
        `update login_sessions set ended_at = now() where ended_at is null and expires_at > now() - interval '${FEED_URL_MAX_SECONDS} seconds'
           and ${where} returning id, expires_at > now() as live`,
        [...parameters],
      ),
    );
    const ids = new Set(rows.map(({ id }) => id));
    this.#forget(ids, why);
    return rows.filter(({ live }) => live).length;
  }

  #forget(ids: ReadonlySet<string>, why: AccessEnd): void {
    for (const id of ids) {
      this.#endReasons.set(id, why);
      this.#states.forget(id);
    }
    if (ids.size > 0) this.emit('ended', ids, why);
  }
}

function toLoginSession({ id, createdAt, lastUsedAt, expiresAt, address, device }: LoginSessionRow): Omit<LoginSession, 'current'> {
  return {
    id,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    address,
    device,
  };
}
