import { describe, expect, it } from 'vitest';
import { asMicroseconds, modulusOf, placeSchema, readPath } from './fields.ts';

const head = Buffer.alloc(64);
head.writeUInt32BE(0xfffffffe, 4);
head.writeUInt16LE(513, 8);
head.writeBigUInt64LE(1_700_000_000_123_456n, 10);
head.writeBigInt64BE(-5n, 18);
head.writeDoubleLE(1.5, 26);
head.writeFloatBE(0.25, 34);
head.writeInt8(-3, 40);

describe('a binary field', () => {
  it.each([
    ['u32be@4', 0xfffffffe],
    ['u32@4', 0xfffffffe],
    ['i32be@4', -2],
    ['u16le@8', 513],
    ['u16be@8', 258],
    ['u64le@10', 1_700_000_000_123_456],
    ['i64be@18', -5],
    ['f64le@26', 1.5],
    ['f32be@34', 0.25],
    ['i8@40', -3],
    ['u8@40', 253],
  ])('%s is %d', (text, value) => {
    const place = placeSchema.parse(text);
    expect(place.kind === 'binary' && place.read(head)).toBe(value);
  });

  it('is missing in a message that is too short', () => {
    const place = placeSchema.parse('u32be@4');
    expect(place.kind === 'binary' && place.read(head.subarray(0, 7))).toBeUndefined();
  });

  it('may be in a later attachment, and tells where numbers start again', () => {
    expect(placeSchema.parse('u16le@0#2')).toMatchObject({ attachment: 2 });
    expect(['u8@0', 'u32be@0', 'u64be@0', 'seq'].map((text) => modulusOf(placeSchema.parse(text)))).toEqual([256, 2 ** 32, null, null]);
  });
});

it('a path leads through objects and lists, and not to what they inherit', () => {
  const value = [{ meta: { seq: 3 } }, 'x'];
  expect(readPath(value, ['0', 'meta', 'seq'])).toBe(3);
  expect(readPath(value, ['0', 'meta', 'none', 'seq'])).toBeUndefined();
  expect(readPath(value, ['0', '__proto__'])).toBeUndefined();
  expect(readPath(value, ['1', 'length'])).toBeUndefined();
});

it.each([
  [1.5, 's', 1_500_000],
  ['1700000000.25', 's', 1_700_000_000_250_000],
  [12, 'ms', 12_000],
  [12, 'us', 12],
  ['2026-01-02T03:04:05.006Z', 'iso', Date.UTC(2026, 0, 2, 3, 4, 5, 6) * 1000],
  ['yesterday', 'iso', null],
  ['', 'ms', null],
  [{}, 'ms', null],
  [Number.NaN, 's', null],
] as const)('the time %j in %s is %s µs', (value, unit, us) => expect(asMicroseconds(value, unit)).toBe(us));
