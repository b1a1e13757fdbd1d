import { AUDIT_KINDS } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { actionText, actorText, auditTimeText } from './audit-text.ts';

it('has different words for every action', () => {
  const actions = Object.values(AUDIT_KINDS).flat();
  const words = actions.map((action) => actionText(action));
  expect(new Set(words).size).toBe(actions.length);
  expect(words.filter((text) => text.includes('.'))).toEqual([]);
});

it('shows unknown actions as they are', () => {
  expect([actionText('camera.moved'), actionText('constructor')]).toEqual(['camera.moved', 'constructor']);
});

it('names the person, the hub, or a client that is not signed in', () => {
  expect(actorText({ person: { id: null, name: 'Ana' }, address: '192.0.2.1' })).toBe('Ana');
  expect(actorText({ person: null, address: null })).toBe('Hub');
  expect(actorText({ person: null, address: '192.0.2.1' })).toBe('Not signed in');
});

it('shows the local time to the second', () => {
  expect(auditTimeText(new Date(2026, 10, 3, 4, 5, 6).toISOString())).toBe('2026-11-03 04:05:06');
});
