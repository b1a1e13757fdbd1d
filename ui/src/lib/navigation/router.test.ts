import { expect, it } from 'vitest';
import { parsePath, pathOf, type Route } from './router.svelte.ts';

it.each<[string, Exclude<Route, { view: 'lost' }>]>([
  ['/', { view: 'live', cameraId: null }],
  ['/live/bench-3', { view: 'live', cameraId: 'bench-3' }],
  ['/library', { view: 'library' }],
  ['/library/0b8f', { view: 'detail', captureId: '0b8f' }],
  ['/users', { view: 'users' }],
  ['/account', { view: 'account' }],
])('reads and writes %s', (path, route) => {
  expect(parsePath(path)).toEqual(route);
  expect(pathOf(route)).toBe(path);
});

it('takes a trailing slash and encoded ids', () => {
  expect(parsePath('/library/')).toEqual({ view: 'library' });
  expect(parsePath('/library/a%2Fb')).toEqual({ view: 'detail', captureId: 'a/b' });
  expect(parsePath('/library/%E0%A4%A')).toEqual({ view: 'detail', captureId: '%E0%A4%A' });
});

it.each(['/nowhere', '/users/7', '/library/a/b'])('is lost at %s', (path) => expect(parsePath(path)).toEqual({ view: 'lost' }));
