/** The certificate of TLS_CERT and TLS_KEY. Read again when the files change, so that a renewed one needs no restart. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { readSmallFile } from '@eyepiece/host/data-folder/small-file';
import type { Logger } from 'pino';
import { CertificateError, isExpired } from './authority.ts';
import { hostNamesOf, type CertificateSource, type Credentials } from './certificate-source.ts';
import { CheckedCertificate, WARN_BEFORE_MS } from './checked-certificate.ts';

const CHECK_EVERY_MS = 30_000;

export interface OperatorFiles {
  /** The certificate with its intermediate ones. */
  readonly certFile: string;
  readonly keyFile: string;
}

export interface OperatorCertificateOptions extends OperatorFiles {
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** For tests. */
  readonly now?: () => number;
  readonly checkEveryMs?: number | undefined;
}

export class OperatorCertificate extends CheckedCertificate implements CertificateSource {
  readonly authority = undefined;
  readonly #options: OperatorCertificateOptions;
  #credentials: Credentials;
  #certificate: X509Certificate;
  /** The last reported problem, so that each one is logged once. */
  #reported = '';

  private constructor(options: OperatorCertificateOptions, credentials: Credentials) {
    super(options.checkEveryMs ?? CHECK_EVERY_MS, options.now);
    this.#options = options;
    this.#credentials = credentials;
    this.#certificate = new X509Certificate(credentials.cert);
  }

  /** @throws {CertificateError} naming variable and file */
  static async open(options: OperatorCertificateOptions): Promise<OperatorCertificate> {
    const certificate = new OperatorCertificate(options, await readFiles(options));
    try {
      certificate.#assertNotExpired(certificate.#certificate);
      certificate.#warnOfExpiry();
      return certificate;
    } catch (error) {
      certificate.close();
      throw error;
    }
  }

  get credentials(): Credentials {
    return this.#credentials;
  }

  override get certificate(): X509Certificate {
    return this.#certificate;
  }

  get hostNames(): readonly string[] {
    return hostNamesOf(this.#certificate);
  }

  /** Takes changed files. With unusable files, the certificate in use stays. */
  protected override async replaceIfDue(): Promise<void> {
    const found = await readFiles(this.#options);
    if (found.cert !== this.#credentials.cert || found.key !== this.#credentials.key) {
      const certificate = new X509Certificate(found.cert);
      this.#assertNotExpired(certificate);
      this.#credentials = found;
      this.#certificate = certificate;
      this.#reported = '';
      this.#options.logger.info({ validTo: certificate.validTo }, 'took the changed certificate of TLS_CERT');
      this.emit('renewed');
    }
    this.#warnOfExpiry();
  }

  protected override checkFailed({ message }: Error): void {
    this.#report(message);
  }

  #assertNotExpired(certificate: X509Certificate): void {
    if (!isExpired(certificate, this.#now)) return;
    throw new CertificateError(`TLS_CERT=${this.#options.certFile}: the certificate expired on ${certificate.validTo}`);
  }

  #warnOfExpiry(): void {
    const { validTo, validToDate, validFrom, validFromDate } = this.#certificate;
    const where = `TLS_CERT=${this.#options.certFile}`;
    if (validFromDate.getTime() > this.#now) this.#report(`${where}: the certificate is not valid before ${validFrom}`);
    else if (validToDate.getTime() <= this.#now) this.#report(`${where}: the certificate expired on ${validTo}`);
    else if (validToDate.getTime() - this.#now < WARN_BEFORE_MS) this.#report(`${where}: the certificate expires on ${validTo}`);
    else this.#reported = '';
  }

  #report(problem: string): void {
    if (problem === this.#reported) return;
    this.#reported = problem;
    this.#options.logger.warn(`${problem}; the certificate in use stays until the files change`);
  }

  get #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

/** @throws {CertificateError} naming variable and file */
async function readFiles({ certFile, keyFile }: OperatorFiles): Promise<Credentials> {
  const cert = await readText('TLS_CERT', certFile);
  const key = await readText('TLS_KEY', keyFile);
  const certificate = parse('TLS_CERT', certFile, 'a PEM file with a certificate', () => new X509Certificate(cert));
  if (/^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(key)) {
    throw new CertificateError(`TLS_KEY=${keyFile}: the key has a passphrase; remove it with openssl pkey -in FILE -out FILE`);
  }
  const privateKey = parse('TLS_KEY', keyFile, 'a PEM file with a private key', () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new CertificateError(`TLS_KEY=${keyFile}: the key does not belong to the certificate TLS_CERT=${certFile}`);
  }
  parse('TLS_CERT', certFile, 'a certificate that OpenSSL accepts', () => createSecureContext({ cert, key }));
  return { cert, key };
}

async function readText(variable: string, path: string): Promise<string> {
  try {
    return await readSmallFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new CertificateError(`${variable}=${path}: the file cannot be read (${code ?? message})`, { cause });
  }
}

function parse<T>(variable: string, path: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new CertificateError(`${variable}=${path}: not ${what} (${(cause as Error).message})`, { cause });
  }
}
