/** Where the HTTPS server gets its certificate from. */
import type { EventEmitter } from 'node:events';
import type { X509Certificate } from 'node:crypto';
import type { HubHealth } from '@eyepiece/shared-types';

/** PEM texts for node:tls. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
}

export type CertificateTrouble = Exclude<HubHealth['certificate'], 'ok' | undefined>;

export interface CertificateSource extends EventEmitter<{ renewed: [] }> {
  readonly credentials: Credentials;
  /** The host names of the certificate, without wildcards. */
  readonly hostNames: readonly string[];
  /** The local authority; undefined with the operator's certificate. */
  readonly authority: X509Certificate | undefined;
  /** What is wrong with the certificate in use, or with its renewal. */
  readonly trouble: CertificateTrouble | undefined;
  close(): void;
}

/** The host names in the subject alternative names. */
export function hostNamesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return [...subjectAltName.matchAll(/(?:^|, )DNS:([A-Za-z0-9._-]+)(?=,|$)/g)].map(([, name = '']) => name);
}
