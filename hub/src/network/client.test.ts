import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createClientOf, networkOf, parseTrustProxy, type Client } from './client.ts';

function clientOf(trust: string, remoteAddress: string, headers: IncomingHttpHeaders = {}): Client {
  return createClientOf(parseTrustProxy(trust))({ socket: { remoteAddress }, headers } as unknown as IncomingMessage);
}
const addressOf = (trust: string, remoteAddress: string, forwardedFor?: string): string =>
  clientOf(trust, remoteAddress, forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }).address;

describe('the address', () => {
  it.each([
    ['without proxies, ignoring the header', '', '192.0.2.1', '203.0.113.9', '192.0.2.1'],
    ['false means no proxy', 'false', '192.0.2.1', '203.0.113.9', '192.0.2.1'],
    ['one proxy', '1', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['true means one proxy', 'true', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['one proxy and a forged header', '1', '10.0.0.1', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['two proxies and a forged header', '2', '10.0.0.1', '198.51.100.1, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['fewer entries than proxies', '3', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['no header', '1', '10.0.0.1', undefined, '10.0.0.1'],
    ['an invalid entry', '1', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['entries to the left of an invalid one are ignored', '3', '10.0.0.1', '198.51.100.1, localhost, 10.0.0.2', '10.0.0.2'],
    ['an entry with a port', '1', '10.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
    ['an IPv6 entry with a port', '1', '10.0.0.1', '[2001:DB8::9]:4711', '2001:db8::9'],
    ['a zone', '', 'fe80::1%eth0', undefined, 'fe80::1'],
    ['IPv4 mapped into IPv6', '', '::ffff:192.0.2.1', undefined, '192.0.2.1'],
    ['a trusted network', '10.0.0.0/8', '::ffff:10.0.0.1', '198.51.100.1, 203.0.113.9, 10.1.2.3', '203.0.113.9'],
    ['an address outside the trusted network', '10.0.0.0/8', '192.0.2.1', '203.0.113.9', '192.0.2.1'],
    ['several networks', '10.0.0.1, 2001:db8::/32', '10.0.0.1', '203.0.113.9, 2001:db8::5', '203.0.113.9'],
  ])('%s', (_what, trust, remote, forwardedFor, expected) => {
    expect(addressOf(trust, remote, forwardedFor)).toBe(expected);
  });

  it('is read from the right end of a long header', () => {
    expect(addressOf('1', '10.0.0.1', `${'198.51.100.1, '.repeat(4000)}203.0.113.9`)).toBe('203.0.113.9');
  });
});

describe('protocol and host', () => {
  const headers = { host: 'hub:3000', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'lab.example' };

  it('are those of the connection without a trusted proxy', () => {
    expect(clientOf('', '10.0.0.1', headers)).toMatchObject({ protocol: 'http', host: 'hub:3000' });
    expect(clientOf('10.9.0.0/16', '10.0.0.1', headers)).toMatchObject({ protocol: 'http', host: 'hub:3000' });
  });

  it('are those that a trusted proxy reports', () => {
    expect(clientOf('1', '10.0.0.1', headers)).toMatchObject({ protocol: 'https', host: 'lab.example' });
    expect(clientOf('1', '10.0.0.1', { host: 'lab.example' })).toMatchObject({ protocol: 'http', host: 'lab.example' });
  });

  it('are taken from the proxy, not from the client before it', () => {
    const forged = { host: 'hub', 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'evil.example, lab.example' };
    expect(clientOf('1', '10.0.0.1', forged)).toMatchObject({ protocol: 'http', host: 'lab.example' });
  });

  it('are replaced when invalid', () => {
    expect(clientOf('', '192.0.2.1', { host: 'lab.example/path?<' }).host).toBe('');
    expect(clientOf('1', '192.0.2.1', { host: 'x', 'x-forwarded-proto': 'javascript' }).protocol).toBe('http');
  });
});

describe('TRUST_PROXY', () => {
  it.each(['yes', '-1', '17', '1.5', '10.0.0.0/33', '10/8', '1.2.3', 'proxy.example', '::1/129', '10.0.0.1;10.0.0.2', '01.2.3.4'])(
    'refuses %s',
    (value) => {
      expect(() => parseTrustProxy(value)).toThrow(/prox/);
    },
  );
});

describe('networkOf', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:1:ffff:ffff:ffff:ffff', '2001:db8:0:1::/64'],
    ['2001:db8:0:1::', '2001:db8:0:1::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
