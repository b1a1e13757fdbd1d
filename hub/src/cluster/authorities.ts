/** The authorities of the certificates of other hubs, from the file CLUSTER_CA. */
import { X509Certificate } from 'node:crypto';
import { readSmallFile } from '@eyepiece/host/data-folder/small-file';
import { ClusterStartError } from './start-error.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * Reads the certificates of a PEM file. The file may have several, because each hub may have an authority of its own.
 * @throws {ClusterStartError} naming variable and file
 */
export async function readAuthorities(path: string): Promise<readonly string[]> {
  const failed = (reason: string): ClusterStartError => new ClusterStartError(`CLUSTER_CA=${path}: ${reason}`);
  const text = await readSmallFile(path).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    throw failed(`the file cannot be read (${code ?? message})`);
  });
  const found = text.match(CERTIFICATE) ?? [];
  if (found.length === 0) throw failed('has no certificate in the PEM format');
  for (const [index, pem] of found.entries()) {
    const { validTo, validToDate } = parse(pem, () => failed(`certificate ${index + 1} of ${found.length} cannot be read`));
    if (validToDate.getTime() <= Date.now()) throw failed(`certificate ${index + 1} of ${found.length} expired on ${validTo}`);
  }
  return found;
}

function parse(pem: string, failed: () => Error): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw failed();
  }
}
