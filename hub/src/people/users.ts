import { EventEmitter } from 'node:events';
import { PASSWORD_MIN, type CreateServiceAccount, type CreateUser, type KeyPass, type UpdateUser, type User } from '@eyepiece/shared-types';
import { LockMode } from '@mikro-orm/core';
import type { Principal } from './caller.ts';
import { conflict, limitReached, invalidField, notFound, sessionExpired } from '../errors.ts';
import { DEFAULT_LIMITS } from '../process/limits/limits.ts';
import type { Audit, Origin } from './audit/audit.ts';
import { unlessTaken } from '../persistence/orm/database-errors.ts';
import type { Database } from '../persistence/orm/orm.ts';
import { assertStorable } from '../persistence/storable-text.ts';
import { CameraRoleEntity, UserEntity, type UserRow } from '../persistence/entities/people/user.ts';
import { isUuid } from '../persistence/uuid.ts';
import { commonPasswordFault } from './sign-in/common-passwords.ts';
import { generatePassword, hashPassword } from './sign-in/passwords.ts';
import type { LoginSessions } from './access/login-sessions.ts';
import { PrincipalCache } from './access/principal-cache.ts';
import type { LimiterOptions } from './sign-in/sign-in-limiter.ts';
import { SignIn, type SignInClient } from './sign-in/sign-in.ts';
import { changeRoles, rolesOf } from './camera-roles.ts';
import { insertFirst, lockEnabledAdmins, newRow, serviceAddress, toUser } from './user-rows.ts';

/** An authenticated user: the input of `Tokens.issue`. */
export interface SignedIn {
  readonly user: User;
  readonly tokenVersion: number;
}

export interface FirstAdmin {
  readonly created: boolean;
  readonly email: string;
  /** Whether there are no users: the first administrator is created with a link. */
  readonly awaited: boolean;
}

export const DEFAULT_ADMIN_EMAIL = 'admin@eyepiece.local';

/** Resolves guests, who have no account. */
interface Guests {
  /** @throws {HubError} session_expired */
  currentGuest(principal: Principal): Promise<Principal>;
}

/** Reads what API keys allow. */
interface Keys {
  /** @throws {HubError} session_expired */
  current(principal: Pick<Principal, 'key' | 'userId'>): Promise<KeyPass>;
}

interface UsersParts {
  readonly database: Database;
  readonly audit: Audit;
  readonly sessions: LoginSessions;
  readonly guests?: Guests;
  readonly keys?: Keys;
  readonly limiter?: LimiterOptions;
  readonly maxUsers?: number;
}

interface UsersEvents {
  /** An account was changed; its new permissions apply at once. */
  updated: [user: User];
  /** With the address, from which failures of others do not block this account. */
  signedIn: [place: { readonly account: string; readonly address: string }];
}

export class Users extends EventEmitter<UsersEvents> {
  readonly #database: Database;
  readonly #audit: Audit;
  readonly #signIn: SignIn;
  readonly #principals: PrincipalCache;
  readonly #guests: Guests | undefined;
  readonly #keys: Keys | undefined;
  readonly #sessions: LoginSessions;
  readonly #maxUsers: number;

  constructor({ database, audit, sessions, guests, keys, limiter = {}, maxUsers = DEFAULT_LIMITS.writing.users }: UsersParts) {
    super();
    this.#database = database;
    this.#audit = audit;
    this.#guests = guests;
    this.#keys = keys;
    this.#sessions = sessions;
    this.#maxUsers = maxUsers;
    this.#signIn = new SignIn({ database, audit, limiter });
    this.#principals = new PrincipalCache((id) =>
      database.use(async (em) => {
        const row = await em.findOne(UserEntity, { id });
        if (row === null) return undefined;
        const { email, name, role, disabled, tokenVersion } = row;
        return { email, name, role, disabled, tokenVersion, cameraRoles: await rolesOf(em, id) };
      }),
    );
  }

  /** Loads the addresses of earlier sign-ins. */
  open(): Promise<void> {
    return this.#signIn.open();
  }

  /** @throws {HubError} invalid_credentials or rate_limited */
  async authenticate(email: string, password: string, client: SignInClient): Promise<SignedIn> {
    const row = await this.#signIn.authenticate(email, password, client);
    this.emit('signedIn', { account: row.email, address: client.address });
    return this.#signedIn(row);
  }

  /**
   * The principal with the current state of its account, share link or API key.
   * @throws {HubError} session_expired when it is disabled, its password changed, the link or key is revoked or the sign-in ended
   */
  async currentPrincipal(principal: Principal): Promise<Principal> {
    if (principal.key !== undefined) {
      if (this.#keys === undefined) throw sessionExpired('key_revoked');
      const key = await this.#keys.current(principal);
      return { ...(await this.#principals.current(principal)), key };
    }
    const isGuest = principal.guest !== undefined && this.#guests !== undefined;
    const current = await (isGuest ? this.#guests.currentGuest(principal) : this.#principals.current(principal));
    await this.#sessions.check(principal);
    return current;
  }

  async list(): Promise<User[]> {
    const { rows, roles } = await this.#database.use(async (em) => ({
      rows: await em.findAll(UserEntity, { orderBy: { email: 'asc' } }),
      roles: await em.findAll(CameraRoleEntity, { orderBy: { cameraId: 'asc' } }),
    }));
    const byUser = Map.groupBy(roles, ({ userId }) => userId);
    return rows.map((row) => toUser(row, byUser.get(row.id)));
  }

  async get(id: string): Promise<User> {
    if (!isUuid(id)) throw notFound(`User ${id}`);
    return this.#database.use(async (em) => {
      const row = await em.findOne(UserEntity, { id });
      if (row === null) throw notFound(`User ${id}`);
      return toUser(row, await rolesOf(em, id));
    });
  }

  /** @throws {HubError} conflict when the address is taken */
  async create({ password, ...input }: CreateUser, origin: Origin = {}): Promise<User> {
    assertStorable(input);
    refuseCommon(password, input.email);
    return this.#insert(newRow(input, await hashPassword(password)), origin);
  }

  /** Creates an account for programs, which nobody can sign in to: it uses API keys. */
  async createService({ name, role }: CreateServiceAccount, origin: Origin): Promise<User> {
    assertStorable({ name });
    const row = newRow({ email: serviceAddress(name), name, role }, await hashPassword(generatePassword()));
    return this.#insert({ ...row, service: true }, origin);
  }

  async #insert(row: UserRow, origin: Origin): Promise<User> {
    await unlessTaken(`There is already an account for ${row.email}`, () =>
      this.#database.use(async (em) => {
        if ((await em.count(UserEntity)) >= this.#maxUsers)
          throw limitReached(`There are ${String(this.#maxUsers)} accounts, which is the limit`);
        await em.insert(UserEntity, row);
      }),
    );
    await this.#audit.record({
      ...origin,
      action: 'user.created',
      subject: row.email,
      details: { id: row.id, role: row.role, ...(row.service && { service: true }) },
    });
    return toUser(row);
  }

  /** A new password and disabling end the person's sessions. @throws {HubError} conflict for the last enabled admin */
  async update(id: string, { password, cameraRoles, ...changes }: UpdateUser, origin: Origin = {}): Promise<User> {
    assertStorable(changes);
    if (!isUuid(id)) throw notFound(`User ${id}`);
    if (password !== undefined) refuseNewPassword(password, await this.get(id));
    const passwordHash = password === undefined ? undefined : await hashPassword(password);
    const { user, endsSessions } = await this.#database.transaction(async (em) => {
      const adminIds = await lockEnabledAdmins(em);
      const row = await em.findOne(UserEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (row === null) throw notFound(`User ${id}`);
      const endsSessions = passwordHash !== undefined || (changes.disabled === true && !row.disabled);
      Object.assign(row, changes, passwordHash === undefined ? {} : { passwordHash });
      if (endsSessions) row.tokenVersion += 1;
      const staysAdmin = row.role === 'admin' && !row.disabled && !row.service;
      if (!staysAdmin && adminIds.length === 1 && adminIds[0] === id) {
        throw conflict('This is the last enabled admin: make another user admin first');
      }
      const roles = await changeRoles(em, id, cameraRoles);
      return { user: toUser(row, roles), endsSessions };
    });
    this.#principals.forget(id);
    if (endsSessions) await this.#sessions.endAll(id, { why: user.disabled ? 'account_disabled' : 'password_changed' });
    this.emit('updated', user);
    const details = { id, ...changes, ...(cameraRoles && { cameraRoles }), ...(passwordHash === undefined ? {} : { password: 'changed' }) };
    await this.#audit.record({ ...origin, action: 'user.updated', subject: user.email, details });
    return user;
  }

  /** Another hub has changed the account. */
  changedElsewhere(user: User): void {
    this.#principals.forget(user.id);
    this.emit('updated', user);
  }

  /** The user has signed in at another hub. */
  signedInElsewhere({ account, address }: { readonly account: string; readonly address: string }): void {
    this.#signIn.addPlace(account, address);
  }

  /** Changes the own password and ends all other sign-ins. @throws {HubError} invalid_credentials when `current` is wrong */
  async changePassword(principal: Principal, change: { current: string; password: string }, address: string): Promise<SignedIn> {
    // Counts failures per sign-in, separately from those of others.
    const deviceFor = (): string => `sign-in ${principal.loginSessionId}`;
    await this.#signIn.authenticate(principal.email, change.current, { address, deviceFor });
    await this.update(principal.userId, { password: change.password }, { principal, address });
    return this.#signedIn(await this.#database.use((em) => em.findOneOrFail(UserEntity, { id: principal.userId })));
  }

  /** Creates an admin with the given password if there are no users. @throws {HubError} validation_failed for a short or common password */
  async ensureFirstAdmin(wanted: { email?: string | undefined; password?: string | undefined } = {}): Promise<FirstAdmin> {
    const email = (wanted.email ?? DEFAULT_ADMIN_EMAIL).toLowerCase();
    const { password } = wanted;
    if ((await this.#database.use((em) => em.count(UserEntity))) > 0) return { created: false, awaited: false, email };
    if (password === undefined) return { created: false, awaited: true, email };
    if (password.length < PASSWORD_MIN) {
      throw invalidField({ path: 'password', message: `needs at least ${String(PASSWORD_MIN)} characters`, min: PASSWORD_MIN });
    }
    const row = await this.#insertFirst({ email, name: 'Administrator', password }, {});
    return { created: row !== undefined, awaited: false, email };
  }

  /** @throws {HubError} conflict when there is a user already; validation_failed for a common password */
  async createFirstAdmin(input: Omit<CreateUser, 'role'>, origin: Origin): Promise<SignedIn> {
    assertStorable(input);
    const row = await this.#insertFirst(input, origin);
    if (row === undefined) throw conflict('There is an administrator already: sign in');
    return { user: toUser(row), tokenVersion: row.tokenVersion };
  }

  async #signedIn(row: UserRow): Promise<SignedIn> {
    return { user: toUser(row, await this.#database.use((em) => rolesOf(em, row.id))), tokenVersion: row.tokenVersion };
  }

  /** Undefined when there is a user already. */
  async #insertFirst({ password, ...input }: Omit<CreateUser, 'role'>, origin: Origin): Promise<UserRow | undefined> {
    refuseCommon(password, input.email);
    const row = newRow({ ...input, role: 'admin' }, await hashPassword(password));
    const created = await this.#database.transaction((em) => insertFirst(em, row));
    if (!created) return undefined;
    await this.#audit.record({
      ...origin,
      action: 'user.created',
      subject: row.email,
      details: { id: row.id, role: 'admin', first: true },
    });
    return row;
  }
}

/** @throws {HubError} validation_failed for a password that is too easy to guess */
function refuseCommon(password: string, email: string): void {
  const message = commonPasswordFault(password, email);
  if (message !== undefined) throw invalidField({ path: 'password', message });
}

/** @throws {HubError} validation_failed */
function refuseNewPassword(password: string, { email, service }: User): void {
  if (service) throw invalidField({ path: 'password', message: 'a service account has none: it uses API keys' });
  refuseCommon(password, email);
}
