/** A certificate with its private key, in one PEM file, so that a crash never leaves a certificate with the key of another. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

export interface Identity {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

export function toPem({ certificate, key }: Identity): string {
  return `${certificate.toString().trim()}\n${keyPem(key)}`;
}

export function keyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** @throws {Error} when the text has no certificate with its key */
export function parsePem(text: string): Identity {
  const identity = { certificate: new X509Certificate(text), key: createPrivateKey(text) };
  if (!identity.certificate.checkPrivateKey(identity.key)) throw new Error('the key does not belong to the certificate');
  return identity;
}
