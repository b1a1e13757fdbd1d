import { invalidCredentials } from '../errors.ts';
import type { Audit } from '../persistence/audit.ts';
import type { Database } from '../persistence/orm.ts';
import { UserEntity, type UserRow } from '../persistence/user.ts';
import { LoginLimiter } from './login-limiter.ts';
import { verifyPassword } from './passwords.ts';

/** Checks e-mail and password, with the brakes on; both kinds of failure look and last the same. */
export class SignIn {
  readonly #database: Database;
  readonly #audit: Audit;
  readonly #limiter = new LoginLimiter();

  constructor(database: Database, audit: Audit) {
    this.#database = database;
    this.#audit = audit;
  }

  /** @throws {HubError} invalid_credentials or rate_limited */
  async authenticate(email: string, password: string, address: string): Promise<UserRow> {
    const account = email.trim().toLowerCase();
    const { succeeded } = await this.#limiter.attempt(account, address);
    // PostgreSQL cannot even be asked for text with U+0000 in it.
    const user = account.includes('\0') || !account.isWellFormed() ? null : await this.#find(account);
    const matches = await verifyPassword(user?.passwordHash, password);
    if (user === null || user.disabled || !matches) {
      const reason = user === null ? 'unknown account' : user.disabled ? 'disabled' : 'wrong password';
      const subject = account.replaceAll('\0', '\ufffd').toWellFormed();
      await this.#audit.record({ address, action: 'session.refused', subject, details: { reason } });
      throw invalidCredentials();
    }
    await succeeded();
    const principal = { userId: user.id, name: user.name };
    await this.#audit.record({ principal, address, action: 'session.started', subject: account });
    return user;
  }

  #find(email: string): Promise<UserRow | null> {
    return this.#database.use((em) => em.findOne(UserEntity, { email }));
  }
}
