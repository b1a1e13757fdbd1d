/** Share links for people without an account. Each has a scope and an expiry, and can be revoked at any time. */
import { randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { AuditAction, GuestLogin, Share } from '@eyepiece/shared-types';
import type { Person, Principal } from '../caller.ts';
import { FreshCache } from '../access/fresh-cache.ts';
import { limitReached, sessionExpired, shareNotFound } from '../../errors.ts';
import { DEFAULT_LIMITS } from '../../process/limits/limits.ts';
import type { WritingLimits } from '../../process/limits/writing-limits.ts';
import type { Audit } from '../audit/audit.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { ShareEntity, type ShareRow } from '../../persistence/entities/people/share.ts';
import { assertStorable } from '../../persistence/storable-text.ts';
import { toPass, toShare } from './presenter.ts';
import { digestOf, Redeeming, type Caller, type Guest, type RedeemingParts } from './redeeming.ts';

const SECRET_BYTES = 32;

interface SharesEvents {
  /** A link was revoked: its guests must be signed out. */
  revoked: [shareId: string];
}

/** Scope and lifetime of a new link. */
export interface NewShare extends Pick<Share, 'kind' | 'cameraId' | 'sessionId' | 'label'> {
  readonly expiresInSeconds: number;
}

export class Shares extends EventEmitter<SharesEvents> {
  readonly #database: Database;
  readonly #audit: Audit;
  readonly #limits: WritingLimits;
  readonly #redeeming: Redeeming;
  readonly #known: FreshCache<ShareRow>;

  constructor(parts: RedeemingParts) {
    super();
    // Every guest's feed adds a listener.
    this.setMaxListeners(0);
    const { database, audit, limits = DEFAULT_LIMITS.writing } = parts;
    this.#database = database;
    this.#audit = audit;
    this.#limits = limits;
    this.#redeeming = new Redeeming(parts);
    this.#known = new FreshCache(async (id) => (await database.use((em) => em.findOne(ShareEntity, { id }))) ?? undefined);
  }

  /** All links, newest first, including revoked and expired ones. */
  async list(): Promise<Share[]> {
    const rows = await this.#database.use((em) => em.findAll(ShareEntity, { orderBy: { createdAt: 'desc', id: 'desc' } }));
    return rows.map(toShare);
  }

  /** @throws {HubError} share_not_found */
  async get(id: string): Promise<Share> {
    const row = await this.#database.use((em) => em.findOne(ShareEntity, { id }));
    if (row === null) throw shareNotFound(`Link ${id} not found`);
    return toShare(row);
  }

  /** @returns the link and its secret, which is not stored */
  async create({ expiresInSeconds, ...wanted }: NewShare, person: Person): Promise<{ share: Share; secret: string }> {
    assertStorable(wanted);
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const createdAt = new Date();
    const row: ShareRow = {
      id: randomUUID(),
      secretHash: digestOf(secret),
      ...wanted,
      createdById: person.userId,
      createdByName: person.name,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + expiresInSeconds * 1000),
      revokedAt: null,
      uses: 0,
      guests: 0,
      lastUsedAt: null,
    };
    await this.#database.use(async (em) => {
      const inForce = await em.count(ShareEntity, { revokedAt: null, expiresAt: { $gt: createdAt } });
      const { sharesInForce } = this.#limits;
      if (inForce >= sharesInForce) throw limitReached(`${String(sharesInForce)} links are valid, which is the limit: revoke some`);
      await em.insert(ShareEntity, row);
    });
    this.#redeeming.cacheValid(row);
    const share = toShare(row);
    await this.#record(person, 'share.created', share);
    return { share, secret };
  }

  /** Ends all connections and tokens of the link. Repeating this changes nothing. @throws {HubError} share_not_found */
  async revoke(id: string, person: Person): Promise<Share> {
    const revokedAt = new Date();
    const revoked = await this.#database.use((em) => em.nativeUpdate(ShareEntity, { id, revokedAt: null }, { revokedAt }));
    const row = await this.#database.use((em) => em.findOne(ShareEntity, { id }));
    if (row === null) throw shareNotFound(`Link ${id} not found`);
    const share = toShare(row);
    if (revoked === 0) return share;
    this.#known.forget(id);
    this.emit('revoked', id);
    await this.#record(person, 'share.revoked', share);
    return share;
  }

  /** Another hub has revoked the link. */
  revokedElsewhere(id: string): void {
    this.#known.forget(id);
    this.emit('revoked', id);
  }

  /** Rejects waiting requests. */
  close(): Promise<void> {
    return this.#redeeming.close();
  }

  /** @throws {HubError} share_not_found, rate_limited, limit_reached */
  redeem(login: GuestLogin, caller: Caller): Promise<Guest> {
    return this.#redeeming.redeem(login, caller);
  }

  /** The guest with the current scope of the link. @throws {HubError} session_expired when it was revoked or has expired */
  async currentGuest(principal: Principal): Promise<Principal> {
    const { guest } = principal;
    if (guest === undefined || principal.expiresAtMs <= Date.now()) throw sessionExpired('link_expired');
    const row = await this.#known.get(guest.shareId);
    if (row === undefined || row.revokedAt) throw sessionExpired('link_revoked');
    if (row.expiresAt.getTime() <= Date.now()) throw sessionExpired('link_expired');
    return { ...principal, role: 'viewer', guest: toPass(row) };
  }

  async #record(person: Person, action: AuditAction, { id, kind, cameraId, sessionId, label, expiresAt }: Share): Promise<void> {
    const { address, userId, name } = person;
    const details = { kind, cameraId, sessionId, label, expiresAt };
    await this.#audit.record({ principal: { userId, name }, ...(address !== undefined && { address }), action, subject: id, details });
  }
}
