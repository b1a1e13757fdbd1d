import { expect, it } from 'vitest';
import { shareSecret, shareState, usesText } from './share-text.ts';

const now = Date.parse('2026-11-22T12:00:00Z');

it.each([
  [
    { expiresAt: '2026-11-25T13:00:00Z', revokedAt: null },
    { works: true, text: 'for 3 d' },
  ],
  [
    { expiresAt: '2026-11-22T11:59:00Z', revokedAt: null },
    { works: false, text: 'expired' },
  ],
  [
    { expiresAt: '2026-11-25T13:00:00Z', revokedAt: '2026-11-22T11:00:00Z' },
    { works: false, text: 'revoked' },
  ],
])('shows the state of %j', (share, state) => expect(shareState(share, now)).toEqual(state));

it('shows how often a link was used', () => {
  expect(usesText({ uses: 0, lastUsedAt: null }, now)).toBe('not used yet');
  expect(usesText({ uses: 1, lastUsedAt: '2026-11-22T11:00:00Z' }, now)).toBe('used once, last 60 min ago');
  expect(usesText({ uses: 3, lastUsedAt: '2026-11-20T11:00:00Z' }, now)).toBe('used 3 times, last 2 d ago');
});

it.each([
  ['#abc', 'abc'],
  ['', null],
  ['#', null],
  ['#a%2Fb', 'a/b'],
  ['#%E0%A4', '%E0%A4'],
])('finds the secret in %j', (hash, secret) => expect(shareSecret(hash)).toBe(secret));
