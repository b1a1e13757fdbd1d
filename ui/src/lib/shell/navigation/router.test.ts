import { expect, it } from 'vitest';
import { parsePath, pathOf, type Route } from './router.svelte.ts';

const JOB = '5c1e8f1f-1111-4111-8111-111111111111';

it.each<[string, Exclude<Route, { view: 'lost' }>]>([
  ['/', { view: 'live', cameraId: null }],
  ['/live/bench-3', { view: 'live', cameraId: 'bench-3' }],
  ['/library', { view: 'library' }],
  [`/library?job=${JOB}`, { view: 'library', filter: { jobId: JOB } }],
  ['/library?q=gland&rating=3', { view: 'library', filter: { q: 'gland', ratingMin: 3 } }],
  ['/library/0b8f', { view: 'detail', captureId: '0b8f' }],
  ['/library/0b8f?tag=crypt', { view: 'detail', captureId: '0b8f', filter: { tag: 'crypt' } }],
  ['/trash', { view: 'trash' }],
  ['/compare?ids=a,b', { view: 'compare', ids: ['a', 'b'] }],
  ['/wall', { view: 'wall' }],
  ['/sessions', { view: 'sessions' }],
  ['/sessions/0b8f', { view: 'session', sessionId: '0b8f' }],
  ['/storage', { view: 'storage' }],
  ['/diagnostics', { view: 'diagnostics' }],
  ['/guest', { view: 'guest' }],
  ['/users', { view: 'users' }],
  ['/audit', { view: 'audit' }],
  ['/account', { view: 'account' }],
])('reads and writes %s', (path, route) => {
  const [pathname = '', search] = path.split('?');
  expect(parsePath(pathname, search)).toEqual(route);
  expect(pathOf(route)).toBe(path);
});

it('compares four at most, each once', () =>
  expect(parsePath('/compare', '?ids=a,b,a,c,d,e')).toEqual({ view: 'compare', ids: ['a', 'b', 'c', 'd'] }));

it('accepts a trailing slash and encoded ids', () => {
  expect(parsePath('/library/')).toEqual({ view: 'library' });
  expect(parsePath('/library/a%2Fb')).toEqual({ view: 'detail', captureId: 'a/b' });
  expect(parsePath('/library/%E0%A4%A')).toEqual({ view: 'detail', captureId: '%E0%A4%A' });
});

it.each(['/nowhere', '/users/7', '/wall/left', '/storage/a', '/sessions/a/b', '/library/a/b'])('is lost at %s', (path) =>
  expect(parsePath(path)).toEqual({ view: 'lost' }),
);
