/**
 * Where a frame carries its sequence number and capture time. `meta.seq` is a path in JSON. `u32be@4` is a number in
 * the first bytes of a binary message; `u32be@4#1` is one in the second attachment of a Socket.IO event.
 */
import { z } from 'zod';
import { HEAD_BYTES } from './websocket/websocket-reader.ts';

const BINARY = /^(u8|i8|u16|i16|u32|i32|u64|i64|f32|f64)(le|be)?@(\d{1,3})(?:#(\d))?$/;
const UNITS = ['s', 'ms', 'us', 'iso'] as const;
const TWO_32 = 2 ** 32;

export type TimeUnit = (typeof UNITS)[number];
export type Place =
  | { readonly kind: 'json'; readonly text: string; readonly steps: readonly string[] }
  | { readonly kind: 'binary'; readonly text: string; readonly attachment: number; readonly bits: number; readonly read: ReadNumber };

/** Returns undefined if the message is too short. */
type ReadNumber = (head: Buffer) => number | undefined;

export const timeUnitSchema = z.enum(UNITS);

export const placeSchema = z.string().transform((text, context): Place => {
  const match = BINARY.exec(text);
  if (!match) {
    const steps = text.split('.');
    if (steps.every((step) => step !== '')) return { kind: 'json', text, steps };
    context.addIssue(`${JSON.stringify(text)} is neither a path such as 0.seq nor a binary field such as u32be@4`);
    return z.NEVER;
  }
  const [, type = '', order = 'be', offset = '', attachment = '0'] = match;
  const bits = Number(type.slice(1));
  if (Number(offset) + bits / 8 > HEAD_BYTES) {
    context.addIssue(`${text} is not within the first ${HEAD_BYTES} bytes`);
    return z.NEVER;
  }
  return { kind: 'binary', text, attachment: Number(attachment), bits, read: numberReader(type, order === 'le', Number(offset)) };
});

/** Sequence numbers of this place start again at 0 after this many; null: they do not. */
export function modulusOf(place: Place | undefined): number | null {
  return place?.kind === 'binary' && place.bits <= 32 ? 2 ** place.bits : null;
}

export function readPath(value: unknown, steps: readonly string[]): unknown {
  let at = value;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

/** Numbers may be sent as text. */
export function asNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

export function asMicroseconds(value: unknown, unit: TimeUnit): number | null {
  if (unit === 'iso') {
    const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(ms) ? null : ms * 1000;
  }
  const number = asNumber(value);
  if (number === null || unit === 'us') return number;
  return Math.round(number * (unit === 's' ? 1e6 : 1e3));
}

function numberReader(type: string, little: boolean, offset: number): ReadNumber {
  const read = numberOf(type, little);
  const end = offset + Number(type.slice(1)) / 8;
  return (head) => (head.length < end ? undefined : read(head, offset));
}

function numberOf(type: string, little: boolean): (head: Buffer, offset: number) => number {
  switch (type) {
    case 'u8':
      return (head, offset) => head.readUInt8(offset);
    case 'i8':
      return (head, offset) => head.readInt8(offset);
    case 'u16':
      return little ? (head, offset) => head.readUInt16LE(offset) : (head, offset) => head.readUInt16BE(offset);
    case 'i16':
      return little ? (head, offset) => head.readInt16LE(offset) : (head, offset) => head.readInt16BE(offset);
    case 'u32':
      return little ? (head, offset) => head.readUInt32LE(offset) : (head, offset) => head.readUInt32BE(offset);
    case 'i32':
      return little ? (head, offset) => head.readInt32LE(offset) : (head, offset) => head.readInt32BE(offset);
    case 'u64':
      return little
        ? (head, offset) => head.readUInt32LE(offset + 4) * TWO_32 + head.readUInt32LE(offset)
        : (head, offset) => head.readUInt32BE(offset) * TWO_32 + head.readUInt32BE(offset + 4);
    case 'i64':
      return little
        ? (head, offset) => head.readInt32LE(offset + 4) * TWO_32 + head.readUInt32LE(offset)
        : (head, offset) => head.readInt32BE(offset) * TWO_32 + head.readUInt32BE(offset + 4);
    case 'f32':
      return little ? (head, offset) => head.readFloatLE(offset) : (head, offset) => head.readFloatBE(offset);
    default:
      return little ? (head, offset) => head.readDoubleLE(offset) : (head, offset) => head.readDoubleBE(offset);
  }
}
