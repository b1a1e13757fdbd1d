import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Principal } from '../../src/people/caller.ts';
import { DEFAULT_LIMITS } from '../../src/process/limits/limits.ts';
import { Audit } from '../../src/people/audit/audit.ts';
import { ShareEntity } from '../../src/persistence/entities/people/share.ts';
import type { GuestLogins, PresentGuest } from '../../src/people/access/guest-places.ts';
import type { Guest } from '../../src/people/shares/redeeming.ts';
import { Shares, type NewShare } from '../../src/people/shares/shares.ts';
import { describeDatabases } from '../persistence/databases.ts';

const OPERATOR = { userId: randomUUID(), name: 'Olga' };
const LIVE: NewShare = { kind: 'live', cameraId: 'stage-1', sessionId: null, label: 'a client', expiresInSeconds: 3600 };
const expired = expect.objectContaining({ code: 'session_expired' }) as Error;

describeDatabases('share links', (current) => {
  let shares: Shares;
  let present: PresentGuest[];
  const logins: GuestLogins = {
    guestsOf: () => Promise.resolve(present),
    endAll: (userId) => Promise.resolve((present = present.filter((guest) => guest.userId !== userId))),
  };
  beforeEach(() => {
    present = [];
    const { database } = current();
    shares = new Shares({ database, logins, audit: new Audit(database) });
  });
  const redeem = (secret: string, address = '192.0.2.1'): Promise<Guest> => shares.redeem({ share: secret, name: 'Gil' }, { address });
  const principalOf = ({ userId, name, pass }: Guest): Principal => ({
    userId,
    name,
    email: '',
    role: 'viewer',
    tokenVersion: 0,
    expiresAtMs: Date.now() + 3_600_000,
    loginSessionId: randomUUID(),
    guest: pass,
  });

  it('store a digest of their secret, and count their uses', async () => {
    const { share, secret } = await shares.create(LIVE, OPERATOR);
    expect(secret).toMatch(/^[\w-]{43}$/);
    const [row] = await current().database.use((em) => em.find(ShareEntity, {}));
    expect(row?.secretHash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify([row, share])).not.toContain(secret);
    await Promise.all([redeem(secret), redeem(secret)]);
    expect(await shares.list()).toMatchObject([{ id: share.id, uses: 2, lastUsedAt: expect.any(String) as string }]);
  });

  it('limit guests per minute and in total; a returning browser stays the same guest', async () => {
    const { database } = current();
    let refusals = 0;
    const limits = { ...DEFAULT_LIMITS.writing, guestsPerLink: 3, guestsPerMinute: 6 };
    const bounded = new Shares({ database, logins, audit: new Audit(database), limits, onRefused: () => (refusals += 1) });
    const { share, secret } = await bounded.create(LIVE, OPERATOR);
    const enter = (before?: Guest, address = '192.0.2.1'): Promise<Guest> =>
      bounded.redeem({ share: secret, name: 'Gil' }, { address, ...(before && { before: { userId: before.userId, guest: before.pass } }) });
    const burst = await Promise.allSettled(Array.from({ length: 5 }, () => enter()));
    expect(burst.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(burst.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'limit_reached', message: 'This link has 3 guests, which is its limit: try again later or ask for another link' },
    });
    const first = (burst.find(({ status }) => status === 'fulfilled') as PromiseFulfilledResult<Guest>).value;
    await expect(enter()).rejects.toMatchObject({ code: 'limit_reached' });
    await expect(enter()).rejects.toMatchObject({
      code: 'rate_limited',
      message: expect.stringContaining('At most 6 guests from one network in 60 s') as string,
    });
    await expect(enter(undefined, '198.51.100.1')).rejects.toMatchObject({ code: 'limit_reached' });
    for (let count = 0; count < 20; count += 1) expect((await enter(first)).userId).toBe(first.userId);
    await expect(enter(first)).rejects.toMatchObject({
      code: 'rate_limited',
      message: expect.stringContaining('At most 20 entries of one guest in 60 s') as string,
    });
    expect(refusals).toBe(6);
    expect((await bounded.list()).find(({ id }) => id === share.id)).toMatchObject({ uses: 23 });
  });

  it('replace idle guests when they are full, and limit the guests of one network', async () => {
    const { database } = current();
    const limits = { ...DEFAULT_LIMITS.writing, guestsPerLink: 3, guestsPerLinkAndNetwork: 2, guestIdleMs: 60_000 };
    const bounded = new Shares({ database, logins, audit: new Audit(database), limits });
    const { secret } = await bounded.create(LIVE, OPERATOR);
    const enter = async (address: string): Promise<string> => {
      const { userId } = await bounded.redeem({ share: secret, name: 'Gil' }, { address });
      present.push({ userId, address, lastUsedAt: new Date() });
      return userId;
    };
    const idle = (userId: string, forMs: number): void => {
      const lastUsedAt = new Date(Date.now() - forMs);
      present = present.map((guest) => (guest.userId === userId ? { ...guest, lastUsedAt } : guest));
    };
    const [here, there] = ['192.0.2.1', '198.51.100.1'];
    const [one, two] = [await enter(here), await enter(here)];
    const crowded = { code: 'limit_reached', message: expect.stringContaining('2 guests from your network') as string };
    await expect(enter(here)).rejects.toMatchObject(crowded);
    const other = await enter(there);
    await expect(enter(there)).rejects.toMatchObject({ message: expect.stringContaining('3 guests,') as string });

    // A network at its limit replaces only its own idle guests.
    idle(other, 300_000);
    await expect(enter(here)).rejects.toMatchObject(crowded);
    idle(one, 120_000);
    idle(two, 180_000);
    const three = await enter(here);
    expect(present.map(({ userId }) => userId).sort()).toEqual([one, other, three].sort());
    await enter(there);
    expect(present.map(({ userId }) => userId)).not.toContain(other);
  });

  it('are limited in number while they are valid', async () => {
    const { database } = current();
    const bounded = new Shares({ database, logins, audit: new Audit(database), limits: { ...DEFAULT_LIMITS.writing, sharesInForce: 1 } });
    const { share } = await bounded.create(LIVE, OPERATOR);
    await expect(bounded.create(LIVE, OPERATOR)).rejects.toMatchObject({ code: 'limit_reached' });
    await bounded.revoke(share.id, OPERATOR);
    await bounded.create(LIVE, OPERATOR);
  });

  it('give access to their target', async () => {
    const sessionId = randomUUID();
    const { share, secret } = await shares.create({ ...LIVE, kind: 'session', sessionId }, OPERATOR);
    const pass = { shareId: share.id, kind: 'session', cameraId: 'stage-1', sessionId, expiresAt: share.expiresAt };
    const guest = await redeem(secret);
    expect(guest).toMatchObject({ name: 'Gil', pass });
    expect(await shares.currentGuest(principalOf(guest))).toMatchObject({ userId: guest.userId, role: 'viewer', guest: pass });
  });

  it('give no access after they expire', async () => {
    const { secret } = await shares.create({ ...LIVE, expiresInSeconds: -1 }, OPERATOR);
    await expect(redeem(secret)).rejects.toMatchObject({ code: 'share_not_found', message: 'This link has expired' });
    const good = await shares.create(LIVE, OPERATOR);
    const guest = principalOf(await redeem(good.secret));
    await current().database.use((em) => em.nativeUpdate(ShareEntity, { id: good.share.id }, { expiresAt: new Date() }));
    await expect(shares.currentGuest(guest)).rejects.toEqual(expired);
  });

  it('give no access after they are revoked, also during an entry', async () => {
    const { share, secret } = await shares.create(LIVE, OPERATOR);
    const guest = principalOf(await redeem(secret));
    await shares.currentGuest(guest);
    const revoked: string[] = [];
    shares.on('revoked', (id) => revoked.push(id));
    await Promise.allSettled([redeem(secret), shares.revoke(share.id, OPERATOR), redeem(secret), shares.revoke(share.id, OPERATOR)]);
    expect(revoked).toEqual([share.id]);
    await expect(shares.currentGuest(guest)).rejects.toEqual(expired);
    await expect(redeem(secret)).rejects.toMatchObject({ message: 'This link has been revoked' });
    await expect(shares.revoke(randomUUID(), OPERATOR)).rejects.toMatchObject({ code: 'share_not_found' });
  });

  it('limit guesses without excluding guests with a valid link', async () => {
    const { secret } = await shares.create(LIVE, OPERATOR);
    for (let guess = 0; guess < 20; guess++) {
      await expect(redeem(`guess ${String(guess)}`)).rejects.toMatchObject({ code: 'share_not_found' });
    }
    await expect(redeem('another guess')).rejects.toMatchObject({ code: 'rate_limited' });
    const room = await Promise.all(Array.from({ length: 25 }, () => redeem(secret)));
    expect(new Set(room.map(({ userId }) => userId)).size).toBe(25);
  });

  it('send no queries after too many failures from an address, and record their number', async () => {
    const { database } = current();
    const transactions = vi.spyOn(database, 'transaction');
    const audit = new Audit(database);
    const guarded = new Shares({ database, logins, audit });
    const guess = (n: number): Promise<unknown> =>
      guarded.redeem({ share: `guess ${String(n)}`, name: 'Eve' }, { address: '192.0.2.1' }).catch((error: unknown) => error);
    await Promise.all(Array.from({ length: 120 }, (_, n) => guess(n)));
    const few = transactions.mock.calls.length;
    expect(few).toBeLessThan(30);
    for (let n = 200; n < 300; n += 1) expect(await guess(n)).toMatchObject({ code: 'rate_limited' });
    expect(transactions.mock.calls.length).toBe(few);
    const refused = async () => (await audit.list({ limit: 500 })).filter(({ action }) => action === 'share.refused');
    expect(await refused()).toHaveLength(1);
    await audit.close();
    expect(await refused()).toMatchObject([{ details: { repeated: 19 } }, { address: '192.0.2.1' }]);
    transactions.mockRestore();
  });

  it('send no queries beyond the limit of guests per minute', async () => {
    const { database } = current();
    const limits = { ...DEFAULT_LIMITS.writing, guestsPerMinute: 3 };
    const bounded = new Shares({ database, logins, audit: new Audit(database), limits });
    const { secret } = await bounded.create(LIVE, OPERATOR);
    const enter = (): Promise<unknown> =>
      bounded.redeem({ share: secret, name: 'Eve' }, { address: '192.0.2.1' }).catch((error: unknown) => error);
    for (let n = 0; n < 3; n += 1) await enter();
    const transactions = vi.spyOn(database, 'transaction');
    for (let n = 0; n < 20; n += 1) expect(await enter()).toMatchObject({ code: 'rate_limited' });
    expect(transactions).not.toHaveBeenCalled();
    transactions.mockRestore();
  });

  it('refuse a name that the database cannot store', async () => {
    const { secret } = await shares.create(LIVE, OPERATOR);
    const login = { share: secret, name: 'a\0b' };
    await expect(shares.redeem(login, { address: '192.0.2.1' })).rejects.toMatchObject({ issues: [{ path: 'name' }] });
  });
});
