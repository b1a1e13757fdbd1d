import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { CertificateError } from './authority.ts';
import { keyPem, type Identity } from './identity.ts';
import { OperatorCertificate, type OperatorCertificateOptions } from './operator-certificate.ts';
import { makeAuthority, makeServerCertificate } from './x509.ts';

const DAY_MS = 24 * 3_600_000;
let authority: Identity;
let first: Identity;
let second: Identity;
let folder: string;

beforeAll(async () => {
  const validity = { from: new Date(Date.now() - DAY_MS), to: new Date(Date.now() + 90 * DAY_MS) };
  authority = await makeAuthority('test', { dns: ['lab.example'], ip: ['10.0.0.0/8'] }, validity);
  const names = { dns: ['lab.example', '*.lab.example'], ip: ['10.0.0.1'] };
  first = await makeServerCertificate('first', names, validity, authority);
  second = await makeServerCertificate('second', names, validity, authority);
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eyepiece-tls-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const path = (name: string): string => join(folder, name);

function write(identity: Identity, certFile = path('cert.pem'), keyFile = path('key.pem')): void {
  writeFileSync(certFile, identity.certificate.toString() + authority.certificate.toString());
  writeFileSync(keyFile, keyPem(identity.key));
}

function replaceBy(make: (file: string) => void, file: string): void {
  rmSync(file);
  make(file);
}

const spyLogger = () => ({ info: vi.fn(), warn: vi.fn(), error: vi.fn() });

async function open(options: Partial<OperatorCertificateOptions> = {}): Promise<OperatorCertificate> {
  const certificate = await OperatorCertificate.open({
    certFile: path('cert.pem'),
    keyFile: path('key.pem'),
    logger: spyLogger(),
    ...options,
  });
  onTestFinished(() => certificate.close());
  return certificate;
}

describe('at start', () => {
  it('takes the files as they are, with the chain', async () => {
    write(first);
    const certificate = await open();
    expect(certificate.credentials.cert).toBe(first.certificate.toString() + authority.certificate.toString());
    expect(certificate.hostNames).toEqual(['lab.example']);
    expect(certificate.authority).toBeUndefined();
  });

  const cases: [string, () => void, RegExp][] = [
    ['a missing certificate', () => rmSync(path('cert.pem')), /^TLS_CERT=\S+cert\.pem: the file cannot be read \(ENOENT\)$/],
    ['a missing key', () => rmSync(path('key.pem')), /^TLS_KEY=\S+key\.pem: the file cannot be read \(ENOENT\)$/],
    ['no certificate', () => writeFileSync(path('cert.pem'), 'x'), /^TLS_CERT=\S+cert\.pem: not a PEM file with a certificate \(.*\)$/],
    ['no key', () => writeFileSync(path('key.pem'), 'x'), /^TLS_KEY=\S+key\.pem: not a PEM file with a private key \(.*\)$/],
    [
      'the key of another certificate',
      () => writeFileSync(path('key.pem'), keyPem(second.key)),
      /^TLS_KEY=\S+key\.pem: the key does not belong to the certificate TLS_CERT=\S+cert\.pem$/,
    ],
    [
      'a key with a passphrase',
      () => writeFileSync(path('key.pem'), first.key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })),
      /^TLS_KEY=\S+key\.pem: the key has a passphrase; remove it with openssl/,
    ],
    [
      'a huge file',
      () => writeFileSync(path('cert.pem'), 'x'.repeat(2_000_000)),
      /^TLS_CERT=\S+: the file cannot be read \(it has more than/,
    ],
    ['a folder', () => replaceBy(mkdirSync, path('cert.pem')), /^TLS_CERT=\S+: the file cannot be read \(it is a folder\)$/],
  ];
  if (process.platform !== 'win32') {
    const makePipe = (file: string): void => void execFileSync('mkfifo', [file]);
    const message = /^TLS_KEY=\S+: the file cannot be read \(it is no regular file\)$/;
    cases.push(['a pipe without a writer', () => replaceBy(makePipe, path('key.pem')), message]);
  }
  it.each(cases)('refuses %s with one line', async (_what, spoil, message) => {
    write(first);
    spoil();
    const error = await open().catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(CertificateError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });

  it('refuses an expired certificate', async () => {
    write(first);
    const now = (): number => first.certificate.validToDate.getTime() + 1;
    await expect(open({ now })).rejects.toThrow(/^TLS_CERT=\S+cert\.pem: the certificate expired on /);
  });

  it('warns of a certificate that expires soon', async () => {
    write(first);
    const logger = spyLogger();
    await open({ logger, now: () => first.certificate.validToDate.getTime() - DAY_MS });
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('expires on'));
  });
});

describe('renewal', () => {
  it('is noticed, also behind symbolic links as certbot makes them', async () => {
    write(first, path('cert1.pem'), path('key1.pem'));
    write(second, path('cert2.pem'), path('key2.pem'));
    const link = (number: number): void => {
      for (const name of ['cert', 'key']) {
        rmSync(path(`${name}.pem`), { force: true });
        symlinkSync(path(`${name}${number}.pem`), path(`${name}.pem`));
      }
    };
    link(1);
    const certificate = await open({ checkEveryMs: 10 });
    const renewed = once(certificate, 'renewed');
    link(2);
    await renewed;
    expect(certificate.credentials.key).toBe(keyPem(second.key));
  });

  it('waits for the second of the two files', async () => {
    write(first);
    const logger = spyLogger();
    const certificate = await open({ logger });
    const renewed = vi.fn();
    certificate.on('renewed', renewed);
    writeFileSync(path('cert.pem'), second.certificate.toString());
    await certificate.check();
    await certificate.check();
    expect(renewed).not.toHaveBeenCalled();
    expect(certificate.credentials.key).toBe(keyPem(first.key));
    expect(logger.warn).toHaveBeenCalledTimes(1);
    writeFileSync(path('key.pem'), keyPem(second.key));
    await certificate.check();
    expect(renewed).toHaveBeenCalledTimes(1);
    expect(certificate.credentials.key).toBe(keyPem(second.key));
  });

  it('keeps the certificate in use when the files disappear, and takes them when they are back', async () => {
    write(first);
    const logger = spyLogger();
    const certificate = await open({ logger });
    unlinkSync(path('cert.pem'));
    await certificate.check();
    expect(certificate.credentials.key).toBe(keyPem(first.key));
    expect(logger.warn).toHaveBeenCalledWith(expect.stringMatching(/^TLS_CERT=.*ENOENT\); the certificate in use stays/));
    write(second);
    await certificate.check();
    expect(certificate.credentials.key).toBe(keyPem(second.key));
  });

  it('does not take an expired certificate', async () => {
    write(first);
    let now = Date.now();
    const certificate = await open({ now: () => now });
    now = second.certificate.validToDate.getTime() + 1;
    write(second);
    await certificate.check();
    expect(certificate.credentials.key).toBe(keyPem(first.key));
  });

  it('keeps the certificate in use while a file is half-written, and reports it once', async () => {
    write(first);
    const logger = spyLogger();
    const certificate = await open({ logger });
    expect(certificate.trouble).toBeUndefined();
    const whole = second.certificate.toString() + authority.certificate.toString();
    const halves: [string, string][] = [
      [whole.slice(0, 300), keyPem(first.key)],
      ['', ''],
      [whole, keyPem(second.key).slice(0, 60)],
      // The certificate of the authority is cut: OpenSSL refuses the chain.
      [whole.slice(0, -200), keyPem(second.key)],
      [whole, keyPem(first.key)],
    ];
    for (const [cert, key] of halves) {
      writeFileSync(path('cert.pem'), cert);
      writeFileSync(path('key.pem'), key);
      logger.warn.mockClear();
      for (let n = 0; n < 3; n += 1) await certificate.check();
      expect(certificate.credentials.key).toBe(keyPem(first.key));
      expect(certificate.trouble).toBe('not_renewed');
      expect(logger.warn.mock.calls).toEqual([[expect.stringMatching(/^TLS_(CERT|KEY)=[^\n]+$/)]]);
    }
    write(second);
    await certificate.check();
    expect(certificate.credentials.key).toBe(keyPem(second.key));
    expect(certificate.trouble).toBeUndefined();
  });

  it('is missed when the end of the certificate in use comes', async () => {
    write(first);
    let now = Date.now();
    const certificate = await open({ now: () => now });
    const endMs = first.certificate.validToDate.getTime();
    now = endMs - 11 * DAY_MS;
    expect(certificate.trouble).toBeUndefined();
    now = endMs - 9 * DAY_MS;
    expect(certificate.trouble).toBe('expiring');
    writeFileSync(path('cert.pem'), '');
    await certificate.check();
    expect(certificate.trouble).toBe('not_renewed');
    now = endMs;
    expect(certificate.trouble).toBe('invalid');
  });
});
