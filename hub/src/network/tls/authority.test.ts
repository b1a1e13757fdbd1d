/** Authorities of other programs, and files that are none, in the place of the hub's own. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CertificateError } from './authority.ts';
import { LocalCertificate } from './local-certificate.ts';

/** Made with OpenSSL for these tests. */
const OF_P384 = `-----BEGIN CERTIFICATE-----
MIIBdjCB/qADAgECAhQ28lQQT+1SHV+a2KMGjOG1K4DU8jAKBggqhkjOPQQDAjAS
MRAwDgYDVQQDDAdGb3JlaWduMCAXDTI2MTEyOTIyMDMzNFoYDzIxMjYxMTA1MjIw
MzM0WjASMRAwDgYDVQQDDAdGb3JlaWduMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE
EIEuaYCGIR3gax8VB217vEgrCviBvnonUOuwk1+yVLtsThSNM5jzzIKDzrVYS2M5
WIxj3rGWKUgvMakILUrH+QU+BwdXtKH5RZY+k/vKIA3ThRaST5LOaEYXwg5/8css
oxMwETAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA2cAMGQCMF51apY89uW2
rsQfj6enGLPRF/Qz8clbZSJ5VGY0CfbQ8+GJJkMHgSPzhxXeNvmUhwIwS/wCl2RA
3VTZ8flknPVDNBCKtQouynxrbq66nP3f2T3iupztdbsauHAdnlQqDhST
-----END CERTIFICATE-----
-----BEGIN PRIVATE KEY-----
MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDCh6k/6u1jHZ3Elftwx
d5EispQ6R6OkbBRZgnrziGDTyWFooFAsD73CQG8uP1pRcoGhZANiAAQQgS5pgIYh
HeBrHxUHbXu8SCsK+IG+eidQ67CTX7JUu2xOFI0zmPPMgoPOtVhLYzlYjGPesZYp
SC8xqQgtSsf5BT4HB1e0oflFlj6T+8ogDdOFFpJPks5oRhfCDn/xyyw=
-----END PRIVATE KEY-----`;
const WITHOUT_KEY_IDENTIFIER = `-----BEGIN CERTIFICATE-----
MIIBOjCB4aADAgECAhRslWe8CP4MUj48P12I8LjEEQxG4zAKBggqhkjOPQQDAjAS
MRAwDgYDVQQDDAdGb3JlaWduMCAXDTI2MTEyOTIyMDMzNFoYDzIxMjYxMTA1MjIw
MzM0WjASMRAwDgYDVQQDDAdGb3JlaWduMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
QgAE8fl5yFpIYTanWa4Dq3UGKkzUodmhltvMIHqEB85gtOaQKkkdRHyGJkhtUSDU
2OWlwl6OeRCVLEFGbuFRYmA9QqMTMBEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjO
PQQDAgNIADBFAiAK1ChNsBHqnlxGxGyOjG2wUy1wv2gNH4lHR26B7BhP9QIhAOD4
xcU2gwSIf6cF8xaepSi5Sd94UbtIvdKXVfsGO2Jt
-----END CERTIFICATE-----
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgfB6PvzbCmKH1tEHp
BXXCC+V5QFq4kG+jJ5rgtI4ml8uhRANCAATx+XnIWkhhNqdZrgOrdQYqTNSh2aGW
28wgeoQHzmC05pAqSR1EfIYmSG1RINTY5aXCXo55EJUsQUZu4VFiYD1C
-----END PRIVATE KEY-----`;

let dataDir: string;
let path: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'eyepiece-authority-'));
  path = join(dataDir, 'tls', 'authority.pem');
  mkdirSync(join(dataDir, 'tls'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const cases: [string, () => void, RegExp][] = [
  ['a key of another kind', () => writeFileSync(path, OF_P384), /authority\.pem is damaged \(its key is not of the curve P-256\)/],
  [
    'no key identifier',
    () => writeFileSync(path, WITHOUT_KEY_IDENTIFIER),
    /^The authority in \S+tls cannot sign a certificate \(.* no subject key identifier\)/,
  ],
  ['a folder', () => mkdirSync(path), /authority\.pem cannot be read \(it is a folder\)/],
  ['a huge file', () => writeFileSync(path, 'x'.repeat(2_000_000)), /authority\.pem cannot be read \(it has more than/],
];
if (process.platform !== 'win32') {
  const makePipe = (): void => void execFileSync('mkfifo', [path]);
  cases.push(['a pipe without a writer', makePipe, /authority\.pem cannot be read \(it is no regular file\)/]);
}

it.each(cases)('refuses %s with one line that names it', async (_what, spoil, message) => {
  spoil();
  const options = { dataDir, extraNames: [], logger: pino({ level: 'silent' }) };
  const error = await LocalCertificate.open(options).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(CertificateError);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message).not.toContain('\n');
});
