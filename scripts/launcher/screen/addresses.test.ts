import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { addressesOf, httpsAddressesOf } from './addresses.ts';

const entry = (address: string, family: 'IPv4' | 'IPv6', internal: boolean): NetworkInterfaceInfo => ({
  address,
  family,
  internal,
  netmask: '',
  mac: '',
  cidr: null,
  scopeid: 0,
});

const interfaces = {
  lo: [entry('127.0.0.1', 'IPv4', true), entry('::1', 'IPv6', true)],
  eth0: [entry('192.168.1.20', 'IPv4', false), entry('fe80::1', 'IPv6', false)],
  wlan0: [entry('10.0.0.7', 'IPv4', false)],
};

it('lists this machine and the network for a server that listens everywhere', () => {
  expect(addressesOf('0.0.0.0', 3000, { interfaces })).toEqual({
    local: 'http://localhost:3000',
    network: ['http://192.168.1.20:3000', 'http://10.0.0.7:3000'],
  });
});

it('shows only the one address of a server bound to it', () => {
  expect(addressesOf('127.0.0.1', 80, { interfaces })).toEqual({ local: 'http://127.0.0.1:80', network: [] });
  expect(addressesOf('::1', 80, { interfaces })).toEqual({ local: 'http://[::1]:80', network: [] });
});

it('shows the base path', () => {
  expect(addressesOf('0.0.0.0', 3000, { basePath: '/eyepiece', interfaces })).toEqual({
    local: 'http://localhost:3000/eyepiece/',
    network: ['http://192.168.1.20:3000/eyepiece/', 'http://10.0.0.7:3000/eyepiece/'],
  });
});

it('shows addresses of HTTPS', () => {
  expect(addressesOf('0.0.0.0', 3443, { scheme: 'https', interfaces }).network).toEqual([
    'https://192.168.1.20:3443',
    'https://10.0.0.7:3443',
  ]);
});

it.each([
  [
    'local',
    {
      urls: ['https://localhost:3443/eyepiece/', 'https://192.168.1.20:3443/eyepiece/', 'https://10.0.0.7:3443/eyepiece/'],
      trust: 'http://192.168.1.20:3000/eyepiece/trust',
    },
  ],
  ['operator', { urls: ['https://lab.example:3443/eyepiece/'], trust: undefined }],
] as const)('shows the addresses for which a %s certificate is valid', (certificate, expected) => {
  const plain = addressesOf('0.0.0.0', 3000, { basePath: '/eyepiece', interfaces });
  const server = { host: '0.0.0.0', port: 3443, basePath: '/eyepiece', hostNames: ['lab.example'], plain, certificate, interfaces };
  expect(httpsAddressesOf(server)).toEqual(expected);
});

it('leads to the page about trust on this machine, if other machines cannot reach it', () => {
  const plain = addressesOf('127.0.0.1', 3000);
  const server = { host: '127.0.0.1', port: 3443, basePath: '', hostNames: [], plain, certificate: 'local' as const };
  expect(httpsAddressesOf(server)).toEqual({ urls: ['https://127.0.0.1:3443'], trust: 'http://127.0.0.1:3000/trust' });
});
