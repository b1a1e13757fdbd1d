/**
 * The local authority that signs this hub's certificates. Devices trust it once, so it is never replaced: a damaged file
 * is an error, and only a person deletes it.
 */
import type { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { createPrivateFile } from '@eyepiece/host/data-folder/private-file-writes';
import { readIfExists } from '@eyepiece/host/data-folder/read-if-exists';
import { parsePem, toPem, type Identity } from './identity.ts';
import { authorityScope, type ServerNames } from './names.ts';

const FILE = 'authority.pem';
const VALID_DAYS = 3650;
/** Clocks of clients may be behind. */
export const BACKDATED_MS = 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
const MAX_HOST_CHARS = 32;
/** P-256, by the name of OpenSSL. */
const CURVE = 'prime256v1';

/** A file with keys or certificates that cannot be used. The message is one line that names it. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

/**
 * Reads `tls/authority.pem` of the data folder, or creates it for the names of this machine. Of two creators at once, the
 * first wins.
 * @throws {CertificateError} when the file is damaged or has expired
 */
export async function openAuthority(folder: string, { names, hostname, nowMs }: NewAuthority): Promise<Identity> {
  const path = join(folder, FILE);
  const found = read(path, nowMs);
  if (found) return found;
  const { makeAuthority } = await import('./x509.ts');
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const made = await makeAuthority(`Eyepiece on ${plainName(hostname)} (${day})`, authorityScope(names), {
    from: new Date(nowMs - BACKDATED_MS),
    to: new Date(nowMs + VALID_DAYS * DAY_MS),
  });
  return createPrivateFile(path, toPem(made)) ? made : (read(path, nowMs) ?? made);
}

interface NewAuthority {
  readonly names: ServerNames;
  readonly hostname: string;
  readonly nowMs: number;
}

/** Without the characters that lists of certificates escape. */
function plainName(hostname: string): string {
  return hostname.slice(0, MAX_HOST_CHARS).replaceAll(/[^A-Za-z0-9._-]/g, '-');
}

function read(path: string, nowMs: number): Identity | undefined {
  const text = textOf(path);
  if (text === undefined) return undefined;
  const remedy = 'restore it from a backup, or delete it for a new authority, which every device must trust again';
  const identity = parse(path, text, remedy);
  if (isExpired(identity.certificate, nowMs)) {
    throw new CertificateError(`${path} expired on ${identity.certificate.validTo}: ${remedy}`);
  }
  return identity;
}

function textOf(path: string): string | undefined {
  try {
    return readIfExists(path);
  } catch (cause) {
    throw new CertificateError(`${path} cannot be read (${(cause as Error).message})`, { cause });
  }
}

function parse(path: string, text: string, remedy: string): Identity {
  try {
    const identity = parsePem(text);
    const { certificate } = identity;
    if (!certificate.ca || !certificate.verify(certificate.publicKey)) throw new Error('it is not an authority');
    if (identity.key.asymmetricKeyDetails?.namedCurve !== CURVE) throw new Error('its key is not of the curve P-256');
    return identity;
  } catch (cause) {
    throw new CertificateError(`${path} is damaged (${(cause as Error).message}): ${remedy}`, { cause });
  }
}

export function isExpired({ validToDate }: X509Certificate, nowMs: number): boolean {
  return validToDate.getTime() <= nowMs;
}
