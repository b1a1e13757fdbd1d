/** Connections between hubs over TLS: which certificates are accepted, and what the log says of the others. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readAuthorities } from '../../../src/cluster/authorities.ts';
import type { PeerAddress } from '../../../src/cluster/peers/directory.ts';
import { keyPem, type Identity } from '../../../src/network/tls/identity.ts';
import type { ServerNames } from '../../../src/network/tls/names.ts';
import { makeAuthority, makeServerCertificate, type Validity } from '../../../src/network/tls/x509.ts';
import { PeerRig } from './peer-rig.ts';

const DAY_MS = 86_400_000;
const VALID: Validity = { from: new Date(Date.now() - DAY_MS), to: new Date(Date.now() + DAY_MS) };
const PAST: Validity = { from: new Date(Date.now() - 2 * DAY_MS), to: new Date(Date.now() - DAY_MS) };
const SCOPE = { dns: ['lab.example'], ip: ['127.0.0.0/8'] };
const HERE = { dns: [], ip: ['127.0.0.1'] };

let authority: Identity;
let other: Identity;

beforeAll(async () => {
  [authority, other] = [await makeAuthority('one', SCOPE, VALID), await makeAuthority('other', SCOPE, VALID)];
});

const pemOf = ({ certificate }: Identity): string => certificate.toString();

interface Deviation {
  readonly names?: ServerNames;
  readonly validity?: Validity;
  readonly signer?: Identity;
}

async function secureHub(hubId: string, { names = HERE, validity = VALID, signer = authority }: Deviation = {}): Promise<PeerRig> {
  const { certificate, key } = await makeServerCertificate('hub', names, validity, signer);
  const rig = await PeerRig.start(hubId, { credentials: { cert: certificate.toString(), key: keyPem(key) } });
  onTestFinished(() => rig.close());
  return rig;
}

interface Dialler {
  readonly rig: PeerRig;
  /** What it logged as the reason why another hub is not connected. */
  readonly reasons: string[];
}

/** A hub that dials the address. */
async function dialler(address: PeerAddress, authorities?: readonly string[]): Promise<Dialler> {
  const reasons: string[] = [];
  const write = (line: string): void => {
    const { reason } = JSON.parse(line) as { reason?: string };
    if (reason !== undefined) reasons.push(reason);
  };
  const options = { logger: pino({ level: 'warn' }, { write }), unreachableAfterMs: 0, ...(authorities && { authorities }) };
  const rig = await PeerRig.start('dialler', options);
  onTestFinished(() => rig.close());
  rig.directory.set([address]);
  return { rig, reasons };
}

it('accepts hubs whose authorities are in CLUSTER_CA', async () => {
  const [one, two] = [await secureHub('one'), await secureHub('two', { signer: other })];
  const { rig } = await dialler(one.address, [pemOf(authority), pemOf(other)]);
  rig.directory.set([one.address, two.address]);
  await expect.poll(() => rig.peers.connections.map(({ up }) => up)).toEqual([true, true]);
  expect(rig.peers.reachable).toBe(true);
});

describe('refuses, with one clear line,', () => {
  const refused = async (address: PeerAddress, reason: string, authorities?: readonly string[]): Promise<void> => {
    const { rig, reasons } = await dialler(address, authorities);
    await expect.poll(() => reasons).toEqual([expect.stringContaining(reason)]);
    expect(rig.peers.reachable).toBe(false);
  };

  it('a certificate of an authority that is not in CLUSTER_CA', async () => {
    const hub = await secureHub('one');
    await refused(hub.address, 'is not trusted: set CLUSTER_CA', [pemOf(other)]);
    await refused(hub.address, 'is not trusted: set CLUSTER_CA');
  });

  it('a certificate that has expired', async () => {
    const hub = await secureHub('one', { validity: PAST });
    await refused(hub.address, 'has expired', [pemOf(authority)]);
  });

  it('a certificate for another host', async () => {
    const hub = await secureHub('one', { names: { dns: ['lab.example'], ip: [] } });
    await refused(hub.address, 'not for the host in its HUB_ADVERTISE_URL', [pemOf(authority)]);
  });

  it('a port without TLS', async () => {
    const hub = await PeerRig.start('one');
    onTestFinished(() => hub.close());
    await refused({ hubId: 'one', url: hub.address.url.replace('http', 'https') }, 'does not speak TLS', [pemOf(authority)]);
  });
});

describe('CLUSTER_CA', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eyepiece-authorities-'));
    return () => rm(folder, { recursive: true });
  });

  const reading = async (text: string): Promise<readonly string[]> => {
    await writeFile(join(folder, 'hubs.pem'), text);
    return readAuthorities(join(folder, 'hubs.pem'));
  };

  it('may have several authorities, with text between them', async () => {
    const [one, two] = [pemOf(authority).trim(), pemOf(other).trim()];
    expect(await reading(`hub-1 - the first\n${one}\r\n\n# hub-2\n${two}\n`)).toEqual([one, two]);
  });

  it.each([
    ['no certificate', () => 'hub-1', 'has no certificate in the PEM format'],
    ['damage', () => `${pemOf(authority)}${pemOf(other).replace(/\n.{8}/, '\nAAAAAAAA')}`, 'certificate 2 of 2 cannot be read'],
  ])('is refused with %s', async (_what, text, reason) => {
    const path = join(folder, 'hubs.pem');
    await expect(reading(text())).rejects.toThrow(`CLUSTER_CA=${path}: ${reason}`);
  });

  it('is refused with an authority that has expired, and when it is absent', async () => {
    const expired = await makeAuthority('expired', SCOPE, PAST);
    await expect(reading(pemOf(expired))).rejects.toThrow(/certificate 1 of 1 expired on \w{3} /);
    await expect(readAuthorities(join(folder, 'none.pem'))).rejects.toThrow('the file cannot be read (ENOENT)');
  });
});
