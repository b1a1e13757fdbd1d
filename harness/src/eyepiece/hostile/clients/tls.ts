/** TLS clients of an attacker: the first message of a handshake as bytes, and connections after a whole handshake. */
import { randomBytes } from 'node:crypto';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { Target } from '../target.ts';
import { ATTACKER_ADDRESS, happens } from './conversation.ts';

/** RFC 8446 §5.1. */
export const RECORD = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;
export const RECORD_MAX_BYTES = 16_384;
const CLIENT_HELLO = 1;
const EXTENSION = { groups: 10, signatures: 13, padding: 21, versions: 43, keyShare: 51 } as const;
const TLS_1_3 = 0x0304;
const TLS_1_2 = 0x0303;

/** A record with the length that it has, or that it pretends to have. */
export function record(type: number, content: Buffer, length = content.length): Buffer {
  return Buffer.concat([Buffer.from([type, 3, 1, length >> 8, length & 0xff]), content]);
}

/** `length`: pretended number of bytes. */
export function handshakeMessage(type: number, content: Buffer, length = content.length): Buffer {
  return Buffer.concat([Buffer.from([type, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff]), content]);
}

/** A valid ClientHello without its records; `paddingBytes` make it long. */
export function clientHello({ paddingBytes = 0, tls13 = true } = {}): Buffer {
  const versions = tls13 ? [TLS_1_3, TLS_1_2] : [TLS_1_2];
  const extensions = [
    extension(EXTENSION.groups, numbers([0x001d, 0x0017])),
    extension(EXTENSION.signatures, numbers([0x0403, 0x0804, 0x0401])),
    extension(EXTENSION.versions, Buffer.concat([Buffer.from([versions.length * 2]), ...versions.map(uint16)])),
    // Any 32 bytes are a public key of X25519.
    extension(EXTENSION.keyShare, sized(Buffer.concat([uint16(0x001d), sized(randomBytes(32))]))),
    ...paddings(paddingBytes),
  ];
  const body = Buffer.concat([
    uint16(TLS_1_2),
    randomBytes(32),
    Buffer.from([0]),
    numbers([0x1301, 0x1302, 0xc02b, 0xc02f]),
    Buffer.from([1, 0]),
    sized(Buffer.concat(extensions)),
  ]);
  return handshakeMessage(CLIENT_HELLO, body);
}

/** A handshake message in records of this size. */
export function inRecords(message: Buffer, bytes = RECORD_MAX_BYTES): Buffer {
  const records = Array.from({ length: Math.ceil(message.length / bytes) }, (_, index) =>
    record(RECORD.handshake, message.subarray(index * bytes, (index + 1) * bytes)),
  );
  return Buffer.concat(records);
}

function paddings(bytes: number): Buffer[] {
  return bytes === 0 ? [] : [extension(EXTENSION.padding, Buffer.alloc(bytes))];
}

const uint16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
const sized = (content: Buffer): Buffer => Buffer.concat([uint16(content.length), content]);
const numbers = (values: readonly number[]): Buffer => sized(Buffer.concat(values.map(uint16)));
const extension = (type: number, content: Buffer): Buffer => Buffer.concat([uint16(type), sized(content)]);

/** A connection after its handshake; undefined if the hub does not complete it in time. */
export async function secured(
  { port, authority }: Target['https'],
  withinMs: number,
  options: ConnectionOptions = {},
): Promise<TLSSocket | undefined> {
  const address = { host: '127.0.0.1', port, ...(ATTACKER_ADDRESS !== undefined && { localAddress: ATTACKER_ADDRESS }) };
  const socket = connect({ ...address, ca: authority, servername: 'localhost', ...options });
  socket.on('error', () => undefined);
  if (await happens(socket, 'secureConnect', withinMs)) return socket;
  socket.destroy();
  return undefined;
}
