import { Encoder, type Packet } from 'socket.io-parser';
import type { RawPart } from '../file/descriptors.ts';

/** The WebSocket messages of a Socket.IO packet. */
export function encodePacket(packet: Packet): RawPart[] {
  const encoded = new Encoder().encode(packet) as (string | Uint8Array)[];
  return encoded.map((part) =>
    typeof part === 'string' ? { kind: 'text', payload: Buffer.from(`4${part}`) } : { kind: 'binary', payload: part },
  );
}
