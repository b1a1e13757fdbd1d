import type { CameraRole } from '@eyepiece/shared-types';
import type { Principal } from '../caller.ts';
import { sessionExpired } from '../../errors.ts';
import { FreshCache } from './fresh-cache.ts';

/** Properties of an account that determine whether its tokens are valid. */
export interface Account {
  readonly email: string;
  readonly name: string;
  readonly role: Principal['role'];
  readonly cameraRoles: readonly CameraRole[];
  readonly disabled: boolean;
  readonly tokenVersion: number;
}

/** Checks tokens against cached accounts. */
export class PrincipalCache {
  readonly #accounts: FreshCache<Account>;

  constructor(read: (userId: string) => Promise<Account | undefined>) {
    this.#accounts = new FreshCache(read);
  }

  forget(userId: string): void {
    this.#accounts.forget(userId);
  }

  /** The principal with its current role and name. @throws {HubError} session_expired */
  async current(principal: Principal): Promise<Principal> {
    if (principal.expiresAtMs <= Date.now()) throw sessionExpired(principal.key ? 'key_expired' : 'sign_in_expired');
    const account = await this.#accounts.get(principal.userId);
    if (account === undefined) throw sessionExpired('account_removed');
    if (account.disabled) throw sessionExpired('account_disabled');
    // A new password ends sign-ins. Keys are revoked one by one.
    if (principal.key === undefined && account.tokenVersion !== principal.tokenVersion) throw sessionExpired('password_changed');
    const { email, name, role, cameraRoles } = account;
    const { cameraRoles: _before, ...rest } = principal;
    return { ...rest, email, name, role, ...(cameraRoles.length > 0 && { cameraRoles }) };
  }
}
