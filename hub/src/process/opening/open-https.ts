/** Opens the HTTPS port with the operator's certificate, or with one of the local authority. */
import type { X509Certificate } from 'node:crypto';
import type { Logger } from 'pino';
import type { CertificateSource, Credentials } from '../../network/tls/certificate-source.ts';
import { LocalCertificate } from '../../network/tls/local-certificate.ts';
import { OperatorCertificate } from '../../network/tls/operator-certificate.ts';
import { ConfigError, type Config } from '../config.ts';

/** A hub without space for the files of its authority is still useful, as it is with a full disk in general. */
const FULL_DISK = ['ENOSPC', 'EDQUOT', 'EROFS'];

/** The part of the edge that listens. */
export interface SecurePort {
  listenSecurely(port: number, host: string, credentials: Credentials): Promise<number>;
  renewCertificate(credentials: Credentials): void;
}

export interface Https {
  /** The actual port. */
  readonly port: number;
  /** Names for which the certificate is valid. */
  readonly hostNames: readonly string[];
  /** What devices have to trust; undefined with the operator's certificate. */
  readonly authority: X509Certificate | undefined;
  /** What is wrong with the certificate. */
  readonly trouble: CertificateSource['trouble'];
  close(): void;
}

/**
 * @returns undefined when HTTPS is off, its default port is in use, or the disk is full
 * @throws {CertificateError} naming the unusable file
 * @throws {ConfigError} when the port that the operator chose is not free
 */
export async function openHttps(
  { tls, host, dataDir }: Config,
  port: SecurePort,
  logger: Logger,
  checkEveryMs?: number,
): Promise<Https | undefined> {
  if (tls === undefined) return undefined;
  let source: CertificateSource | undefined;
  try {
    source = tls.files
      ? await OperatorCertificate.open({ ...tls.files, logger, checkEveryMs })
      : await LocalCertificate.open({ dataDir, extraNames: tls.names, logger, checkEveryMs });
    return await listen(source, port, { port: tls.port, host });
  } catch (error) {
    source?.close();
    const { code = '', syscall, message } = error as NodeJS.ErrnoException;
    const isTaken = code === 'EADDRINUSE' || (code === 'EACCES' && syscall === 'listen');
    if (!isTaken && !FULL_DISK.includes(code)) throw error;
    const reason = code === 'EADDRINUSE' ? `port ${tls.port} is in use` : message;
    if (isTaken && tls.required) {
      throw new ConfigError(`TLS_PORT=${tls.port}: ${reason}; stop the other program, or choose another port`, { cause: error });
    }
    logger.warn(`HTTPS is off: ${reason}`);
    return undefined;
  }
}

async function listen(source: CertificateSource, port: SecurePort, where: { port: number; host: string }): Promise<Https> {
  const real = await port.listenSecurely(where.port, where.host, source.credentials);
  source.on('renewed', () => port.renewCertificate(source.credentials));
  return {
    port: real,
    get hostNames() {
      return source.hostNames;
    },
    authority: source.authority,
    get trouble() {
      return source.trouble;
    },
    close: () => source.close(),
  };
}
