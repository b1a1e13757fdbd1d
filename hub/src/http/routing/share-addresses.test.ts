import type { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { shareAddresses, type Published } from './share-addresses.ts';

type Entry = NonNullable<ReturnType<typeof networkInterfaces>[string]>[number];
const entry = (address: string, internal = false): Entry =>
  address.includes(':')
    ? { address, family: 'IPv6', internal, netmask: '', mac: '', cidr: null, scopeid: 0 }
    : { address, family: 'IPv4', internal, netmask: '', mac: '', cidr: null };
const HERE: Published = {
  publicUrl: undefined,
  pageUrl: 'http://localhost:3000',
  basePath: '',
  local: { address: '127.0.0.1', port: 3000 },
  listensOn: '0.0.0.0',
  ports: { http: 3000, https: 3443 },
  certificateNames: undefined,
  machine: {
    interfaces: {
      lo: [entry('127.0.0.1', true), entry('::1', true)],
      eth0: [entry('192.168.1.20'), entry('fe80::1'), entry('fd12::20'), entry('2001:db8::20')],
      docker0: [entry('172.17.0.1')],
      wlan0: [entry('169.254.3.4')],
    },
    extra: ['lab-pc.example'],
  },
};
const urls = (changes: Partial<Published>): string[] =>
  shareAddresses({ ...HERE, ...changes }, '/guest#s').map(({ kind, url }) => `${kind} ${url.replace('/guest#s', '')}`);

it('offers the networks of this machine when the page is open under localhost', () => {
  expect(urls({})).toEqual([
    'network http://lab-pc.example:3000',
    'network http://192.168.1.20:3000',
    'network http://[fd12::20]:3000',
    'network https://lab-pc.example:3443',
    'network https://192.168.1.20:3443',
    'network https://[fd12::20]:3443',
    'local http://localhost:3000',
  ]);
  expect(shareAddresses(HERE, '/guest#s')[0]?.url).toBe('http://lab-pc.example:3000/guest#s');
});

it.each(['http://127.0.0.1:3000', 'http://[::1]:3000', 'http://x.localhost:3000'])('knows %s as this machine', (pageUrl) => {
  expect(urls({ pageUrl }).at(-1)).toBe(`local ${pageUrl}`);
});

it('offers the address of the page alone when others can open it', () => {
  expect(urls({ pageUrl: 'https://192.168.1.20:3443' })).toEqual(['page https://192.168.1.20:3443']);
  expect(urls({ pageUrl: 'https://lab.example/eyepiece', basePath: '/eyepiece', local: undefined })).toEqual([
    'page https://lab.example/eyepiece',
  ]);
});

it('prefers the configured address', () => {
  expect(urls({ publicUrl: 'https://lab.example/eyepiece', pageUrl: 'http://192.168.1.20:3000' })).toEqual([
    'public https://lab.example/eyepiece',
    'page http://192.168.1.20:3000',
  ]);
});

it('prefers HTTPS under the names of a certificate of the operator', () => {
  const names = ['lab.example', '*.lab.example', 'localhost'];
  expect(urls({ certificateNames: names, machine: { interfaces: { eth0: [entry('192.168.1.20')] }, extra: [] } })).toEqual([
    'network https://lab.example:3443',
    'network http://192.168.1.20:3000',
    'local http://localhost:3000',
  ]);
});

it.each<[string, Partial<Published>]>([
  ['it listens on this machine only', { listensOn: '127.0.0.1' }],
  ['a container has addresses of its own', { local: { address: '172.17.0.2', port: 3000 } }],
  ['a proxy is in front', { local: undefined }],
  ['there is no network', { machine: { interfaces: {}, extra: [] } }],
])('offers localhost alone when %s', (_why, changes) => {
  expect(urls(changes)).toEqual(['local http://localhost:3000']);
});

it('offers the one address that the hub listens on', () => {
  expect(urls({ listensOn: '10.0.0.5', ports: { http: 3000, https: undefined } })).toEqual([
    'network http://10.0.0.5:3000',
    'local http://localhost:3000',
  ]);
});

it('keeps the base path and offers a bounded number', () => {
  const many = { eth0: Array.from({ length: 60 }, (_, n) => entry(`10.0.0.${String(n + 1)}`)) };
  const offered = urls({ pageUrl: 'http://localhost:3000/lab', basePath: '/lab', machine: { interfaces: many, extra: [] } });
  expect(offered).toHaveLength(12);
  expect(offered[0]).toBe('network http://10.0.0.1:3000/lab');
});
