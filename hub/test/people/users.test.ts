import { randomUUID } from 'node:crypto';
import type { CreateUser, User } from '@eyepiece/shared-types';
import pino from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Principal } from '../../src/people/caller.ts';
import { LoginSessions } from '../../src/people/access/login-sessions.ts';
import { Tokens } from '../../src/people/access/tokens.ts';
import { Users } from '../../src/people/users.ts';
import { DEFAULT_LIMITS } from '../../src/process/limits/limits.ts';
import { Audit } from '../../src/people/audit/audit.ts';
import { openDatabase, type Database } from '../../src/persistence/orm/orm.ts';
import { startDatabaseProxy } from '../persistence/database-proxy.ts';
import { describeDatabases } from '../persistence/databases.ts';

const tokens = new Tokens({ secret: 'a secret of at least thirty-two characters' });
const password = 'correct horse battery';
const ana: CreateUser = { email: 'ana@example.org', name: 'Ana', role: 'operator', password };
const address = '192.0.2.1';
const place = { address, device: 'Firefox on Linux' };
const sessionsOf = (database: Database): LoginSessions =>
  new LoginSessions({ database, tokens, limits: DEFAULT_LIMITS.login, logger: pino({ level: 'silent' }) });

describeDatabases('users', (current) => {
  let users: Users;
  let audit: Audit;
  let sessions: LoginSessions;
  beforeEach(() => {
    audit = new Audit(current().database);
    sessions = sessionsOf(current().database);
    users = new Users({ database: current().database, audit, sessions });
  });
  afterEach(() => void vi.useRealTimers());

  const signIn = async (email: string, secret = password): Promise<Principal> =>
    tokens.verify((await sessions.start(await users.authenticate(email, secret, { address }), place)).token);
  const makeAdmin = (name: string): Promise<User> => users.create({ email: `${name}@example.org`, name, role: 'admin', password });

  it('accepts the right password, ignoring the case of the e-mail address', async () => {
    const made = await users.create(ana);
    const { user, tokenVersion } = await users.authenticate('Ana@Example.org', password, { address });
    expect(user).toEqual({ id: made.id, email: 'ana@example.org', name: 'Ana', role: 'operator', disabled: false });
    expect(tokenVersion).toBe(0);
    expect(await audit.list({ limit: 1 })).toMatchObject([{ action: 'sign-in.started', actorName: 'Ana', address }]);
  });

  it.each([
    ['a wrong password', 'ana@example.org', 'wrong horse', 'wrong password'],
    ['an unknown account', 'eve@example.org', password, 'unknown account'],
    ['an address that the database cannot store', 'ana\0@example.org', password, 'unknown account'],
  ])('refuses %s with the same message', async (_what, email, secret, reason) => {
    await users.create(ana);
    await expect(users.authenticate(email, secret, { address })).rejects.toMatchObject({
      code: 'invalid_credentials',
      message: 'E-mail or password is wrong',
    });
    expect(await audit.list({ limit: 1 })).toMatchObject([{ action: 'sign-in.refused', details: { reason }, address }]);
  });

  it('limits guesses from an address, even with the right password, and reports the waiting time', async () => {
    await users.create(ana);
    for (let n = 0; n < 5; n += 1) {
      await expect(users.authenticate(ana.email, 'wrong horse', { address })).rejects.toMatchObject({ code: 'invalid_credentials' });
    }
    await expect(users.authenticate(ana.email, password, { address })).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterSeconds: expect.any(Number) as number,
    });
    await expect(users.authenticate(ana.email, password, { address: '198.51.100.1' })).resolves.toBeDefined();
  });

  it('refuses a common password, the e-mail address and the product name as passwords', async () => {
    const { id } = await users.create(ana);
    for (const easy of ['Password123!', 'ana@example.org', 'Eyepiece2026']) {
      const refused = { code: 'validation_failed', issues: [{ path: 'password' }] };
      await expect(users.create({ ...ana, password: easy })).rejects.toMatchObject(refused);
      await expect(users.update(id, { password: easy })).rejects.toMatchObject(refused);
    }
    await expect(users.authenticate(ana.email, password, { address })).resolves.toBeDefined();
  });

  it('refuses a second account with the same address', async () => {
    await users.create(ana);
    await expect(users.create({ ...ana, name: 'Other' })).rejects.toMatchObject({ code: 'conflict', status: 409 });
    expect(await users.list()).toHaveLength(1);
  });

  it('refuses a name that the database cannot store, and names the field', async () => {
    await expect(users.create({ ...ana, name: 'A\0na' })).rejects.toMatchObject({ issues: [{ path: 'name' }] });
  });

  it('applies a changed role at once', async () => {
    const { id } = await users.create(ana);
    const principal = await signIn(ana.email);
    expect((await users.currentPrincipal(principal)).role).toBe('operator');
    await users.update(id, { role: 'viewer', name: 'Ana B' });
    expect(await users.currentPrincipal(principal)).toMatchObject({ role: 'viewer', name: 'Ana B' });
  });

  it('ends the sessions of a disabled account, and refuses new ones', async () => {
    const { id } = await users.create(ana);
    const principal = await signIn(ana.email);
    await users.currentPrincipal(principal);
    await users.update(id, { disabled: true });
    await expect(users.currentPrincipal(principal)).rejects.toMatchObject({ code: 'session_expired', message: /disabled/ });
    await expect(signIn(ana.email)).rejects.toMatchObject({ code: 'invalid_credentials' });
    await users.update(id, { disabled: false });
    await expect(users.currentPrincipal(principal)).rejects.toMatchObject({ code: 'session_expired' });
    await expect(signIn(ana.email)).resolves.toMatchObject({ tokenVersion: 1 });
  });

  it('ends earlier sessions when a password changes, but not the new one', async () => {
    await users.create(ana);
    const before = await signIn(ana.email);
    await expect(users.changePassword(before, { current: 'wrong horse', password: 'a new password' }, address)).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
    const after = await users.changePassword(before, { current: password, password: 'a new password' }, address);
    await expect(users.currentPrincipal(before)).rejects.toMatchObject({ code: 'session_expired' });
    const renewed = tokens.verify((await sessions.start(after, place)).token);
    await expect(users.currentPrincipal(renewed)).resolves.toMatchObject({ name: 'Ana' });
    await expect(signIn(ana.email)).rejects.toMatchObject({ code: 'invalid_credentials' });
    await expect(signIn(ana.email, 'a new password')).resolves.toBeDefined();
  });

  it('refuses an expired principal, and one without an account', async () => {
    await users.create(ana);
    const principal = await signIn(ana.email);
    await expect(users.currentPrincipal({ ...principal, expiresAtMs: Date.now() - 1 })).rejects.toMatchObject({
      code: 'session_expired',
    });
    await expect(users.currentPrincipal({ ...principal, userId: randomUUID() })).rejects.toMatchObject({
      code: 'session_expired',
    });
  });

  it('notices a change by another hub within seconds', async () => {
    const { id } = await users.create(ana);
    const principal = await signIn(ana.email);
    await users.currentPrincipal(principal);
    await new Users({ database: current().database, audit, sessions: sessionsOf(current().database) }).update(id, { disabled: true });
    const nowMs = performance.now();
    vi.useFakeTimers({ toFake: ['performance'] });
    vi.advanceTimersByTime(nowMs + 10_000);
    await expect(users.currentPrincipal(principal)).rejects.toMatchObject({ code: 'session_expired' });
  });

  it('uses cached roles while the database is away, for a limited time', async () => {
    await users.create(ana);
    const proxy = await startDatabaseProxy(current().url);
    const database = await openDatabase({ url: proxy.url, logger: pino({ level: 'silent' }) });
    try {
      const elsewhere = new Users({ database, audit: new Audit(database), sessions: sessionsOf(database) });
      const principal = await signIn(ana.email);
      await elsewhere.currentPrincipal(principal);
      await proxy.cut();
      const nowMs = performance.now();
      vi.useFakeTimers({ toFake: ['performance'] });
      vi.advanceTimersByTime(nowMs + 60_000);
      await expect(elsewhere.currentPrincipal(principal)).resolves.toMatchObject({ name: 'Ana' });
      vi.advanceTimersByTime(15 * 60_000);
      await expect(elsewhere.currentPrincipal(principal)).rejects.toMatchObject({ code: 'database_unavailable' });
    } finally {
      vi.useRealTimers();
      await database.close();
      await proxy.close();
    }
  });

  it('refuses a common password for the first administrator', async () => {
    await expect(users.ensureFirstAdmin({ password: 'Administrator1' })).rejects.toMatchObject({ issues: [{ path: 'password' }] });
    expect(await users.list()).toEqual([]);
  });

  it('protects the last enabled administrator', async () => {
    const [first, second] = [await makeAdmin('first'), await makeAdmin('second')];
    await users.update(second.id, { disabled: true });
    for (const change of [{ role: 'operator' as const }, { disabled: true }]) {
      await expect(users.update(first.id, change)).rejects.toMatchObject({ code: 'conflict', message: /last enabled admin/ });
    }
    expect(await users.get(first.id)).toMatchObject({ role: 'admin', disabled: false });
    await users.update(second.id, { disabled: false });
    await expect(users.update(first.id, { role: 'viewer' })).resolves.toMatchObject({ role: 'viewer' });
  });

  it('keeps one administrator when two demote each other at once', async () => {
    const [first, second] = [await makeAdmin('first'), await makeAdmin('second')];
    const outcomes = await Promise.allSettled([first, second].map(({ id }) => users.update(id, { role: 'viewer' })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await users.list()).filter(({ role }) => role === 'admin')).toHaveLength(1);
  });

  /** Runs a statement in a transaction of another hub, which stays open after this resolves. */
  const elsewhere = async (sql: string, values: unknown[]): Promise<{ committed: Promise<void> }> => {
    const done = Promise.withResolvers<undefined>();
    const committed = current().database.transaction(async (em) => {
      await em.execute(sql, values);
      done.resolve(undefined);
      await em.execute('select pg_sleep(0.5)');
    });
    await done.promise;
    return { committed };
  };

  it('protects the last administrator while another hub demotes the other one', async () => {
    const [first, second] = [await makeAdmin('first'), await makeAdmin('second')];
    const { committed } = await elsewhere("update users set role = 'viewer' where id = ?", [first.id]);
    await expect(users.update(second.id, { role: 'viewer' })).rejects.toMatchObject({ code: 'conflict' });
    await committed;
    expect(await users.get(second.id)).toMatchObject({ role: 'admin' });
  });

  it('creates no first administrator while another hub creates one', async () => {
    const { committed } = await elsewhere(
      `insert into users (id, email, name, role, password_hash, disabled, token_version, created_at)
       values (?, 'other@example.org', 'Other', 'admin', 'x', false, 0, now())`,
      [randomUUID()],
    );
    expect(await users.ensureFirstAdmin({ password })).toMatchObject({ created: false });
    await committed;
    expect(await users.list()).toHaveLength(1);
  });

  it('creates one first administrator when two hubs start together', async () => {
    const answers = await Promise.all([users, users].map((each) => each.ensureFirstAdmin({ email: 'Root@example.org', password })));
    const made = answers.filter(({ created }) => created);
    expect(made).toHaveLength(1);
    await expect(signIn('root@example.org', password)).resolves.toMatchObject({ role: 'admin' });
    await expect(users.ensureFirstAdmin()).resolves.toMatchObject({ created: false, awaited: false });
  });

  it('uses the given password for the first administrator if it is long enough', async () => {
    await expect(users.ensureFirstAdmin({ password: 'short' })).rejects.toMatchObject({ issues: [{ path: 'password', min: 10 }] });
    expect(await users.ensureFirstAdmin()).toMatchObject({ created: false, awaited: true });
    expect(await users.ensureFirstAdmin({ password })).toEqual({ created: true, awaited: false, email: 'admin@eyepiece.local' });
  });

  it('creates one first administrator of two who come with a link, and none when there is a user', async () => {
    const input = (name: string) => ({ email: `${name}@example.org`, name, password });
    const answers = await Promise.allSettled([users, users].map((each, index) => each.createFirstAdmin(input(`person-${index}`), {})));
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(users.createFirstAdmin(input('third'), {})).rejects.toMatchObject({ code: 'conflict' });
    expect(await users.list()).toMatchObject([{ role: 'admin' }]);
  });

  it.each(['11111111-1111-4111-8111-111111111111', 'not-an-id'])('answers that user %s does not exist', async (id) => {
    await expect(users.get(id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(users.update(id, { name: 'x' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('never writes a password to the audit trail', async () => {
    const { id } = await users.create(ana);
    await users.update(id, { password: 'another password' });
    const trail = JSON.stringify(await audit.list());
    expect(trail).toContain('user.updated');
    expect(trail).not.toMatch(/another password|argon2/);
  });
});
