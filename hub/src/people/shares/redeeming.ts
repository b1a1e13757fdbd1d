/** Coming in by a link, with the brakes that signing in has. */
import { createHash, randomUUID } from 'node:crypto';
import type { GuestLogin } from '@eyepiece/shared-types';
import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { LRUCache } from 'lru-cache';
import { writtenName, type GuestPass } from '../../caller.ts';
import { LoginLimiter, type LimiterOptions } from '../sign-in/login-limiter.ts';
import { networkOf } from '../../network/client.ts';
import { HubError, shareNotFound } from '../../errors.ts';
import { DEFAULT_LIMITS, type WritingLimits } from '../../limits.ts';
import type { Audit } from '../audit/audit.ts';
import type { Database } from '../../persistence/orm.ts';
import { ShareEntity, type ShareRow } from '../../persistence/entities/share.ts';
import { assertStorable } from '../../persistence/storable-text.ts';
import { FairQueue } from '../../queue/fair-queue.ts';
import { WriteRate } from '../../queue/write-rate.ts';
import { GuestPlaces, type GuestLogins } from '../access/guest-places.ts';
import { toPass } from './presenter.ts';

/** Somebody who has just come in by a link: what `Tokens.issueGuest` takes. */
export interface Guest {
  readonly userId: string;
  readonly name: string;
  readonly pass: GuestPass;
}

/** Who asks: from where, and who this browser was until now. */
export interface Caller {
  readonly address: string;
  readonly before?: { readonly userId: string; readonly guest?: GuestPass } | undefined;
}

/** New guests of one link from all networks together: so many times what one network may bring. */
const NETWORKS_OF_LINK = 4;
/** Entries that are looked up at a time, and that wait for it of one network. */
const LOOKED_UP_AT_ONCE = 4;
const MAX_WAITING = 128;
/** Links that are known to be good: above the number that may be in force. */
const MAX_KNOWN = 1000;
/** A page that is loaded anew enters again. */
const RETURNS_PER_MINUTE = 20;

/** A secret has 256 random bits: there is nothing to gain from a slow hash. */
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
  readonly #limiter: LoginLimiter;
  readonly #places: GuestPlaces;
  /** By link and network: one network cannot close a link to the others. */
  readonly #newcomers: WriteRate;
  readonly #returns: WriteRate;
  readonly #onRefused: (() => void) | undefined;
  /** In turns over networks: a flood from one neither holds the database nor keeps the guests of others waiting. */
  readonly #queue: FairQueue<'entries'>;
  /** By digest, links that were good when they were used last: their limits are checked before the database is asked. */
  readonly #known = new LRUCache<string, GuestPass>({ max: MAX_KNOWN });

  constructor({ database, audit, logins, limiter, limits = DEFAULT_LIMITS.writing, onRefused }: RedeemingParts) {
    this.#database = database;
    this.#audit = audit;
    this.#limiter = new LoginLimiter(limiter);
    this.#places = new GuestPlaces(logins, limits);
    this.#onRefused = onRefused;
    const lane = { name: 'entries by a link', maxPerPerson: MAX_WAITING, maxPerParty: MAX_WAITING };
    this.#queue = new FairQueue({ concurrency: LOOKED_UP_AT_ONCE, lanes: { entries: lane }, onRefused });
    const { guestsPerMinute } = limits;
    const perLink = NETWORKS_OF_LINK * guestsPerMinute;
    this.#newcomers = new WriteRate('guests from one network', { perPerson: guestsPerMinute, perLink, seconds: 60 }, onRefused);
    this.#returns = new WriteRate('entries of one guest', { perPerson: RETURNS_PER_MINUTE, perLink, seconds: 60 }, onRefused);
  }

  /** A link that is good: those who have it are let in also from an address from which others guess. */
  know(row: ShareRow): void {
    this.#known.set(row.secretHash, toPass(row));
  }

  /** Rejects entries that wait. */
  close(): Promise<void> {
    return this.#queue.close();
  }

  /**
   * The same browser with the same link stays the same person.
   * @throws {HubError} share_not_found for a link that is unknown, revoked or too old; rate_limited, limit_reached
   */
  async redeem({ share: secret, name }: GuestLogin, caller: Caller): Promise<Guest> {
    assertStorable({ name });
    const secretHash = digestOf(secret);
    const { address, before } = caller;
    const entry = { address, before, newId: randomUUID() };
    const network = networkOf(address);
    const known = this.#known.get(secretHash);
    if (known) await this.#countEntry(known, caller);
    const by = { party: network, person: network };
    const used = await this.#queue.run(() => this.#lookUp(secretHash, entry, known !== undefined), { lane: 'entries', by });
    const { row, refusal, counting } = used;
    if (row === null || refusal !== undefined) {
      await counting;
      const refused = { address, action: 'share.refused', subject: row?.id ?? '', details: { reason: refusal ?? '', name } };
      await this.#audit.recordRepeated(`share.refused ${network}`, refused);
      throw shareNotFound(refusal ?? '');
    }
    const pass = toPass(row);
    const isReturn = before?.guest?.shareId === row.id;
    const userId = isReturn ? before.userId : entry.newId;
    const principal = { userId, name: writtenName({ name, guest: pass }) };
    const record = { principal, address, action: 'share.used', subject: row.id, details: { label: row.label } };
    await (isReturn ? this.#audit.recordRepeated(`share.used ${userId}`, record) : this.#audit.record(record));
    return { userId, name, pass };
  }

  /** Asks the database, unless too much has failed from this address: a good link still lets people in from there. */
  async #lookUp(secretHash: string, caller: Entry, isCounted: boolean): Promise<Used> {
    const { address } = caller;
    if (!this.#known.has(secretHash)) this.#limiter.assertAddress(address);
    const used = await this.#used(secretHash, caller, isCounted);
    if (used.row !== null && used.refusal === undefined) {
      this.know(used.row);
      return used;
    }
    this.#known.delete(secretHash);
    // Counted only now: a class that opens one good link from one address at the same moment is no attack.
    const counting = this.#limiter.attempt({ account: `share ${secretHash}`, address });
    counting.catch(() => undefined); // awaited outside of the queue: it includes a delay
    return { ...used, counting };
  }

  async #used(secretHash: string, caller: Entry, isCounted: boolean): Promise<Used> {
    let leaving: string | undefined;
    try {
      const used = await this.#database.transaction((em) =>
        this.#useLink(em, secretHash, caller, isCounted, (userId) => (leaving = userId)),
      );
      if (leaving !== undefined) await this.#places.free(leaving);
      return used;
    } catch (error) {
      if (leaving !== undefined) this.#places.keep(leaving);
      throw error;
    }
  }

  /** Counts a use; under lock, so that nobody comes in by a link while it is being revoked. */
  async #useLink(
    em: SqlEntityManager,
    secretHash: string,
    caller: Entry,
    isCounted: boolean,
    onLeaving: (userId: string) => void,
  ): Promise<Used> {
    const row = await em.findOne(ShareEntity, { secretHash }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (row === null) return { row, refusal: 'There is no such link' };
    if (row.revokedAt) return { row, refusal: 'This link has been revoked' };
    const at = new Date();
    if (row.expiresAt <= at) return { row, refusal: 'This link has expired' };
    const pass = toPass(row);
    if (!isCounted) await this.#countEntry(pass, caller);
    if (caller.before?.guest?.shareId !== row.id) {
      const leaving = await this.#takePlace(em, row.id, caller);
      if (leaving !== undefined) onLeaving(leaving);
      row.guests += 1;
    }
    row.uses += 1;
    row.lastUsedAt = at;
    return { row };
  }

  /** @throws {HubError} rate_limited */
  async #countEntry(guest: GuestPass, { address, before }: Caller): Promise<void> {
    if (before?.guest?.shareId === guest.shareId) await this.#returns.take({ userId: before.userId, guest });
    else await this.#newcomers.take({ userId: `${guest.shareId} ${networkOf(address)}`, guest });
  }

  async #takePlace(em: SqlEntityManager, shareId: string, { newId: userId, address }: Entry): Promise<string | undefined> {
    try {
      return await this.#places.take(em, shareId, { userId, address });
    } catch (error) {
      if (error instanceof HubError && error.code === 'limit_reached') this.#onRefused?.();
      throw error;
    }
  }
}

interface Entry extends Caller {
  /** Who a newcomer will be. */
  readonly newId: string;
}

interface Used {
  readonly row: ShareRow | null;
  /** Why it does not open anything. */
  readonly refusal?: string;
  /** Of a failure: settles when the client may be told. */
  readonly counting?: Promise<unknown>;
}
