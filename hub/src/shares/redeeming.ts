/** Coming in by a link, with the brakes that signing in has. */
import { createHash, randomUUID } from 'node:crypto';
import type { GuestLogin } from '@eyepiece/shared-types';
import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { LoginLimiter, type LimiterOptions } from '../auth/login-limiter.ts';
import { writtenName, type GuestPass } from '../auth/tokens.ts';
import { networkOf } from '../client.ts';
import { limitReached, shareNotFound } from '../errors.ts';
import { DEFAULT_LIMITS, type WritingLimits } from '../limits.ts';
import type { Audit } from '../persistence/audit.ts';
import type { Database } from '../persistence/orm.ts';
import { ShareEntity, type ShareRow } from '../persistence/share.ts';
import { assertStorable } from '../persistence/storable-text.ts';
import { WriteRate } from '../writing/write-rate.ts';
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
/** A page that is loaded anew enters again. */
const RETURNS_PER_MINUTE = 20;

/** A secret has 256 random bits: there is nothing to gain from a slow hash. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export interface RedeemingParts {
  readonly database: Database;
  readonly audit: Audit;
  readonly limiter?: LimiterOptions | undefined;
  readonly limits?: WritingLimits | undefined;
  readonly onRefused?: (() => void) | undefined;
}

export class Redeeming {
  readonly #database: Database;
  readonly #audit: Audit;
  readonly #limiter: LoginLimiter;
  readonly #limits: WritingLimits;
  /** By link and network: one network cannot close a link to the others. */
  readonly #newcomers: WriteRate;
  readonly #returns: WriteRate;
  readonly #onRefused: (() => void) | undefined;

  constructor({ database, audit, limiter, limits = DEFAULT_LIMITS.writing, onRefused }: RedeemingParts) {
    this.#database = database;
    this.#audit = audit;
    this.#limiter = new LoginLimiter(limiter);
    this.#limits = limits;
    this.#onRefused = onRefused;
    const { guestsPerMinute } = limits;
    const perLink = NETWORKS_OF_LINK * guestsPerMinute;
    this.#newcomers = new WriteRate('guests from one network', { perPerson: guestsPerMinute, perLink, seconds: 60 }, onRefused);
    this.#returns = new WriteRate('entries of one guest', { perPerson: RETURNS_PER_MINUTE, perLink, seconds: 60 }, onRefused);
  }

  /**
   * The same browser with the same link stays the same person.
   * @throws {HubError} share_not_found for a link that is unknown, revoked or too old; rate_limited, limit_reached
   */
  async redeem({ share: secret, name }: GuestLogin, { address, before }: Caller): Promise<Guest> {
    assertStorable({ name });
    const secretHash = digestOf(secret);
    const { row, refusal } = await this.#database.transaction((em) => this.#useLink(em, secretHash, { address, before }));
    if (row === null || refusal !== undefined) {
      // Counted only now: a class that opens one good link from one address at the same moment is no attack.
      await this.#limiter.attempt({ account: `share ${secretHash}`, address });
      await this.#audit.record({ address, action: 'share.refused', subject: row?.id ?? '', details: { reason: refusal ?? '', name } });
      throw shareNotFound(refusal ?? '');
    }
    const pass = toPass(row);
    const userId = before?.guest?.shareId === row.id ? before.userId : randomUUID();
    const principal = { userId, name: writtenName({ name, guest: pass }) };
    await this.#audit.record({ principal, address, action: 'share.used', subject: row.id, details: { label: row.label } });
    return { userId, name, pass };
  }

  /** Counts a use; under lock, so that nobody comes in by a link while it is being revoked. */
  async #useLink(em: SqlEntityManager, secretHash: string, { address, before }: Caller): Promise<Used> {
    const row = await em.findOne(ShareEntity, { secretHash }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (row === null) return { row, refusal: 'There is no such link' };
    if (row.revokedAt) return { row, refusal: 'This link has been revoked' };
    const at = new Date();
    if (row.expiresAt <= at) return { row, refusal: 'This link has expired' };
    const guest = toPass(row);
    if (before?.guest?.shareId === row.id) await this.#returns.take({ userId: before.userId, guest });
    else {
      await this.#newcomers.take({ userId: `${row.id} ${networkOf(address)}`, guest });
      this.#assertRoom(row.guests);
      row.guests += 1;
    }
    row.uses += 1;
    row.lastUsedAt = at;
    return { row };
  }

  #assertRoom(guests: number): void {
    const { guestsPerLink } = this.#limits;
    if (guests < guestsPerLink) return;
    this.#onRefused?.();
    throw limitReached(`This link has let in ${String(guestsPerLink)} guests, which is its limit: ask for a new one`);
  }
}

interface Used {
  readonly row: ShareRow | null;
  /** Why it does not open anything. */
  readonly refusal?: string;
}
