import { expect, it } from 'vitest';
import { closePayload, encodeFrame, FrameReader, type WebSocketMessage } from './frames.ts';

function read(bytes: Buffer, pieceBytes = bytes.length): WebSocketMessage[] {
  const reader = new FrameReader();
  const messages: WebSocketMessage[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) messages.push(...reader.push(bytes.subarray(at, at + pieceBytes)));
  expect(reader.unread).toHaveLength(0);
  return messages;
}

it.each([
  ['a short text', 'text', 'hi', false, '81026869'],
  ['an empty binary message', 'binary', '', false, '8200'],
  ['a close frame', 'close', closePayload(1000, 'a'), false, '880303e861'],
] as const)('encodes %s as RFC 6455 says', (_what, kind, payload, isMasked, hex) => {
  expect(encodeFrame(kind, Buffer.from(payload as string), isMasked).toString('hex')).toBe(hex);
});

it('reads the masked example of RFC 6455 section 5.7', () => {
  const [message] = read(Buffer.from('818537fa213d7f9f4d5158', 'hex'));
  expect(message).toMatchObject({ kind: 'text', payload: Buffer.from('Hello') });
});

it.each([0, 125, 126, 65_535, 65_536, 200_000])('reads what it encodes: %i bytes, masked or not', (length) => {
  const payload = Buffer.alloc(length, 7);
  for (const isMasked of [true, false]) {
    const bytes = encodeFrame('binary', payload, isMasked);
    for (const pieceBytes of [bytes.length, 1000]) {
      const [message] = read(bytes, pieceBytes);
      expect(message?.payload.equals(payload)).toBe(true);
      expect(Buffer.concat(message?.frames ?? []).equals(bytes)).toBe(true);
    }
  }
});

it('reads messages that arrive byte by byte, with a ping between two fragments', () => {
  const bytes = Buffer.from('0103486c6c' + '890170' + '80026f21', 'hex');
  expect(read(bytes, 1)).toEqual([
    { kind: 'ping', payload: Buffer.from('p'), frames: [Buffer.from('890170', 'hex')] },
    { kind: 'text', payload: Buffer.from('Hllo!'), frames: [Buffer.from('0103486c6c', 'hex'), Buffer.from('80026f21', 'hex')] },
  ]);
});

it('gives back all bytes that belong to no message when the stream cannot be read', () => {
  const reader = new FrameReader();
  const good = Buffer.from('810161', 'hex');
  const rest = Buffer.from('010162' + 'f100' + '0000', 'hex');
  const messages: WebSocketMessage[] = [];
  expect(() => {
    for (const message of reader.push(Buffer.concat([good, rest]))) messages.push(message);
  }).toThrow('a reserved bit is set');
  expect(messages).toHaveLength(1);
  expect(reader.unread.equals(rest)).toBe(true);
});

it('reads a message of 10,000 fragments, and no longer one', () => {
  const begun = Buffer.from('0100', 'hex');
  const fragments = Buffer.alloc(2 * 9_998);
  const last = Buffer.from('800161', 'hex');
  expect(read(Buffer.concat([begun, fragments, last]))).toMatchObject([{ kind: 'text', payload: Buffer.from('a') }]);
  const reader = new FrameReader();
  const bytes = Buffer.concat([begun, fragments, Buffer.from('0000', 'hex'), last]);
  expect(() => [...reader.push(bytes)]).toThrow('a message has more than 10000 fragments');
  expect(reader.unread.equals(bytes)).toBe(true);
});
