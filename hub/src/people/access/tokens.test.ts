import type { User } from '@eyepiece/shared-types';
import jwt from 'jsonwebtoken';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Tokens } from './tokens.ts';

const secret = 'a secret of at least thirty-two characters';
const user: User = {
  id: '11111111-1111-4111-8111-111111111111',
  email: 'ana@example.org',
  name: 'Ana',
  role: 'operator',
  disabled: false,
};
const loginSessionId = '33333333-3333-4333-8333-333333333333';
const tokens = new Tokens({ secret });

afterEach(() => void vi.useRealTimers());

describe('a token', () => {
  it('identifies the user it was issued to', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
    const { token, expiresInSeconds } = tokens.issue({ user, tokenVersion: 3, loginSessionId });
    expect(expiresInSeconds).toBe(12 * 3600);
    const principal = tokens.verify(token);
    expect(principal).toMatchObject({ userId: user.id, email: user.email, name: 'Ana', role: 'operator', tokenVersion: 3, loginSessionId });
    expect(principal.expiresAtMs).toBe(Date.now() + 12 * 3_600_000);
  });

  it('expires', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { token } = new Tokens({ secret, lifetimeSeconds: 60 }).issue({ user, tokenVersion: 0, loginSessionId });
    vi.setSystemTime(Date.now() + 59_000);
    expect(tokens.verify(token).name).toBe('Ana');
    vi.setSystemTime(Date.now() + 2_000);
    expect(() => tokens.verify(token)).toThrow(expect.objectContaining({ code: 'session_expired', status: 401 }) as Error);
  });

  it('of a guest contains the scope of the link, and expires no later than the link', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const expiresAt = new Date(Date.now() + 600_500).toISOString();
    const shareId = '22222222-2222-4222-8222-222222222222';
    const pass = { shareId, kind: 'live', cameraId: 'stage', sessionId: null, expiresAt } as const;
    const { token, expiresInSeconds } = tokens.issueGuest({ userId: user.id, name: 'Gil', pass, loginSessionId });
    expect(expiresInSeconds).toBe(600);
    expect(tokens.verify(token)).toMatchObject({ userId: user.id, name: 'Gil', role: 'viewer', guest: pass, loginSessionId });
    const shortLived = new Tokens({ secret, lifetimeSeconds: 60 });
    expect(shortLived.issueGuest({ userId: user.id, name: 'Gil', pass, loginSessionId }).expiresInSeconds).toBe(60);
  });

  it.each([
    ['is not a JWT', () => 'nonsense'],
    ['is signed with another secret', () => new Tokens({ secret: `${secret}!` }).issue({ user, tokenVersion: 0, loginSessionId }).token],
    ['has no signature', () => jwt.sign({ ver: 0 }, '', { algorithm: 'none', subject: user.id, issuer: 'eyepiece' })],
    ['uses another algorithm', () => jwt.sign({ ver: 0 }, secret, { algorithm: 'HS512', subject: user.id, issuer: 'eyepiece' })],
    ['is of another issuer', () => jwt.sign({ ver: 0 }, secret, { subject: user.id, issuer: 'other', expiresIn: 60 })],
    ['lacks the role', () => jwt.sign({ ver: 0 }, secret, { subject: user.id, issuer: 'eyepiece', expiresIn: 60 })],
    ['never expires', () => jwt.sign({ ver: 0, email: 'a', name: 'A', role: 'admin' }, secret, { subject: user.id, issuer: 'eyepiece' })],
  ])('is refused when it %s', (_why, make) => {
    expect(() => tokens.verify(make())).toThrow(expect.objectContaining({ code: 'unauthenticated', status: 401 }) as Error);
  });

  it('is not issued with a short secret', () => {
    expect(() => new Tokens({ secret: 'short' })).toThrow(/5 characters; it needs 32/);
  });
});
