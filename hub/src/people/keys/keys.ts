/** API keys: made, listed, revoked and checked. `Users.currentPrincipal` adds the present rights of their account. */
import { EventEmitter } from 'node:events';
import type { ApiKey, createKeySchema, CreatedKey, KeyPass } from '@eyepiece/shared-types';
import { LockMode } from '@mikro-orm/core';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Person, Principal } from '../caller.ts';
import { conflict, limitReached, notFound, sessionExpired, unauthenticated, type AccessEnd } from '../../errors.ts';
import { networkOf } from '../../network/client.ts';
import { ApiKeyEntity, type ApiKeyRow } from '../../persistence/entities/people/api-key.ts';
import { UserEntity } from '../../persistence/entities/people/user.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { assertStorable } from '../../persistence/storable-text.ts';
import { upTo } from '../../process/limits/growing-cache.ts';
import { DEFAULT_LIMITS } from '../../process/limits/limits.ts';
import { WriteRate } from '../../process/limits/queues/write-rate.ts';
import type { WritingLimits } from '../../process/limits/writing-limits.ts';
import { FreshCache } from '../access/fresh-cache.ts';
import { LastUses } from '../access/last-uses.ts';
import type { Audit } from '../audit/audit.ts';
import { SignInLimiter, type LimiterOptions } from '../sign-in/sign-in-limiter.ts';
import { keyIdOf, matchesKey, newKey } from './key-text.ts';
import { toApiKey, toPass } from './presenter.ts';

/** Keys with cached state. */
const MAX_REMEMBERED = 10_000;
/** More than can be in force: the others have expired. */
const MAX_LISTED = 200;
const WRITE_USES_EVERY_MS = 60_000;

interface KeysEvents {
  /** The key was revoked; its streams and sockets must end now. */
  revoked: [id: string];
}

interface KeysParts {
  readonly database: Database;
  readonly audit: Audit;
  readonly logger: Logger;
  readonly limiter?: LimiterOptions | undefined;
  readonly limits?: WritingLimits | undefined;
  readonly onRefused?: (() => void) | undefined;
}

export class ApiKeys extends EventEmitter<KeysEvents> {
  readonly #database: Database;
  readonly #audit: Audit;
  readonly #logger: Logger;
  readonly #limits: WritingLimits;
  readonly #limiter: SignInLimiter;
  readonly #newKeys: WriteRate;
  readonly #rows: FreshCache<ApiKeyRow>;
  readonly #uses: LastUses;
  /** Keys whose secret was shown here: their requests are served also from addresses that are blocked for guessing. */
  readonly #proved = new LRUCache<string, true>(upTo(MAX_REMEMBERED));
  #timer: NodeJS.Timeout | undefined;

  constructor({ database, audit, logger, limiter, limits = DEFAULT_LIMITS.writing, onRefused }: KeysParts) {
    super();
    this.#database = database;
    this.#audit = audit;
    this.#logger = logger;
    this.#limits = limits;
    this.#limiter = new SignInLimiter(limiter, 'keys');
    this.#newKeys = new WriteRate('new API keys', limits.newKeys, onRefused);
    this.#uses = new LastUses(database, 'api_keys', MAX_REMEMBERED);
    this.#rows = new FreshCache(async (id) => (await database.use((em) => em.findOne(ApiKeyEntity, { id }))) ?? undefined, MAX_REMEMBERED);
  }

  /** Starts writing last uses every minute. */
  open(): void {
    this.#timer = setInterval(() => void this.#writeUses(), WRITE_USES_EVERY_MS);
  }

  /** The keys of an account that are not revoked, newest first. */
  async list(userId: string): Promise<ApiKey[]> {
    const rows = await this.#database.use((em) =>
      em.find(ApiKeyEntity, { userId, revokedAt: null }, { orderBy: { expiresAt: 'desc', id: 'desc' }, limit: MAX_LISTED }),
    );
    rows.sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
    return rows.map((row) => toApiKey({ ...row, ...this.#uses.get(row.id) }));
  }

  /** @throws {HubError} rate_limited, limit_reached; conflict for a disabled account */
  async create(userId: string, { expiresIn, ...wanted }: z.output<typeof createKeySchema>, by: Person): Promise<CreatedKey> {
    assertStorable(wanted);
    await this.#newKeys.take({ userId: by.userId });
    const { text, ...made } = newKey();
    const createdAt = new Date();
    const row: ApiKeyRow = {
      ...made,
      ...wanted,
      userId,
      createdById: by.userId,
      createdByName: by.name,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + expiresIn * 1000),
      revokedAt: null,
      lastUsedAt: null,
      address: null,
    };
    const account = await this.#database.transaction(async (em) => {
      // Under the lock, two requests at once cannot both make the last key.
      const user = await em.findOne(UserEntity, { id: userId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (user === null) throw notFound(`User ${userId}`);
      if (user.disabled) throw conflict('This account is disabled');
      const { keysPerAccount } = this.#limits;
      const inForce = await em.count(ApiKeyEntity, { userId, revokedAt: null, expiresAt: { $gt: createdAt } });
      if (inForce >= keysPerAccount)
        throw limitReached(`The account has ${String(keysPerAccount)} API keys, which is the limit: revoke some`);
      await em.insert(ApiKeyEntity, row);
      return user.email;
    });
    const { id, name, scopes, cameraIds, expiresAt } = toApiKey(row);
    await this.#record('key.created', by, account, { id, name, scopes, cameraIds, expiresAt });
    return { ...toApiKey(row), key: text };
  }

  /** Revokes a key, at every hub. @param ownerId undefined: of any account @throws {HubError} not_found */
  async revoke(id: string, by: Person, ownerId?: string): Promise<void> {
    const where = { id, revokedAt: null, ...(ownerId !== undefined && { userId: ownerId }) };
    const { revoked, row, email } = await this.#database.use(async (em) => {
      const revoked = await em.nativeUpdate(ApiKeyEntity, where, { revokedAt: new Date() });
      const row = await em.findOne(ApiKeyEntity, { id });
      const user = row && (await em.findOne(UserEntity, { id: row.userId }));
      return { revoked, row, email: user?.email ?? '' };
    });
    if (revoked === 0 || row === null) throw notFound(`API key ${id}`);
    this.revokedElsewhere(id);
    await this.#record('key.revoked', by, email, { id, name: row.name });
  }

  /** Another hub has revoked the key. */
  revokedElsewhere(id: string): void {
    this.#rows.forget(id);
    this.emit('revoked', id);
  }

  /**
   * The principal of a key, without the name and rights of its account.
   * @throws {HubError} unauthenticated, rate_limited; session_expired for a key that was revoked or has expired
   */
  async authenticate(text: string, address: string): Promise<Principal> {
    const id = keyIdOf(text);
    if (id === undefined || !this.#proved.has(id)) this.#limiter.assertAddress(address);
    const row = id === undefined ? undefined : await this.#rows.get(id);
    if (row === undefined || !matchesKey(text, row.secretHash)) throw await this.#refuse(id, address);
    this.#proved.set(row.id, true);
    try {
      assertInForce(row);
    } catch (error) {
      const details = { reason: row.revokedAt ? 'revoked' : 'expired', name: row.name };
      const entry = { address, action: 'key.refused', subject: row.id, details } as const;
      await this.#audit.recordIfPossible(entry, `key.refused ${networkOf(address)} ${row.id}`);
      throw error;
    }
    const nameless = { email: '', name: '', role: 'viewer' } as const;
    const expiresAtMs = row.expiresAt.getTime();
    return { userId: row.userId, ...nameless, tokenVersion: 0, expiresAtMs, loginSessionId: row.id, key: toPass(row) };
  }

  /** What a key allows now. @throws {HubError} session_expired */
  async current({ key, userId }: Pick<Principal, 'key' | 'userId'>): Promise<KeyPass> {
    const row = key && (await this.#rows.get(key.id));
    if (row?.userId !== userId) throw sessionExpired('key_revoked');
    assertInForce(row);
    return toPass(row);
  }

  /** Records a use; written within a minute. */
  used(id: string, address?: string): void {
    this.#uses.add(id, address);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writeUses();
  }

  #writeUses(): Promise<void> {
    return this.#uses
      .write()
      .catch((error: unknown) => this.#logger.warn({ err: error }, 'the last uses of API keys could not be written'));
  }

  /** Counts a wrong key like a wrong password. */
  async #refuse(id: string | undefined, address: string): Promise<Error> {
    await this.#limiter.attempt({ account: `key ${id ?? ''}`, address });
    const details = { reason: id === undefined ? 'no key' : 'wrong key' };
    await this.#audit.recordIfPossible({ address, action: 'key.refused', subject: '', details }, `key.refused ${networkOf(address)}`);
    return unauthenticated('This API key is not valid');
  }

  async #record(action: 'key.created' | 'key.revoked', { userId, name, address }: Person, subject: string, details: object): Promise<void> {
    await this.#audit.record({ principal: { userId, name }, ...(address !== undefined && { address }), action, subject, details });
  }
}

/** @throws {HubError} session_expired */
function assertInForce({ revokedAt, expiresAt }: ApiKeyRow): void {
  const end: AccessEnd | undefined = revokedAt ? 'key_revoked' : expiresAt.getTime() <= Date.now() ? 'key_expired' : undefined;
  if (end !== undefined) throw sessionExpired(end);
}
