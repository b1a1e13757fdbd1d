import { expect, it } from 'vitest';
import { route } from './route.ts';

const definition = { summary: 'A test', allow: 'signed-in', answer: { status: 204 }, handle: () => undefined } as const;

it('takes the scope of a route from the table', () => {
  expect(route.get('/cameras', definition).scope).toBe('watch');
  expect(route.post('/keys', definition).scope).toBe('never');
});

it('does not compile without a row in the table', () => {
  // @ts-expect-error The table of scopes has no such path.
  expect(route.get('/unlisted', definition).scope).toBeUndefined();
  // @ts-expect-error The table has the path with another method.
  expect(route.delete('/cameras', definition).scope).toBeUndefined();
});
