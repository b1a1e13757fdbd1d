import { expect, it } from 'vitest';
import { may, mayChangeOf, mayWriteNotes, whyNot } from './permissions.ts';

it('gives each role the permissions of lower roles', () => {
  const deeds = ['capture', 'annotate', 'reconnect', 'sequence', 'control', 'administer'] as const;
  const table = (['viewer', 'contributor', 'operator', 'admin'] as const).map((role) => deeds.map((action) => may(role, action)));
  expect(table).toEqual([
    [false, false, false, false, false, false],
    [true, true, true, false, false, false],
    [true, true, true, true, true, false],
    [true, true, true, true, true, true],
  ]);
});

it('explains a denied action', () => {
  expect(whyNot('viewer', 'control')).toBe('Your role (viewer) cannot change camera settings; it needs operator or above.');
  expect(whyNot('admin', 'control')).toBeNull();
});

const GUEST = { kind: 'session', cameraId: 'a', sessionId: 's', expiresAt: '' } as const;

it('lets session guests write notes, and live guests nothing', () => {
  expect(mayWriteNotes({ role: 'viewer', guest: GUEST })).toBe(true);
  expect(mayWriteNotes({ role: 'viewer', guest: { ...GUEST, kind: 'live' } })).toBe(false);
  expect([mayWriteNotes({ role: 'viewer' }), mayWriteNotes({ role: 'contributor' }), mayWriteNotes(null)]).toEqual([false, true, false]);
});

it('lets contributors change their own, and operators all', () => {
  expect(mayChangeOf({ id: 'a', role: 'contributor' }, 'a')).toBe(true);
  expect(mayChangeOf({ id: 'a', role: 'contributor' }, 'b')).toBe(false);
  expect(mayChangeOf({ id: 'a', role: 'operator' }, 'b')).toBe(true);
  expect(mayChangeOf({ id: 'a', role: 'viewer', guest: GUEST }, 'a')).toBe(true);
  expect(mayChangeOf({ id: 'a', role: 'operator', guest: GUEST }, 'b')).toBe(false);
});
