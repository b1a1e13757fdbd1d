/**
 * Framing of the PostgreSQL frontend/backend protocol, version 3, without I/O.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */

const SSL_REQUEST = 80877103;
const GSS_ENCRYPTION_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;
const PROTOCOL_MAJOR = 3;
/** Types that a client may send after the startup. The backend answers any other with an error that ends it. */
const CLIENT_TYPES = new Set('QPBEDCHSFdcfpX');

export interface ClientMessage {
  /** The type byte as a character, or what an untyped first message asks for. */
  readonly type: string;
  /** The whole message with its type and length, as PostgreSQL expects it. */
  readonly bytes: Buffer;
}

export type TransactionStatus = 'idle' | 'transaction' | 'failed';

export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

function untypedKind(code: number): string {
  if (code === SSL_REQUEST) return 'ssl';
  if (code === GSS_ENCRYPTION_REQUEST) return 'gss';
  if (code === CANCEL_REQUEST) return 'cancel';
  return 'startup';
}

function typeOf(bytes: Buffer): string {
  const type = String.fromCharCode(bytes.readUInt8(0));
  if (!CLIENT_TYPES.has(type)) throw new ProtocolError(`invalid message type ${bytes.readUInt8(0)}`);
  return type;
}

/**
 * Names and values of a startup message.
 * @throws {ProtocolError} for another protocol, or when they do not end as they must
 */
export function startupParameters(bytes: Buffer): Map<string, string> {
  const major = bytes.readUInt16BE(4);
  if (major !== PROTOCOL_MAJOR) throw new ProtocolError(`protocol ${major} is not supported, only ${PROTOCOL_MAJOR}`);
  const texts = bytes.toString('utf8', 8).split('\0');
  // Pairs, then an empty name, then nothing behind its zero.
  if (texts.length % 2 !== 0 || texts.at(-1) !== '' || texts.at(-2) !== '') throw new ProtocolError('invalid startup packet');
  const pairs = texts.slice(0, -2);
  return new Map(Array.from({ length: pairs.length / 2 }, (_, index) => [pairs[2 * index] ?? '', pairs[2 * index + 1] ?? '']));
}

/** Splits what a client sends into messages. The first ones, up to the startup message, carry no type byte. */
export class ClientMessages {
  #buffered: Buffer = Buffer.alloc(0);
  #started = false;

  push(chunk: Buffer): void {
    this.#buffered = this.#buffered.length === 0 ? chunk : Buffer.concat([this.#buffered, chunk]);
  }

  next(): ClientMessage | undefined {
    const typeBytes = this.#started ? 1 : 0;
    if (this.#buffered.length < typeBytes + 4) return undefined;
    const declared = this.#buffered.readInt32BE(typeBytes);
    if (declared < (this.#started ? 4 : 8) || declared > MAX_MESSAGE_BYTES) {
      throw new ProtocolError(`message length ${String(declared)} is outside 4 to ${String(MAX_MESSAGE_BYTES)} bytes`);
    }
    const totalBytes = typeBytes + declared;
    if (this.#buffered.length < totalBytes) return undefined;
    const bytes = this.#buffered.subarray(0, totalBytes);
    this.#buffered = this.#buffered.subarray(totalBytes);
    const type = this.#started ? typeOf(bytes) : untypedKind(bytes.readInt32BE(4));
    if (type === 'startup') this.#started = true;
    return { type, bytes };
  }
}

/** The status in the last ReadyForQuery of a complete answer, or undefined when the server is not ready yet. */
export function readyStatus(answer: Buffer): TransactionStatus | undefined {
  let status: TransactionStatus | undefined;
  for (let offset = 0; offset + 5 <= answer.length; offset += 1 + answer.readInt32BE(offset + 1)) {
    if (String.fromCharCode(answer.readUInt8(offset)) !== 'Z') continue;
    const code = String.fromCharCode(answer.readUInt8(offset + 5));
    status = code === 'I' ? 'idle' : code === 'T' ? 'transaction' : 'failed';
  }
  return status;
}

export function frame(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(5);
  header.write(type, 0, 'latin1');
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

/** The only startup that the backend sees: one that it does not take ends it for everybody. */
export const startup = untyped(
  Buffer.concat([Buffer.from([0, PROTOCOL_MAJOR, 0, 0]), Buffer.from('user\0postgres\0database\0postgres\0client_encoding\0UTF8\0\0')]),
);

function untyped(body: Buffer): Buffer {
  return frame('?', body).subarray(1);
}

export const sync = frame('S');
export const rollback = frame('Q', Buffer.from('ROLLBACK\0'));
/** AuthenticationCleartextPassword. */
export const passwordRequest = frame('R', Buffer.from([0, 0, 0, 3]));

export function fatalError(sqlState: string, message: string): Buffer {
  return frame('E', Buffer.from(`SFATAL\0VFATAL\0C${sqlState}\0M${message}\0\0`));
}
