import { expect, it } from 'vitest';
import { checkToken, serverAddress } from './server-address.ts';

const WEB = ['http:', 'https:'];

it.each([
  ['nothing', [], '--url nothing: an address is needed, as in http://127.0.0.1:3000'],
  ['http://[::1', [], '--url http://[::1: an address is needed, as in http://127.0.0.1:3000'],
  ['http://a:99999', [], '--url http://a:99999: an address is needed, as in http://127.0.0.1:3000'],
  ['ftp://a', WEB, '--url ftp://a: an address with http:// or https:// is needed, as in http://127.0.0.1:3000'],
  ['http://me:secret@a', WEB, '--url http://…@a: an address without user and password is needed'],
  ['ws://me@a', [], '--url ws://…@a: an address without user and password is needed'],
  ['http://a:0', WEB, '--url http://a:0: a port from 1 to 65535 is needed'],
])('refuses %s, and does not show a password', (text, schemes, message) => {
  expect(() => serverAddress('--url', text, schemes)).toThrow(message);
});

it('takes IPv6, paths and queries', () => {
  expect(serverAddress('--url', 'ws://[::1]:8080/live?x=a@b', ['ws:']).host).toBe('[::1]:8080');
});

it.each(['a\nb', 'a b', 'ä'])('refuses the token %j without showing it', (token) => {
  expect(() => checkToken('--token', token)).toThrow('--token: a token has no spaces, line breaks and other such characters');
});
