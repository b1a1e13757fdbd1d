import { expect, it } from 'vitest';
import { may, mayChangeOf, mayWriteNotes, whyNot } from './permissions.ts';

it('lets each role do what those before it may', () => {
  const deeds = ['capture', 'annotate', 'reconnect', 'sequence', 'control', 'administer'] as const;
  const table = (['viewer', 'contributor', 'operator', 'admin'] as const).map((role) => deeds.map((deed) => may(role, deed)));
  expect(table).toEqual([
    [false, false, false, false, false, false],
    [true, true, true, false, false, false],
    [true, true, true, true, true, false],
    [true, true, true, true, true, true],
  ]);
});

it('says why not', () => {
  expect(whyNot('viewer', 'control')).toBe('Your role (viewer) cannot change camera settings; it takes operator or above.');
  expect(whyNot('admin', 'control')).toBeNull();
});

const GUEST = { kind: 'session', cameraId: 'a', sessionId: 's', expiresAt: '' } as const;

it('lets guests of a session write notes, and those of a picture nothing', () => {
  expect(mayWriteNotes({ role: 'viewer', guest: GUEST })).toBe(true);
  expect(mayWriteNotes({ role: 'viewer', guest: { ...GUEST, kind: 'live' } })).toBe(false);
  expect([mayWriteNotes({ role: 'viewer' }), mayWriteNotes({ role: 'contributor' }), mayWriteNotes(null)]).toEqual([false, true, false]);
});

it('lets people change what is their own, and operators all', () => {
  expect(mayChangeOf({ id: 'a', role: 'contributor' }, 'a')).toBe(true);
  expect(mayChangeOf({ id: 'a', role: 'contributor' }, 'b')).toBe(false);
  expect(mayChangeOf({ id: 'a', role: 'operator' }, 'b')).toBe(true);
  expect(mayChangeOf({ id: 'a', role: 'viewer', guest: GUEST }, 'a')).toBe(true);
  expect(mayChangeOf({ id: 'a', role: 'operator', guest: GUEST }, 'b')).toBe(false);
});
