import { describe, expect, it } from 'vitest';
import { HEAD_BYTES, WebSocketReader } from './websocket-reader.ts';

type Seen = readonly [kind: string, ...what: unknown[]];

function reader(): { reader: WebSocketReader; seen: Seen[] } {
  const seen: Seen[] = [];
  return {
    seen,
    reader: new WebSocketReader({
      text: (message) => seen.push(['text', message]),
      binary: (head, bytes) => seen.push(['binary', Buffer.from(head), bytes]),
      ping: (payload) => seen.push(['ping', payload.toString()]),
      closed: (code, reason) => seen.push(['closed', code, reason]),
    }),
  };
}

function frame(firstByte: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = length < 126 ? [firstByte, length] : [firstByte, 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), payload]);
}

const long = Buffer.from(Array.from({ length: 300 }, (_, index) => index & 0xff));
const stream = Buffer.concat([
  frame(0x81, Buffer.from('451-["frame","ä"]')),
  frame(0x82, long),
  frame(0x81, Buffer.alloc(0)),
  frame(0x02, long.subarray(0, 40)), // a message in two fragments,
  frame(0x89, Buffer.from('are you there')), // with a ping between them
  frame(0x80, long.subarray(40)),
  frame(0x88, Buffer.concat([Buffer.from([0x03, 0xe9]), Buffer.from('bye')])),
]);
const expected: Seen[] = [
  ['text', '451-["frame","ä"]'],
  ['binary', long.subarray(0, HEAD_BYTES), 300],
  ['text', ''],
  ['ping', 'are you there'],
  ['binary', long.subarray(0, HEAD_BYTES), 300],
  ['closed', 1001, 'bye'],
];

it('refuses a text that is too long before it arrives, and a length that is not possible', () => {
  const start = (opcode: number, ...length: readonly number[]): Buffer => Buffer.from([0x80 | opcode, 127, ...length]);
  expect(() => reader().reader.push(start(1, 0, 0, 0, 1, 0, 0, 0, 0))).toThrow('a text message is longer than 1048576 bytes');
  expect(() => reader().reader.push(start(2, 255, 0, 0, 0, 0, 0, 0, 0))).toThrow('a frame has a length that is not possible');
});

describe('a stream', () => {
  for (const size of [1, 2, 3, 7, 64, stream.length]) {
    it(`is read correctly in pieces of ${size} bytes from a reused buffer`, () => {
      const { reader: subject, seen } = reader();
      const buffer = Buffer.alloc(size);
      for (let at = 0; at < stream.length; at += size) {
        const bytes = stream.copy(buffer, 0, at, at + size);
        subject.push(buffer.subarray(0, bytes));
        buffer.fill(0xee);
      }
      expect(seen).toEqual(expected);
    });
  }

  it('may have a text in a million fragments', () => {
    const { reader: subject, seen } = reader();
    subject.push(frame(0x01, Buffer.alloc(0)));
    const fragments = Buffer.concat(Array.from({ length: 20_000 }, () => frame(0x00, Buffer.from('a'))));
    const before = process.memoryUsage();
    for (let count = 0; count < 50; count += 1) subject.push(fragments);
    const after = process.memoryUsage();
    // A million buffers take more than 80 MB.
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(40e6);
    subject.push(frame(0x80, Buffer.from('z')));
    expect(seen).toEqual([['text', `${'a'.repeat(1_000_000)}z`]]);
  });

  it('may have messages longer than 64 KiB', () => {
    const { reader: subject, seen } = reader();
    const head = Buffer.alloc(10);
    head.set([0x82, 127]);
    head.writeBigUInt64BE(100_000n, 2);
    subject.push(head);
    subject.push(Buffer.alloc(60_000, 7));
    expect(seen).toEqual([]);
    subject.push(Buffer.alloc(40_000, 8));
    expect(seen).toEqual([['binary', Buffer.alloc(HEAD_BYTES, 7), 100_000]]);
  });
});

describe('invalid data from a server', () => {
  const wrong: readonly (readonly [what: string, bytes: readonly number[], error: string])[] = [
    ['masked frames', [0x81, 0x81], 'must not mask'],
    ['compressed frames', [0xc1, 0x01], 'reserved bit'],
    ['a continuation of nothing', [0x80, 0x01], 'out of place'],
    ['a message within a message', [0x01, 0x00, 0x82, 0x00], 'out of place'],
    ['a fragmented ping', [0x09, 0x00], 'fragmented or too long'],
    ['an unknown kind of control frame', [0x8b, 0x00], 'no control frame of kind 11'],
    ['an unknown kind of data frame', [0x83, 0x00], 'no data frame of kind 3'],
  ];
  for (const [what, bytes, error] of wrong) {
    it(what, () => expect(() => reader().reader.push(Buffer.from(bytes))).toThrow(error));
  }
  it('endless text in fragments', () => {
    const subject = reader().reader;
    const payload = Buffer.alloc(512 * 1024);
    const fragment = (first: number): Buffer => {
      const head = Buffer.alloc(10);
      head.set([first, 127]);
      head.writeBigUInt64BE(BigInt(payload.length), 2);
      return Buffer.concat([head, payload]);
    };
    subject.push(fragment(0x01));
    subject.push(fragment(0x00));
    expect(() => subject.push(fragment(0x00))).toThrow('longer than 1048576 bytes');
  });
});
