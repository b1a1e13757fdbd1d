/**
 * Encodes the `frame` event for a WebSocket. A Socket.IO binary event is a text message with a placeholder, followed by
 * the attachment as a binary message (Socket.IO protocol 5, Engine.IO protocol 4; unmasked server frames as in RFC 6455
 * §5.2). The bytes are identical to those that Socket.IO itself writes.
 */
const FINAL_TEXT = 0x81;
const FINAL_BINARY = 0x82;
const FINAL_PING = 0x89;
const PING_ID_BYTES = 4;
const PING_BYTES = 2 + PING_ID_BYTES;

export interface WireFrame {
  /** Both parts of the event. */
  readonly frame: Buffer;
  /** The same with a ping after them, for one write. All viewers get the same ping, so that they share the bytes. */
  readonly pinged: Buffer;
}

let lastPingId = Math.floor(Math.random() * 2 ** 32);

/** A number of four bytes. The answer to a ping repeats it. */
export function nextPingId(): number {
  lastPingId = (lastPingId + 1) % 2 ** 32;
  return lastPingId;
}

export function encodePing(id: number): Buffer {
  const ping = Buffer.allocUnsafe(PING_BYTES);
  writePing(ping, 0, id);
  return ping;
}

/** @param take returns a buffer of at least `bytes`; the results are views of it */
export function encodeWireFrame(
  cameraId: string,
  message: Uint8Array,
  pingId: number,
  take: (bytes: number) => Buffer = allocate,
): WireFrame {
  const frame = encodeSocketIoFrame(cameraId, message, (bytes) => take(bytes + PING_BYTES));
  const pinged = Buffer.from(frame.buffer, frame.byteOffset, frame.length + PING_BYTES);
  writePing(pinged, frame.length, pingId);
  return { frame, pinged };
}

/** @param take returns a buffer of at least `bytes`; the result is a view of it */
export function encodeSocketIoFrame(cameraId: string, message: Uint8Array, take: (bytes: number) => Buffer = allocate): Buffer {
  // "4" Engine.IO message, "5" binary event, "1-" one attachment
  const event = Buffer.from(`451-${JSON.stringify(['frame', cameraId, { _placeholder: true, num: 0 }])}`);
  const bytes = headBytes(event.length) + event.length + headBytes(message.length) + message.length;
  const wire = take(bytes).subarray(0, bytes);
  let at = writeHead(wire, 0, FINAL_TEXT, event.length);
  at += event.copy(wire, at);
  at = writeHead(wire, at, FINAL_BINARY, message.length);
  wire.set(message, at);
  return wire;
}

function writePing(wire: Buffer, at: number, id: number): void {
  wire[at] = FINAL_PING;
  wire[at + 1] = PING_ID_BYTES;
  wire.writeUInt32BE(id, at + 2);
}

function headBytes(length: number): number {
  if (length < 126) return 2;
  return length < 65536 ? 4 : 10;
}

function writeHead(wire: Buffer, at: number, opcode: number, length: number): number {
  wire[at] = opcode;
  if (length < 126) {
    wire[at + 1] = length;
    return at + 2;
  }
  if (length < 65536) {
    wire[at + 1] = 126;
    return wire.writeUInt16BE(length, at + 2);
  }
  wire[at + 1] = 127;
  return wire.writeBigUInt64BE(BigInt(length), at + 2);
}

const allocate = (bytes: number): Buffer => Buffer.allocUnsafe(bytes);
