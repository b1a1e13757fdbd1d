import { networkOf } from '../../network/client.ts';
import { HubError, invalidCredentials } from '../../errors.ts';
import { DEFAULT_LIMITS } from '../../process/limits/limits.ts';
import type { Audit } from '../audit/audit.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { UserEntity, type UserRow } from '../../persistence/entities/people/user.ts';
import { KnownPlaces } from './known-places.ts';
import { SignInLimiter, type LimiterOptions } from './sign-in-limiter.ts';
import { verifyPassword } from './passwords.ts';

/** Properties of the client that signs in. */
export interface SignInClient {
  readonly address: string;
  /** Id of the device, if the account has signed in on it before. */
  readonly deviceFor?: ((account: string) => string | undefined) | undefined;
}

interface SignInParts {
  readonly database: Database;
  readonly audit: Audit;
  readonly limiter: LimiterOptions;
}

/** Deadline of the database query. */
const FIND_DEADLINE_MS = 5_000;

/** Checks e-mail and password, within limits. Unknown accounts and wrong passwords give the same error after the same time. */
export class SignIn {
  readonly #database: Database;
  readonly #audit: Audit;
  readonly #limiter: SignInLimiter;
  readonly #places: KnownPlaces;

  constructor({ database, audit, limiter }: SignInParts) {
    this.#database = database;
    this.#audit = audit;
    this.#limiter = new SignInLimiter(limiter);
    this.#places = new KnownPlaces(database, (limiter.limits ?? DEFAULT_LIMITS.guesses).maxEntries);
  }

  open(): Promise<void> {
    return this.#places.open();
  }

  addPlace(account: string, address: string): void {
    this.#places.add(account, address);
  }

  /** @throws {HubError} invalid_credentials or rate_limited */
  async authenticate(email: string, password: string, { address, deviceFor }: SignInClient): Promise<UserRow> {
    const account = email.trim().toLowerCase();
    const device = deviceFor?.(account);
    const isKnownAddress = this.#places.has(account, address);
    const attempt = await this.#limiter.attempt({ account, address, device, isKnownAddress });
    let user: UserRow | null;
    let matches: boolean;
    try {
      // PostgreSQL does not accept U+0000 in query parameters.
      user = account.includes('\0') || !account.isWellFormed() ? null : await this.#find(account);
      const isKnown = device !== undefined || isKnownAddress;
      matches = await verifyPassword(user?.passwordHash, password, isKnown ? 'known' : 'unknown');
    } catch (error) {
      // The hub was busy or the database unavailable: the password was not checked.
      if (error instanceof HubError) attempt.cancelled();
      throw error;
    }
    if (user === null || user.disabled || user.service || !matches) {
      const reason = user === null ? 'unknown account' : user.disabled ? 'disabled' : user.service ? 'service account' : 'wrong password';
      const subject = account.replaceAll('\0', '\ufffd').toWellFormed();
      const key = `sign-in.refused ${networkOf(address)} ${subject}`;
      await this.#audit.recordRepeated(key, { address, action: 'sign-in.refused', subject, details: { reason } });
      throw invalidCredentials();
    }
    attempt.succeeded();
    this.#places.add(account, address);
    const principal = { userId: user.id, name: user.name };
    await this.#audit.record({ principal, address, action: 'sign-in.started', subject: account });
    return user;
  }

  #find(email: string): Promise<UserRow | null> {
    return this.#database.useWithin(FIND_DEADLINE_MS, (em) => em.findOne(UserEntity, { email }));
  }
}
