/**
 * Framing of the PostgreSQL frontend/backend protocol, version 3, without I/O.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */

const SSL_REQUEST = 80877103;
const GSS_ENCRYPTION_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;
/** PostgreSQL's own limit before authentication. */
const MAX_STARTUP_BYTES = 10_000;
const PROTOCOL_MAJOR = 3;
/** Message types that a client may send after startup. The backend answers any other type with a fatal error. */
const CLIENT_TYPES = new Set('QPBEDCHSFdcfpX');

export interface ClientMessage {
  /** The type byte as a character, or the kind of an untyped first message. */
  readonly type: string;
  /** The complete message with type and length, as PostgreSQL expects it. */
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
 * @throws {ProtocolError} for another protocol version or a malformed packet
 */
export function startupParameters(bytes: Buffer): Map<string, string> {
  const major = bytes.readUInt16BE(4);
  if (major !== PROTOCOL_MAJOR) throw new ProtocolError(`protocol ${major} is not supported, only ${PROTOCOL_MAJOR}`);
  const texts = bytes.toString('utf8', 8).split('\0');
  // Name-value pairs, then an empty name as terminator, then nothing.
  if (texts.length % 2 !== 0 || texts.at(-1) !== '' || texts.at(-2) !== '') throw new ProtocolError('invalid startup packet');
  const pairs = texts.slice(0, -2);
  return new Map(Array.from({ length: pairs.length / 2 }, (_, index) => [pairs[2 * index] ?? '', pairs[2 * index + 1] ?? '']));
}

/** Splits the client's byte stream into messages. Messages up to the startup message carry no type byte. */
export class ClientMessages {
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  #started = false;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.length;
  }

  next(): ClientMessage | undefined {
    const typeBytes = this.#started ? 1 : 0;
    if (this.#bufferedBytes < typeBytes + 4) return undefined;
    const declared = this.#first(typeBytes + 4).readInt32BE(typeBytes);
    const maxBytes = this.#started ? MAX_MESSAGE_BYTES : MAX_STARTUP_BYTES;
    if (declared < (this.#started ? 4 : 8) || declared > maxBytes) {
      throw new ProtocolError(`message length ${String(declared)} is outside 4 to ${String(maxBytes)} bytes`);
    }
    const totalBytes = typeBytes + declared;
    if (this.#bufferedBytes < totalBytes) return undefined;
    const buffered = this.#first(totalBytes);
    const bytes = buffered.subarray(0, totalBytes);
    this.#chunks[0] = buffered.subarray(totalBytes);
    this.#bufferedBytes -= totalBytes;
    const type = this.#started ? typeOf(bytes) : untypedKind(bytes.readInt32BE(4));
    if (type === 'startup') this.#started = true;
    return { type, bytes };
  }

  /**
   * Merges chunks until the first holds this many bytes. Copies once per message, not per chunk: large messages arrive in
   * thousands of chunks.
   */
  #first(bytes: number): Buffer {
    const first = this.#chunks[0] ?? Buffer.alloc(0);
    if (first.length >= bytes) return first;
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [whole];
    return whole;
  }
}

/** The status in the last ReadyForQuery of a complete answer; undefined when there is none. */
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

/** The only startup message that reaches the backend: a rejected one would terminate it for all clients. */
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
