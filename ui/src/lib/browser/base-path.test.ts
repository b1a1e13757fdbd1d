import { expect, it } from 'vitest';
import { BASE_PATH, pagePath } from './base-path.ts';
import { parsePath, pathOf } from '../shell/navigation/router.svelte.ts';

it('is empty by default', () => expect(BASE_PATH).toBe(''));

it.each([
  ['/eyepiece/', '/'],
  ['/eyepiece', '/'],
  ['/eyepiece/library/0b8f', '/library/0b8f'],
])('reads %s below the base path', (path, page) => expect(pagePath(path, '/eyepiece')).toBe(page));

it('leaves paths unchanged at the root', () => expect(pagePath('/library', '')).toBe('/library'));

it('writes URLs that it can read back', () => {
  const route = { view: 'session', sessionId: 'a/b' } as const;
  const path = pathOf(route, '/eyepiece');
  expect(path).toBe('/eyepiece/sessions/a%2Fb');
  expect(parsePath(pagePath(path, '/eyepiece'))).toEqual(route);
});
