import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type PeerCertificate } from 'node:tls';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { CertificateError } from './authority.ts';
import { LocalCertificate, type LocalCertificateOptions } from './local-certificate.ts';
import { makeServerCertificate } from './x509.ts';
import { parsePem, keyPem, toPem } from './identity.ts';

const DAY_MS = 24 * 3_600_000;
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'eyepiece-tls-'));
});

afterEach(() => {
  rmSync(dataDir, { recursive: true });
});

const address = (text: string): NetworkInterfaceInfo =>
  ({ address: text, family: text.includes(':') ? 'IPv6' : 'IPv4', internal: false }) as NetworkInterfaceInfo;

async function open(options: Partial<LocalCertificateOptions> & { addresses?: string[] } = {}): Promise<LocalCertificate> {
  const { addresses = ['192.168.1.20'], ...rest } = options;
  const certificate = await LocalCertificate.open({
    dataDir,
    extraNames: [],
    logger: pino({ level: 'silent' }),
    machine: () => ({ hostname: 'lab-pc', interfaces: { eth0: addresses.map(address) } }),
    ...rest,
  });
  onTestFinished(() => certificate.close());
  return certificate;
}

const fileOf = (name: string): string => join(dataDir, 'tls', name);
const spyLogger = () => ({ info: vi.fn(), warn: vi.fn(), error: vi.fn() });

/** What a client sees that trusts the authority. @throws when it does not accept the certificate */
async function handshake(certificate: LocalCertificate, name: string): Promise<PeerCertificate> {
  const server = createServer(certificate.credentials).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const isName = /[a-z]/.test(name) && !name.includes(':');
  const client = connect({ host: '127.0.0.1', port, ca: certificate.authority.toString(), ...(isName && { servername: name }) });
  client.on('error', () => undefined);
  try {
    // The name that is checked when no server name can be sent is that of the connection.
    await once(client, 'secureConnect');
    if (!isName && client.getPeerX509Certificate()?.checkIP(name) === undefined) throw new Error(`not for ${name}`);
    return client.getPeerCertificate();
  } finally {
    client.destroy();
    server.close();
  }
}

describe('the certificate', () => {
  it('is accepted by a client that trusts the authority, under every name of the machine', async () => {
    const certificate = await open({ extraNames: ['scope.example', '203.0.113.5'], addresses: ['192.168.1.20', 'fd00::5', '2001:db8::1'] });
    for (const name of [
      'localhost',
      'lab-pc',
      'lab-pc.local',
      'scope.example',
      '127.0.0.1',
      '::1',
      '192.168.1.20',
      'fd00::5',
      '203.0.113.5',
    ]) {
      await expect(handshake(certificate, name)).resolves.toBeDefined();
    }
    await expect(handshake(certificate, 'other.example')).rejects.toThrow('does not match');
    expect(certificate.certificate.checkIP('2001:db8::1')).toBeUndefined();
    expect(certificate.hostNames).toEqual(['localhost', 'lab-pc', 'lab-pc.local', 'scope.example']);
  });

  it('is refused by a client that trusts another authority', async () => {
    const [first, second] = [await open(), await open({ dataDir: join(dataDir, 'other') })];
    const mixed = { credentials: first.credentials, authority: second.authority } as LocalCertificate;
    await expect(handshake(mixed, 'localhost')).rejects.toThrow(/self-signed certificate in certificate chain|unable to/);
  });

  it('is valid for at most 397 days, for servers only', async () => {
    const { certificate } = await open();
    const days = (certificate.validToDate.getTime() - certificate.validFromDate.getTime()) / DAY_MS;
    expect(days).toBeLessThanOrEqual(397);
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('stays the same while it is valid', async () => {
    const first = await open();
    const second = await open({ addresses: [] });
    expect(second.certificate.fingerprint256).toBe(first.certificate.fingerprint256);
    expect(second.authority.fingerprint256).toBe(first.authority.fingerprint256);
  });

  it('is renewed 30 days before its end', async () => {
    let now = Date.now();
    const certificate = await open({ now: () => now });
    const renewed = vi.fn();
    certificate.on('renewed', renewed);
    const { fingerprint256, validToDate } = certificate.certificate;
    now = validToDate.getTime() - 31 * DAY_MS;
    await certificate.check();
    expect(certificate.certificate.fingerprint256).toBe(fingerprint256);
    now = validToDate.getTime() - 29 * DAY_MS;
    await certificate.check();
    expect(certificate.certificate.fingerprint256).not.toBe(fingerprint256);
    expect(certificate.certificate.validToDate.getTime()).toBeGreaterThan(now + 80 * DAY_MS);
    expect(renewed).toHaveBeenCalledTimes(1);
    expect(readFileSync(fileOf('server.pem'), 'utf8')).toContain(certificate.certificate.toString().trim());
  });

  it('is renewed at start when it has expired, or begins in the future', async () => {
    const first = await open();
    const later = first.certificate.validToDate.getTime() + DAY_MS;
    const second = await open({ now: () => later });
    expect(second.certificate.validFromDate.getTime()).toBeLessThan(later);
    const third = await open();
    expect(third.certificate.validFromDate.getTime()).toBeLessThan(Date.now());
  });

  it('is renewed when the machine gets another address, by itself', async () => {
    const addresses = ['192.168.1.20'];
    const machine = () => ({ hostname: 'lab-pc', interfaces: { eth0: addresses.map(address) } });
    const certificate = await open({ machine, checkEveryMs: 10 });
    const renewed = once(certificate, 'renewed');
    addresses[0] = '10.1.2.3';
    await renewed;
    expect(certificate.certificate.checkIP('10.1.2.3')).toBe('10.1.2.3');
    expect(certificate.certificate.checkIP('192.168.1.20')).toBeUndefined();
  });

  it('never outlives the authority, and is not made again and again at its end', async () => {
    let now = Date.now();
    const first = await open({ now: () => now });
    now = first.authority.validToDate.getTime() - 20 * DAY_MS;
    const certificate = await open({ now: () => now });
    const { fingerprint256, validToDate } = certificate.certificate;
    expect(validToDate).toEqual(certificate.authority.validToDate);
    await certificate.check();
    expect(certificate.certificate.fingerprint256).toBe(fingerprint256);
  });

  it.each(['', 'nonsense', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
    'is made again when damaged: %j',
    async (text) => {
      const first = await open();
      writeFileSync(fileOf('server.pem'), text);
      const second = await open();
      expect(second.authority.fingerprint256).toBe(first.authority.fingerprint256);
      await expect(handshake(second, 'localhost')).resolves.toBeDefined();
    },
  );

  it('is made again when its key is that of another, or its authority', async () => {
    const first = await open();
    const other = parsePem(readFileSync(fileOf('authority.pem'), 'utf8'));
    writeFileSync(fileOf('server.pem'), `${first.certificate.toString()}${keyPem(other.key)}`);
    expect((await open()).certificate.fingerprint256).not.toBe(first.certificate.fingerprint256);
    await open({ dataDir: join(dataDir, 'other') });
    writeFileSync(fileOf('server.pem'), readFileSync(join(dataDir, 'other', 'tls', 'server.pem')));
    const last = await open();
    expect(last.certificate.verify(last.authority.publicKey)).toBe(true);
  });

  it('is used although it cannot be stored', async () => {
    await open();
    rmSync(fileOf('server.pem'));
    const logger = spyLogger();
    // A folder in its place cannot be replaced by a file.
    mkdirSync(join(fileOf('server.pem'), 'full'), { recursive: true });
    const certificate = await open({ logger });
    await expect(handshake(certificate, 'localhost')).resolves.toBeDefined();
    expect(logger.warn).toHaveBeenCalledWith(expect.anything(), 'the certificate could not be stored');
  });
});

describe('the authority', () => {
  it('is limited to the names of this machine, local names and private networks', async () => {
    const certificate = await open({ extraNames: ['scope.example'] });
    const authority = parsePem(readFileSync(fileOf('authority.pem'), 'utf8'));
    for (const names of [
      { dns: ['bank.example'], ip: [] },
      { dns: [], ip: ['198.51.100.1'] },
    ]) {
      const validity = { from: new Date(Date.now() - DAY_MS), to: new Date(Date.now() + DAY_MS) };
      const forged = await makeServerCertificate('x', names, validity, authority);
      const credentials = { cert: forged.certificate.toString(), key: keyPem(forged.key) };
      const fake = { credentials, authority: certificate.authority } as LocalCertificate;
      await expect(handshake(fake, names.dns[0] ?? 'localhost')).rejects.toThrow(/permitted subtree violation/);
    }
  });

  it('leaves names out that it may not sign for, and says so once', async () => {
    const first = await open();
    const logger = spyLogger();
    const second = await open({ extraNames: ['new.example'], logger });
    await second.check();
    await second.check();
    expect(second.certificate.fingerprint256).toBe(first.certificate.fingerprint256);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith({ names: ['new.example'] }, expect.stringContaining('delete tls/authority.pem'));
  });

  it.each(['', 'nonsense', '-----BEGIN CERTIFICATE-----\n'])('is never replaced when damaged: %j', async (text) => {
    await open();
    writeFileSync(fileOf('authority.pem'), text);
    const error = await open().catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(CertificateError);
    expect((error as Error).message).toMatch(/^\S+authority\.pem is damaged \(.*\): restore it from a backup, or delete it[^\n]*$/s);
    expect(readFileSync(fileOf('authority.pem'), 'utf8')).toBe(text);
  });

  it('is refused with the key of another, and as an ordinary certificate', async () => {
    await open();
    const [authority, leaf] = ['authority.pem', 'server.pem'].map((name) => parsePem(readFileSync(fileOf(name), 'utf8')));
    if (authority === undefined || leaf === undefined) throw new Error('no files');
    writeFileSync(fileOf('authority.pem'), `${authority.certificate.toString()}${keyPem(leaf.key)}`);
    await expect(open()).rejects.toThrow('the key does not belong to the certificate');
    writeFileSync(fileOf('authority.pem'), toPem(leaf));
    await expect(open()).rejects.toThrow('it is not an authority');
  });

  it('is refused when it has expired, and named', async () => {
    const first = await open();
    const now = (): number => first.authority.validToDate.getTime() + 1;
    await expect(open({ now })).rejects.toThrow(/authority\.pem expired on /);
  });

  it('is made once, when several hubs start at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => open()));
    expect(new Set(all.map(({ authority }) => authority.fingerprint256)).size).toBe(1);
    for (const certificate of all) expect(certificate.certificate.verify(certificate.authority.publicKey)).toBe(true);
    expect(readdirSync(join(dataDir, 'tls')).sort()).toEqual(['authority.pem', 'server.pem']);
    const again = await open();
    expect(all.map(({ certificate }) => certificate.fingerprint256)).toContain(again.certificate.fingerprint256);
  });

  it.skipIf(process.platform === 'win32')('and its certificate are readable by their owner only', async () => {
    await open();
    const modeOf = (path: string): number => statSync(path).mode & 0o777;
    expect(['authority.pem', 'server.pem'].map((name) => modeOf(fileOf(name)))).toEqual([0o600, 0o600]);
    expect(modeOf(join(dataDir, 'tls'))).toBe(0o700);
  });

  it('has a fingerprint that other programs compute alike', async () => {
    const { authority } = await open();
    const digest = createHash('sha256').update(authority.raw).digest('hex').toUpperCase();
    expect(authority.fingerprint256.replaceAll(':', '')).toBe(digest);
    expect(new X509Certificate(authority.toString()).ca).toBe(true);
  });
});
