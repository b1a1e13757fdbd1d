import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { authorityScope, parseNames, serverNames, withinScope } from './names.ts';

const entry = (address: string, internal = false): NetworkInterfaceInfo =>
  ({ address, family: address.includes(':') ? 'IPv6' : 'IPv4', internal }) as NetworkInterfaceInfo;

describe('serverNames', () => {
  it('has the host name in all its forms, and the addresses of the local network', () => {
    const interfaces = {
      lo: [entry('127.0.0.1', true)],
      eth0: [entry('192.168.1.20'), entry('fe80::1'), entry('fd00::2')],
      empty: undefined,
    };
    expect(serverNames({ hostname: 'Lab-PC.Uni.Example', interfaces, extra: ['scope.example', '8.8.8.8', '::ffff:10.0.0.1'] })).toEqual({
      dns: ['localhost', 'lab-pc.uni.example', 'lab-pc', 'lab-pc.local', 'scope.example'],
      ip: ['127.0.0.1', '::1', '8.8.8.8', '10.0.0.1', '192.168.1.20', 'fd00::2'],
    });
  });

  it.each(['', 'my pc', 'a'.repeat(64), '-x', '10.0.0.1', 'ä'])('leaves out a host name that is none: %j', (hostname) => {
    expect(serverNames({ hostname, interfaces: {}, extra: [] }).dns).toEqual(['localhost']);
  });

  it('is bounded on machines with many addresses', () => {
    const many = Array.from({ length: 5000 }, (_, index) => entry(`10.0.${index >> 8}.${index & 255}`));
    expect(serverNames({ hostname: 'a', interfaces: { many }, extra: [] }).ip).toHaveLength(64);
  });
});

describe('parseNames', () => {
  it('reads names and addresses', () => {
    expect(parseNames(' Lab.Example, 10.0.0.1 ,fd00::1,, ')).toEqual(['lab.example', '10.0.0.1', 'fd00::1']);
    expect(parseNames('')).toEqual([]);
  });

  it.each(['https://lab.example', 'lab.example:3443', '*.lab.example', 'a b', '10.0.0', '10.0.0.1/8', 'fe80::1%eth0', '256.1.1.1'])(
    'refuses %s',
    (name) => {
      expect(() => parseNames(`lab.example,${name}`)).toThrow(`"${name}" is neither a host name nor an IP address`);
    },
  );

  it('is bounded', () => {
    expect(() => parseNames(Array.from({ length: 65 }, (_, index) => `host-${index}`).join(','))).toThrow('at most 64');
  });
});

describe('the scope of an authority', () => {
  const names = { dns: ['localhost', 'lab-pc', 'lab-pc.local', 'scope.example'], ip: ['127.0.0.1', '192.168.1.20', '198.51.100.7'] };
  const scope = authorityScope(names);

  it('covers the names it was made for, other local names and private addresses', () => {
    expect(withinScope(names, scope)).toEqual({ covered: names, uncovered: [] });
    const later = { dns: ['new-name.local', 'live.scope.example'], ip: ['10.9.9.9', '172.31.0.1', 'fd12::1'] };
    expect(withinScope(later, scope)).toEqual({ covered: later, uncovered: [] });
  });

  it('covers nothing else', () => {
    const others = { dns: ['bank.example', 'notscope.example', 'example'], ip: ['198.51.100.8', '172.32.0.1', '2001:db8::1'] };
    expect(withinScope(others, scope)).toEqual({ covered: { dns: [], ip: [] }, uncovered: [...others.dns, ...others.ip] });
  });
});
