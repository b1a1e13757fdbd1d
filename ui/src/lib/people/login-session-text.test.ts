import { expect, it } from 'vitest';
import { lastUseText, loginSessionText } from './login-session-text.ts';

const NOW = new Date(2026, 10, 28, 14, 30).getTime();
const ago = (ms: number): string => new Date(NOW - ms).toISOString();

it.each([
  [30_000, false, 'in use'],
  [30 * 60_000, true, 'in use'],
  [30 * 60_000, false, 'last used 30 min ago'],
  [3 * 86_400_000, false, 'last used 3 d ago'],
])('%d ms after the last use', (ms, current, text) => {
  expect(lastUseText({ lastUsedAt: ago(ms), current }, NOW)).toBe(text);
});

it('says from where and since when', () => {
  const session = { id: 'a', device: 'Firefox on Linux', expiresAt: ago(-1000), lastUsedAt: ago(1000), createdAt: ago(28 * 60_000) };
  expect(loginSessionText({ ...session, address: '192.0.2.1', current: false }, NOW)).toBe('192.0.2.1 · in use · since 14:02');
});
