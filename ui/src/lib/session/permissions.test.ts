import { expect, it } from 'vitest';
import { may, whyNot } from './permissions.ts';

it('lets each role do what those before it may', () => {
  const deeds = ['capture', 'annotate', 'reconnect', 'control', 'administer'] as const;
  const table = (['viewer', 'contributor', 'operator', 'admin'] as const).map((role) => deeds.map((deed) => may(role, deed)));
  expect(table).toEqual([
    [false, false, false, false, false],
    [true, true, true, false, false],
    [true, true, true, true, false],
    [true, true, true, true, true],
  ]);
});

it('says why not', () => {
  expect(whyNot('viewer', 'control')).toBe('Your role (viewer) cannot change camera settings; it takes operator or above.');
  expect(whyNot('admin', 'control')).toBeNull();
});
