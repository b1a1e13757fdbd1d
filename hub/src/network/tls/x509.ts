/** Makes X.509 certificates with ECDSA keys on P-256 (RFC 5280). Loaded on demand: the encoder takes tens of milliseconds to load. */
import { KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { BitString, Integer, OctetString, Utf8String } from 'asn1js';
import ipaddr from 'ipaddr.js';
import {
  AltName,
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  CryptoEngine,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralSubtree,
  id_AuthorityKeyIdentifier,
  id_BasicConstraints,
  id_ExtKeyUsage,
  id_KeyUsage,
  id_NameConstraints,
  id_SubjectAltName,
  id_SubjectKeyIdentifier,
  NameConstraints,
  Time,
  TimeType,
} from 'pkijs';
import type { Identity } from './identity.ts';
import type { ServerNames } from './names.ts';

const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };
const COMMON_NAME = '2.5.4.3';
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
/** Choices of GeneralName, RFC 5280 §4.2.1.6. */
const NAME_TYPE = { dns: 2, ip: 7 } as const;
/** The first bits of the KeyUsage bit string, RFC 5280 §4.2.1.3. */
const KEY_USAGE = { digitalSignature: 0x80, signCertificatesAndLists: 0x06 } as const;
const SERIAL_BYTES = 16;
const LAST_YEAR_OF_UTC_TIME = 2049;

export interface Validity {
  readonly from: Date;
  readonly to: Date;
}

const engine = new CryptoEngine({ name: 'node', crypto: webcrypto });

/** Creates an authority that may only sign for these names and networks, and their subdomains. */
export async function makeAuthority(commonName: string, permitted: ServerNames, validity: Validity): Promise<Identity> {
  const keys = await newKeys();
  const subjectKeyId = await keyIdOf(keys.publicKey);
  const subtrees = [
    ...permitted.dns.map((name) => new GeneralName({ type: NAME_TYPE.dns, value: name })),
    ...permitted.ip.map((network) => new GeneralName({ type: NAME_TYPE.ip, value: octets(networkBytes(network)) })),
  ].map((base) => new GeneralSubtree({ base }));
  const certificate = newCertificate(commonName, validity, [
    extension(id_BasicConstraints, true, new BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema()),
    keyUsage(KEY_USAGE.signCertificatesAndLists, 1),
    extension(id_NameConstraints, true, new NameConstraints({ permittedSubtrees: subtrees }).toSchema()),
    extension(id_SubjectKeyIdentifier, false, octets(subjectKeyId)),
  ]);
  certificate.issuer = certificate.subject;
  return finish(certificate, keys, keys.privateKey);
}

/** Creates a certificate for a server with these names, signed by the authority. */
export async function makeServerCertificate(
  commonName: string,
  names: ServerNames,
  validity: Validity,
  authority: Identity,
): Promise<Identity> {
  const keys = await newKeys();
  const issuer = Certificate.fromBER(new Uint8Array(authority.certificate.raw).buffer);
  const signer = await webcrypto.subtle.importKey('pkcs8', authority.key.export({ type: 'pkcs8', format: 'der' }), KEY_ALGORITHM, false, [
    'sign',
  ]);
  const altNames = [
    ...names.dns.map((name) => new GeneralName({ type: NAME_TYPE.dns, value: name })),
    ...names.ip.map((address) => new GeneralName({ type: NAME_TYPE.ip, value: octets(ipaddr.parse(address).toByteArray()) })),
  ];
  const certificate = newCertificate(commonName, validity, [
    extension(id_BasicConstraints, true, new BasicConstraints().toSchema()),
    keyUsage(KEY_USAGE.digitalSignature, 7),
    extension(id_ExtKeyUsage, false, new ExtKeyUsage({ keyPurposes: [SERVER_AUTHENTICATION] }).toSchema()),
    extension(id_SubjectAltName, false, new AltName({ altNames }).toSchema()),
    extension(id_AuthorityKeyIdentifier, false, new AuthorityKeyIdentifier({ keyIdentifier: keyIdentifierOf(issuer) }).toSchema()),
  ]);
  certificate.issuer = issuer.subject;
  return finish(certificate, keys, signer);
}

/** The names and networks that an authority may sign for; undefined without a constraint. */
export function permittedNames(certificate: X509Certificate): ServerNames | undefined {
  const parsed = Certificate.fromBER(new Uint8Array(certificate.raw).buffer);
  const constraints = parsed.extensions?.find(({ extnID }) => extnID === id_NameConstraints)?.parsedValue as NameConstraints | undefined;
  const bases = constraints?.permittedSubtrees?.map(({ base }) => base);
  if (bases === undefined) return undefined;
  return {
    dns: bases.filter(({ type }) => type === NAME_TYPE.dns).map(({ value }) => String(value)),
    ip: bases
      .filter(({ type }) => type === NAME_TYPE.ip)
      .map(({ value }) => networkText([...(value as OctetString).valueBlock.valueHexView])),
  };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
}

function newCertificate(commonName: string, { from, to }: Validity, extensions: Extension[]): Certificate {
  const certificate = new Certificate();
  certificate.version = 2; // X.509 version 3
  certificate.serialNumber = new Integer({ valueHex: serialNumber() });
  certificate.subject.typesAndValues.push(new AttributeTypeAndValue({ type: COMMON_NAME, value: new Utf8String({ value: commonName }) }));
  certificate.notBefore = timeOf(from);
  certificate.notAfter = timeOf(to);
  certificate.extensions = extensions;
  return certificate;
}

async function finish(certificate: Certificate, keys: webcrypto.CryptoKeyPair, signer: webcrypto.CryptoKey): Promise<Identity> {
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey, engine);
  await certificate.sign(signer, 'SHA-256', engine);
  return {
    certificate: new X509Certificate(Buffer.from(certificate.toSchema(true).toBER())),
    key: KeyObject.from(keys.privateKey),
  };
}

/** UTCTime until 2049, GeneralizedTime afterwards (RFC 5280 §4.1.2.5). */
function timeOf(date: Date): Time {
  return new Time({ type: date.getUTCFullYear() <= LAST_YEAR_OF_UTC_TIME ? TimeType.UTCTime : TimeType.GeneralizedTime, value: date });
}

/** Positive and without leading zero bytes, as DER requires. */
function serialNumber(): ArrayBuffer {
  const bytes = new Uint8Array(randomBytes(SERIAL_BYTES));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.buffer;
}

interface Encodable {
  toBER(): ArrayBuffer;
}

function extension(extnID: string, critical: boolean, value: Encodable): Extension {
  return new Extension({ extnID, critical, extnValue: value.toBER() });
}

function keyUsage(bits: number, unusedBits: number): Extension {
  return extension(id_KeyUsage, true, new BitString({ valueHex: new Uint8Array([bits]).buffer, unusedBits }));
}

function octets(bytes: Iterable<number>): OctetString {
  return new OctetString({ valueHex: new Uint8Array(bytes).buffer });
}

/** RFC 5280 §4.2.1.2, method 1. */
async function keyIdOf(key: webcrypto.CryptoKey): Promise<Uint8Array> {
  const point = await webcrypto.subtle.exportKey('raw', key);
  return new Uint8Array(await webcrypto.subtle.digest('SHA-1', point));
}

function keyIdentifierOf(issuer: Certificate): OctetString {
  const found = issuer.extensions?.find(({ extnID }) => extnID === id_SubjectKeyIdentifier)?.parsedValue as OctetString | undefined;
  if (found === undefined) throw new Error('the certificate of the authority has no subject key identifier');
  return octets(found.valueBlock.valueHexView);
}

/** Address and mask, RFC 5280 §4.2.1.10. */
function networkBytes(network: string): number[] {
  const [address, bits] = ipaddr.parseCIDR(network);
  const mask = address.kind() === 'ipv4' ? ipaddr.IPv4.subnetMaskFromPrefixLength(bits) : ipaddr.IPv6.subnetMaskFromPrefixLength(bits);
  return [...address.toByteArray(), ...mask.toByteArray()];
}

function networkText(bytes: number[]): string {
  const half = bytes.length / 2;
  const bits = ipaddr.fromByteArray(bytes.slice(half)).prefixLengthFromSubnetMask() ?? 0;
  return `${ipaddr.fromByteArray(bytes.slice(0, half)).toString()}/${bits}`;
}
