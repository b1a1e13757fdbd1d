import type { User } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { peopleRows, stateOf } from './people-rows.ts';

const person = (name: string, role: User['role'], disabled = false): User => ({
  ...{ id: name, name, role, disabled },
  email: `${name.toLowerCase().replaceAll(' ', '.')}@lab.example`,
});
const PEOPLE = [
  person('Person 10', 'viewer'),
  person('Chloé Lindt', 'contributor'),
  person('ana novak', 'admin'),
  person('Person 9', 'viewer'),
  person('Ben Kim', 'operator', true),
];
const here = new Set(['Person 9']);
const names = (query: string, by: 'name' | 'role' | 'state' = 'name', descending = false): string[] =>
  peopleRows(PEOPLE, query, { by, descending }, here).map(({ name }) => name);

it('sorts by name, ignoring case and comparing numbers', () => {
  expect(names('')).toEqual(['ana novak', 'Ben Kim', 'Chloé Lindt', 'Person 9', 'Person 10']);
  expect(names('', 'name', true)).toEqual(['Person 10', 'Person 9', 'Chloé Lindt', 'Ben Kim', 'ana novak']);
});

it('sorts by role and state, then by name', () => {
  expect(names('', 'role')).toEqual(['ana novak', 'Ben Kim', 'Chloé Lindt', 'Person 9', 'Person 10']);
  expect(names('', 'role', true)).toEqual(['Person 9', 'Person 10', 'Chloé Lindt', 'Ben Kim', 'ana novak']);
  expect(names('', 'state')).toEqual(['Person 9', 'ana novak', 'Chloé Lindt', 'Person 10', 'Ben Kim']);
});

it('finds all words in name, email and role, ignoring case and accents', () => {
  expect(names('CHLOE')).toEqual(['Chloé Lindt']);
  expect(names('lab.example viewer')).toEqual(['Person 9', 'Person 10']);
  expect(names('ben viewer')).toEqual([]);
});

it('knows who is online, active or disabled', () => {
  expect(PEOPLE.map((user) => stateOf(user, here))).toEqual(['active', 'active', 'active', 'online', 'disabled']);
});
