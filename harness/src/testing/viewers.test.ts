import { expect, it } from 'vitest';
import { Viewers, type ViewersOptions } from './viewers.ts';

const SERVER = { url: 'ws://127.0.0.1:1', protocol: 'websocket' };

it.each([
  [{ viewrs: 2 }, 'viewers have no option viewrs: did you mean viewers?'],
  [{ cameraID: 'a', viewers: 1 }, 'viewers have no option cameraID: did you mean cameraId?'],
  [
    { duration: 2 },
    'viewers have no option duration: the options are url, protocol, description, viewers, account, cameraId, servedWithinMs',
  ],
])('refuses %j', async (more, message) => {
  const options: ViewersOptions = { ...SERVER, ...more };
  await expect(Viewers.join(options)).rejects.toThrow(message);
});

it.each([
  [{ url: 'ftp://x', protocol: 'websocket' }, /^url ftp:\/\/x: an address with ws:\/\/ or wss:\/\/ or http:/],
  [{ url: '127.0.0.1', protocol: 'websocket' }, /^url 127\.0\.0\.1: an address is needed/],
  [{ url: 'http://x', protocol: 'soket.io' }, /^protocol soket\.io: one of eyepiece, socket\.io/],
  [{ url: 'http://x' }, /^viewers of Eyepiece need an account$/],
])('names the option of %j, not a flag', async (options, message) => {
  await expect(Viewers.join(options)).rejects.toThrow(message);
});
