/** Redeems share links, with the same protection against guessing as sign-in. */
import { createHash, randomUUID } from 'node:crypto';
import type { GuestLogin } from '@eyepiece/shared-types';
import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { LRUCache } from 'lru-cache';
import { writtenName, type GuestPass } from '../caller.ts';
import { SignInLimiter, type LimiterOptions } from '../sign-in/sign-in-limiter.ts';
import { networkOf } from '../../network/client.ts';
import { HubError, shareNotFound } from '../../errors.ts';
import { DEFAULT_LIMITS } from '../../process/limits/limits.ts';
import type { WritingLimits } from '../../process/limits/writing-limits.ts';
import type { Audit } from '../audit/audit.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { ShareEntity, type ShareRow } from '../../persistence/entities/people/share.ts';
import { assertStorable } from '../../persistence/storable-text.ts';
import { FairQueue } from '../../process/limits/queues/fair-queue.ts';
import { WriteRate } from '../../process/limits/queues/write-rate.ts';
import { upTo } from '../../process/limits/growing-cache.ts';
import { GuestPlaces, type GuestLogins } from '../access/guest-places.ts';
import { toPass } from './presenter.ts';

/** A guest of a share link. `Tokens.issueGuest` makes the token from it. */
export interface Guest {
  readonly userId: string;
  readonly name: string;
  readonly pass: GuestPass;
}

/** The client: its address, and the identity of this browser so far. */
export interface Caller {
  readonly address: string;
  readonly before?: { readonly userId: string; readonly guest?: GuestPass } | undefined;
}

/** Limit of new guests per link, as a multiple of the limit per network. */
const NETWORKS_OF_LINK = 4;
/** Concurrent look-ups, and waiting ones per network. */
const LOOKED_UP_AT_ONCE = 4;
const MAX_WAITING = 128;
/** Cached valid links; above the maximum number of valid links. */
const MAX_KNOWN = 1000;
/** Every reload of the page redeems the link again. */
const RETURNS_PER_MINUTE = 20;

/** The secret has 256 random bits, so a slow hash would add nothing. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export interface RedeemingParts {
  readonly database: Database;
  readonly audit: Audit;
  readonly logins: GuestLogins;
  readonly limiter?: LimiterOptions | undefined;
  readonly limits?: WritingLimits | undefined;
  readonly onRefused?: (() => void) | undefined;
}

export class Redeeming {
  readonly #database: Database;
  readonly #audit: Audit;
  readonly #limiter: SignInLimiter;
  readonly #places: GuestPlaces;
  /** By link and network, so that one network cannot block a link for others. */
  readonly #newGuests: WriteRate;
  readonly #returns: WriteRate;
  readonly #onRefused: (() => void) | undefined;
  /** Fair between networks, so that a flood from one neither blocks the database nor the guests of others. */
  readonly #queue: FairQueue<'entries'>;
  /** Links, by digest, that were valid at their last use. Their limits are checked before querying the database. */
  readonly #validLinks = new LRUCache<string, GuestPass>(upTo(MAX_KNOWN));

  constructor({ database, audit, logins, limiter, limits = DEFAULT_LIMITS.writing, onRefused }: RedeemingParts) {
    this.#database = database;
    this.#audit = audit;
    this.#limiter = new SignInLimiter(limiter, 'links');
    this.#places = new GuestPlaces(logins, limits);
    this.#onRefused = onRefused;
    const lane = { name: 'entries by a link', maxPerPerson: MAX_WAITING, maxPerParty: MAX_WAITING };
    this.#queue = new FairQueue({ concurrency: LOOKED_UP_AT_ONCE, lanes: { entries: lane }, onRefused });
    const { guestsPerMinute } = limits;
    const perLink = NETWORKS_OF_LINK * guestsPerMinute;
    this.#newGuests = new WriteRate('guests from one network', { perPerson: guestsPerMinute, perLink, seconds: 60 }, onRefused);
    this.#returns = new WriteRate('entries of one guest', { perPerson: RETURNS_PER_MINUTE, perLink, seconds: 60 }, onRefused);
  }

  /** Caches a valid link. Its guests are admitted even from addresses that are blocked for guessing. */
  cacheValid(row: ShareRow): void {
    this.#validLinks.set(row.secretHash, toPass(row));
  }

  /** Rejects waiting requests. */
  close(): Promise<void> {
    return this.#queue.close();
  }

  /**
   * The same browser with the same link keeps the same guest identity.
   * @throws {HubError} share_not_found for an unknown, revoked or expired link; rate_limited, limit_reached
   */
  async redeem({ share: secret, name }: GuestLogin, caller: Caller): Promise<Guest> {
    assertStorable({ name });
    const secretHash = digestOf(secret);
    const { address, before } = caller;
    const entry = { address, before, newId: randomUUID() };
    const network = networkOf(address);
    const known = this.#validLinks.get(secretHash);
    if (known) await this.#countEntry(known, caller);
    const by = { party: network, person: network };
    const used = await this.#queue.run(() => this.#lookUp(secretHash, entry, known !== undefined), { lane: 'entries', by });
    const { row, refusal, counting } = used;
    if (row === null || refusal !== undefined) {
      await counting;
      const refused = { address, action: 'share.refused', subject: row?.id ?? '', details: { reason: refusal ?? '', name } } as const;
      await this.#audit.recordRepeated(`share.refused ${network}`, refused);
      throw shareNotFound(refusal ?? '');
    }
    const pass = toPass(row);
    const isReturn = before?.guest?.shareId === row.id;
    const userId = isReturn ? before.userId : entry.newId;
    const principal = { userId, name: writtenName({ name, guest: pass }) };
    const record = { principal, address, action: 'share.used', subject: row.id, details: { label: row.label } } as const;
    await (isReturn ? this.#audit.recordRepeated(`share.used ${userId}`, record) : this.#audit.record(record));
    return { userId, name, pass };
  }

  /** Queries the database, unless the address is blocked for guessing and the link is not cached as valid. */
  async #lookUp(secretHash: string, caller: Entry, isCounted: boolean): Promise<Used> {
    const { address } = caller;
    if (!this.#validLinks.has(secretHash)) this.#limiter.assertAddress(address);
    const used = await this.#useAndEvict(secretHash, caller, isCounted);
    if (used.row !== null && used.refusal === undefined) {
      this.cacheValid(used.row);
      return used;
    }
    this.#validLinks.delete(secretHash);
    // Only failures count: a class that opens one valid link from one address is no attack.
    const counting = this.#limiter.attempt({ account: `share ${secretHash}`, address });
    counting.catch(() => undefined); // awaited outside the queue, because it includes a delay
    return { ...used, counting };
  }

  async #useAndEvict(secretHash: string, caller: Entry, isCounted: boolean): Promise<Used> {
    let evicted: string | undefined;
    try {
      const used = await this.#database.transaction((em) =>
        this.#useLink(em, secretHash, caller, isCounted, (userId) => (evicted = userId)),
      );
      if (evicted !== undefined) await this.#places.evict(evicted);
      return used;
    } catch (error) {
      if (evicted !== undefined) this.#places.cancelEviction(evicted);
      throw error;
    }
  }

  /** Counts a use under lock, so that a link cannot be used while it is being revoked. */
  async #useLink(
    em: SqlEntityManager,
    secretHash: string,
    caller: Entry,
    isCounted: boolean,
    onEvict: (userId: string) => void,
  ): Promise<Used> {
    const row = await em.findOne(ShareEntity, { secretHash }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (row === null) return { row, refusal: 'There is no such link' };
    if (row.revokedAt) return { row, refusal: 'This link has been revoked' };
    const at = new Date();
    if (row.expiresAt <= at) return { row, refusal: 'This link has expired' };
    const pass = toPass(row);
    if (!isCounted) await this.#countEntry(pass, caller);
    if (caller.before?.guest?.shareId !== row.id) {
      const evicted = await this.#reservePlace(em, row.id, caller);
      if (evicted !== undefined) onEvict(evicted);
      row.guests += 1;
    }
    row.uses += 1;
    row.lastUsedAt = at;
    return { row };
  }

  /** @throws {HubError} rate_limited */
  async #countEntry(guest: GuestPass, { address, before }: Caller): Promise<void> {
    if (before?.guest?.shareId === guest.shareId) await this.#returns.take({ userId: before.userId, guest });
    else await this.#newGuests.take({ userId: `${guest.shareId} ${networkOf(address)}`, guest });
  }

  async #reservePlace(em: SqlEntityManager, shareId: string, { newId: userId, address }: Entry): Promise<string | undefined> {
    try {
      return await this.#places.reserve(em, shareId, { userId, address });
    } catch (error) {
      if (error instanceof HubError && error.code === 'limit_reached') this.#onRefused?.();
      throw error;
    }
  }
}

interface Entry extends Caller {
  /** User id of a new guest. */
  readonly newId: string;
}

interface Used {
  readonly row: ShareRow | null;
  /** Why the link is invalid. */
  readonly refusal?: string;
  /** For failures: settles when the client may get the response. */
  readonly counting?: Promise<unknown>;
}
