import { expect, it } from 'vitest';
import { highestRole, may, mayChangeOf, mayWriteNotes, roleOf, whyNot } from './permissions.ts';

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
  expect(mayWriteNotes({ role: 'viewer', guest: GUEST }, 'bench')).toBe(true);
  expect(mayWriteNotes({ role: 'viewer', guest: { ...GUEST, kind: 'live' } }, 'bench')).toBe(false);
  expect([
    mayWriteNotes({ role: 'viewer' }, 'bench'),
    mayWriteNotes({ role: 'contributor' }, 'bench'),
    mayWriteNotes(null, 'bench'),
  ]).toEqual([false, true, false]);
});

it('lets contributors change their own, and operators all', () => {
  expect(mayChangeOf({ id: 'a', role: 'contributor' }, { cameraId: 'bench', ownerId: 'a' })).toBe(true);
  expect(mayChangeOf({ id: 'a', role: 'contributor' }, { cameraId: 'bench', ownerId: 'b' })).toBe(false);
  expect(mayChangeOf({ id: 'a', role: 'operator' }, { cameraId: 'bench', ownerId: 'b' })).toBe(true);
  expect(mayChangeOf({ id: 'a', role: 'viewer', guest: GUEST }, { cameraId: 'bench', ownerId: 'a' })).toBe(true);
  expect(mayChangeOf({ id: 'a', role: 'operator', guest: GUEST }, { cameraId: 'bench', ownerId: 'b' })).toBe(false);
});

it('uses the role at the camera instead of that of the account', () => {
  const user = { role: 'viewer', cameraRoles: [{ cameraId: 'bench', role: 'operator' }] } as const;
  const mixed = { ...user, cameraRoles: [...user.cameraRoles] };
  expect([roleOf(mixed, 'bench'), roleOf(mixed, 'other'), roleOf(mixed, undefined), roleOf(null, 'bench')]).toEqual([
    'operator',
    'viewer',
    'viewer',
    undefined,
  ]);
  expect([
    highestRole(mixed),
    highestRole({ role: 'admin', cameraRoles: [{ cameraId: 'bench', role: 'viewer' }] }),
    highestRole(null),
  ]).toEqual(['operator', 'admin', undefined]);
  expect([mayWriteNotes(mixed, 'bench'), mayWriteNotes(mixed, 'other')]).toEqual([true, false]);
  expect(mayChangeOf({ id: 'a', ...mixed }, { cameraId: 'bench', ownerId: 'b' })).toBe(true);
});
