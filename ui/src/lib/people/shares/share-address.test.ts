import { expect, it } from 'vitest';
import { addressNote, addressText } from './share-address.ts';

it.each([
  [{ kind: 'public', url: 'https://lab.example/eyepiece/guest#s' }, 'https://lab.example · public address', null],
  [{ kind: 'page', url: 'http://lab-pc:3000/guest#s' }, 'lab-pc:3000 · address of this page', null],
  [{ kind: 'network', url: 'http://192.168.1.20:3000/guest#s' }, '192.168.1.20:3000 · local network', /not encrypted/],
  [{ kind: 'network', url: 'https://[fd12::20]:3443/guest#s' }, 'https://[fd12::20]:3443 · local network', /trust the hub once/],
  [{ kind: 'local', url: 'http://localhost:3000/guest#s' }, 'localhost:3000 · this machine only', /PUBLIC_URL/],
] as const)('describes %j', (address, text, note) => {
  expect(addressText(address)).toBe(text);
  if (note === null) expect(addressNote(address)).toBeNull();
  else expect(addressNote(address)).toMatch(note);
});
