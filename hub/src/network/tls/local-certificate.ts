/** The certificate that the local authority signs. It is short-lived, and made again in time and when the addresses change. */
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { replacePrivateFile } from '@eyepiece/host/data-folder/private-file-writes';
import { readSmallFileNow } from '@eyepiece/host/data-folder/small-file';
import type { Logger } from 'pino';
import { BACKDATED_MS, CertificateError, isExpired, openAuthority } from './authority.ts';
import { hostNamesOf, type CertificateSource, type Credentials } from './certificate-source.ts';
import { CheckedCertificate } from './checked-certificate.ts';
import { keyPem, parsePem, toPem, type Identity } from './identity.ts';
import { serverNames, withinScope, type Machine, type ServerNames } from './names.ts';

const FOLDER = 'tls';
const FILE = 'server.pem';
const DAY_MS = 24 * 3_600_000;
/** Browsers accept at most 398 days. */
const VALID_MS = 90 * DAY_MS;
const RENEW_BEFORE_MS = 30 * DAY_MS;
const CHECK_EVERY_MS = 60_000;

export interface LocalCertificateOptions {
  readonly dataDir: string;
  /** TLS_NAMES. */
  readonly extraNames: readonly string[];
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** For tests. */
  readonly machine?: () => Omit<Machine, 'extra'>;
  readonly now?: () => number;
  readonly checkEveryMs?: number | undefined;
}

export class LocalCertificate extends CheckedCertificate implements CertificateSource {
  readonly #options: LocalCertificateOptions;
  readonly #authority: Identity;
  readonly #path: string;
  #leaf: Identity;
  /** Names for which the authority may not sign, already reported. */
  #uncovered = '';

  private constructor(options: LocalCertificateOptions, authority: Identity, path: string, leaf: Identity) {
    super(options.checkEveryMs ?? CHECK_EVERY_MS, options.now);
    this.#options = options;
    this.#authority = authority;
    this.#path = path;
    this.#leaf = leaf;
  }

  /** @throws {CertificateError} when the authority's file is damaged or has expired */
  static async open(options: LocalCertificateOptions): Promise<LocalCertificate> {
    const folder = join(options.dataDir, FOLDER);
    const names = namesOf(options);
    const nowMs = nowOf(options);
    const authority = await openAuthority(folder, { names, hostname: machineOf(options).hostname, nowMs });
    const path = join(folder, FILE);
    if (authority.certificate.validFromDate.getTime() > nowMs) {
      const facts = { validFrom: authority.certificate.validFrom };
      options.logger.warn(facts, 'the local authority is not valid yet: the clock of this computer is wrong, or was wrong before');
    }
    let leaf = readLeaf(path, authority, options.logger);
    if (leaf === undefined) {
      leaf = await firstLeaf(folder, names, authority, nowMs);
      storeLeaf(path, leaf, options.logger);
    }
    const certificate = new LocalCertificate(options, authority, path, leaf);
    await certificate.check();
    return certificate;
  }

  get credentials(): Credentials {
    return { cert: `${this.#leaf.certificate.toString()}${this.#authority.certificate.toString()}`, key: keyPem(this.#leaf.key) };
  }

  get hostNames(): readonly string[] {
    return hostNamesOf(this.#leaf.certificate);
  }

  get authority() {
    return this.#authority.certificate;
  }

  override get certificate() {
    return this.#leaf.certificate;
  }

  protected override async replaceIfDue(): Promise<void> {
    const nowMs = nowOf(this.#options);
    const names = namesOf(this.#options);
    const due = isDue(this.#leaf, this.#authority, nowMs);
    if (!due && hasNames(this.#leaf, names)) return;
    const { covered, uncovered } = await scoped(names, this.#authority);
    this.#report(uncovered);
    if (!due && hasNames(this.#leaf, covered)) return;
    if (isExpired(this.#authority.certificate, nowMs)) throw new Error('the local authority has expired');
    this.#leaf = await makeLeaf(covered, this.#authority, nowMs);
    storeLeaf(this.#path, this.#leaf, this.#options.logger);
    this.#options.logger.info({ names: covered, validTo: this.#leaf.certificate.validTo }, 'made a new certificate');
    this.emit('renewed');
  }

  protected override checkFailed(error: Error): void {
    this.#options.logger.error({ err: error }, 'the certificate could not be renewed');
  }

  #report(uncovered: readonly string[]): void {
    const text = uncovered.join(', ');
    if (text === this.#uncovered) return;
    this.#uncovered = text;
    if (text === '') return;
    const isWanted = uncovered.some((name) => this.#options.extraNames.includes(name));
    this.#options.logger[isWanted ? 'warn' : 'info'](
      { names: uncovered },
      'the local authority may not sign for these names; delete tls/authority.pem for a new one, which every device must trust again',
    );
  }
}

function machineOf({ machine }: LocalCertificateOptions): Omit<Machine, 'extra'> {
  return machine?.() ?? { hostname: hostname(), interfaces: networkInterfaces() };
}

function namesOf(options: LocalCertificateOptions): ServerNames {
  return serverNames({ ...machineOf(options), extra: options.extraNames });
}

function nowOf({ now = Date.now }: LocalCertificateOptions): number {
  return now();
}

async function scoped(names: ServerNames, authority: Identity): Promise<ReturnType<typeof withinScope>> {
  const { permittedNames } = await import('./x509.ts');
  const scope = permittedNames(authority.certificate);
  return scope === undefined ? { covered: names, uncovered: [] } : withinScope(names, scope);
}

/** @throws {CertificateError} when the authority cannot sign: it may be a foreign one */
async function firstLeaf(folder: string, names: ServerNames, authority: Identity, nowMs: number): Promise<Identity> {
  try {
    const { covered } = await scoped(names, authority);
    return await makeLeaf(covered, authority, nowMs);
  } catch (cause) {
    throw new CertificateError(`The authority in ${folder} cannot sign a certificate (${(cause as Error).message})`, { cause });
  }
}

async function makeLeaf(names: ServerNames, authority: Identity, nowMs: number): Promise<Identity> {
  const { makeServerCertificate } = await import('./x509.ts');
  const end = Math.min(nowMs + VALID_MS, authority.certificate.validToDate.getTime());
  return makeServerCertificate('Eyepiece', names, { from: new Date(nowMs - BACKDATED_MS), to: new Date(end) }, authority);
}

function isDue({ certificate }: Identity, authority: Identity, nowMs: number): boolean {
  if (isExpired(certificate, nowMs) || certificate.validFromDate.getTime() > nowMs) return true;
  // The authority ends with it: a new certificate would not last longer.
  if (certificate.validToDate >= authority.certificate.validToDate) return false;
  return certificate.validToDate.getTime() - nowMs < RENEW_BEFORE_MS;
}

function hasNames({ certificate }: Identity, names: ServerNames): boolean {
  const options = { subject: 'never', wildcards: false } as const;
  return (
    names.dns.every((name) => certificate.checkHost(name, options) !== undefined) &&
    names.ip.every((address) => certificate.checkIP(address) !== undefined)
  );
}

/** @returns undefined when there is none of this authority, or it is damaged: it is then made again */
function readLeaf(path: string, authority: Identity, logger: LocalCertificateOptions['logger']): Identity | undefined {
  try {
    const leaf = parsePem(readSmallFileNow(path));
    if (leaf.certificate.checkIssued(authority.certificate) && leaf.certificate.verify(authority.certificate.publicKey)) return leaf;
    logger.info({ path }, 'the certificate is of another authority; it is made again');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      logger.warn({ err: error, path }, 'the certificate is damaged; it is made again');
  }
  return undefined;
}

/** A full disk does not stop HTTPS: the certificate is then made again at the next start. */
function storeLeaf(path: string, leaf: Identity, logger: LocalCertificateOptions['logger']): void {
  try {
    replacePrivateFile(path, toPem(leaf));
  } catch (error) {
    logger.warn({ err: error, path }, 'the certificate could not be stored');
  }
}
